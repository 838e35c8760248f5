use chrono::Duration;
use domain::people::{Permission, Role};

use super::*;
use crate::testing::{cleo, on_both_databases};

on_both_databases! {
    async fn the_set_up_link_makes_the_first_administrator_once(backend) {
        assert!(backend.awaits_set_up().await.unwrap());
        let (first, second) = (set_up_token(&backend).await, set_up_token(&backend).await);
        let ada = backend.set_up(&second, newcomer(" Ada Okafor "), "Ada@Example.org").await.unwrap();
        assert_eq!((ada.who.actor.name(), ada.who.role), ("Ada Okafor", Role::Admin));
        assert_eq!(bearer(&backend, &ada).await, Some(ada.who.clone()));
        assert!(!backend.awaits_set_up().await.unwrap());
        assert_eq!(backend.set_up_link().await.unwrap(), None);
        for token in [first, second] {
            assert!(sentence(backend.set_up(&token, newcomer("Eve"), "eve@example.org").await).contains("set up already"));
        }
        assert_eq!(backend.list_people(Ask::by(&ada.who)).await.unwrap().len(), 1);
    }

    async fn a_set_up_link_that_was_not_printed_leads_nowhere(backend) {
        set_up_token(&backend).await;
        assert!(sentence(backend.set_up("guessed", newcomer("Eve"), "eve@example.org").await).contains("not the one"));
        assert!(sentence(backend.check_set_up_link("guessed").await).contains("not the one"));
        assert!(backend.awaits_set_up().await.unwrap());
    }

    async fn two_who_set_up_at_once_make_one_administrator(backend) {
        let (one, other) = (set_up_token(&backend).await, set_up_token(&backend).await);
        let (left, right) = tokio::join!(
            backend.set_up(&one, newcomer("Ada"), ADA),
            backend.set_up(&other, newcomer("Eve"), "eve@example.org"),
        );
        assert!(left.is_ok() != right.is_ok());
        assert_eq!(backend.list_people(Ask::by(cleo())).await.unwrap().len(), 1);
    }

    async fn what_is_typed_wrong_at_set_up_does_not_use_up_the_link(backend) {
        let token = set_up_token(&backend).await;
        assert!(sentence(backend.set_up(&token, newcomer("  "), ADA).await).contains("name"));
        assert!(sentence(backend.set_up(&token, newcomer("Ada"), "ada").await).contains("e-mail address"));
        let short = Newcomer { name: "Ada", password: "short" };
        assert!(sentence(backend.set_up(&token, short, ADA).await).contains("at least 12"));
        backend.set_up(&token, newcomer("Ada"), ADA).await.unwrap();
    }

    async fn whoever_is_invited_joins_in_the_role_that_was_meant(backend) {
        let ada = with_ada(&backend).await.who;
        let token = invited(&backend, &ada, "Ben@example.org", Role::Responder).await;
        let open = backend.open_invitations(Ask::by(&ada)).await.unwrap();
        assert_eq!((open.len(), open[0].email.as_str(), open[0].role), (1, BEN, Role::Responder));
        assert_eq!(backend.invitation(&token).await.unwrap(), open[0]);

        let ben = backend.accept_invitation(&token, newcomer("Ben Lindqvist")).await.unwrap();
        assert_eq!((ben.who.actor.name(), ben.who.role), ("Ben Lindqvist", Role::Responder));
        assert!(is_in(&backend, &ben).await);
        assert_eq!(backend.open_invitations(Ask::by(&ada)).await.unwrap(), vec![]);
        assert_eq!(backend.sign_in(BEN, SECRET, HERE).await.unwrap().who, ben.who);
    }

    async fn an_invitation_is_good_once(backend) {
        let ada = with_ada(&backend).await.who;
        let token = invited(&backend, &ada, BEN, Role::Viewer).await;
        backend.accept_invitation(&token, newcomer("Ben")).await.unwrap();
        assert!(sentence(backend.accept_invitation(&token, newcomer("Eve")).await).contains("used already"));
        assert!(sentence(backend.invitation(&token).await).contains("used already"));
    }

    async fn an_invitation_expires_after_seven_days(backend) {
        let ada = with_ada(&backend).await.who;
        let token = invited(&backend, &ada, BEN, Role::Viewer).await;
        backend.clock.advance(Duration::days(7) - Duration::minutes(1));
        backend.invitation(&token).await.unwrap();
        backend.clock.advance(Duration::minutes(1));
        assert!(sentence(backend.accept_invitation(&token, newcomer("Ben")).await).contains("expired"));
        assert_eq!(backend.open_invitations(Ask::by(&ada)).await.unwrap(), vec![]);
    }

    async fn a_second_invitation_and_a_withdrawal_void_the_first(backend) {
        let ada = with_ada(&backend).await.who;
        let first = invited(&backend, &ada, BEN, Role::Viewer).await;
        let second = invited(&backend, &ada, BEN, Role::Admin).await;
        assert!(sentence(backend.invitation(&first).await).contains("not known"));
        backend.withdraw_invitation(Ask::by(&ada), BEN).await.unwrap();
        assert!(sentence(backend.accept_invitation(&second, newcomer("Ben")).await).contains("not known"));
    }

    async fn an_invitation_is_void_once_who_made_it_is_no_administrator(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Admin).await;
        let token = invited(&backend, &ben.who, "cleo@example.org", Role::Admin).await;
        let open = backend.open_invitations(Ask::by(&ada)).await.unwrap();
        let by = open[0].invited_by.as_ref().map(|person| person.name.as_str());
        assert_eq!((open.len(), by, open[0].is_void), (1, Some("Ben Lindqvist"), false));

        backend.change_role(Ask::by(&ada), ben.pass.person, Role::Commander).await.unwrap();
        assert!(sentence(backend.invitation(&token).await).contains("no administrator any more"));
        assert!(sentence(backend.accept_invitation(&token, newcomer("Cleo")).await).contains("no administrator any more"));
        let open = backend.open_invitations(Ask::by(&ada)).await.unwrap();
        assert_eq!((open.len(), open[0].is_void), (1, true), "an administrator sees why it leads nowhere");
        backend.change_role(Ask::by(&ada), ben.pass.person, Role::Admin).await.unwrap();
        backend.disable_person(Ask::by(&ada), ben.pass.person).await.unwrap();
        assert!(sentence(backend.accept_invitation(&token, newcomer("Cleo")).await).contains("no administrator any more"));
        assert_eq!(backend.list_people(Ask::by(&ada)).await.unwrap().len(), 2, "nobody has joined");
    }

    async fn an_invitation_that_nobody_made_stays_good(backend) {
        let ada = with_ada(&backend).await.who;
        let token = invited(&backend, &Who::tocsin(), BEN, Role::Viewer).await;
        let open = backend.open_invitations(Ask::by(&ada)).await.unwrap();
        assert_eq!((open[0].invited_by.clone(), open[0].is_void), (None, false));
        backend.accept_invitation(&token, newcomer("Ben")).await.unwrap();
    }

    async fn of_two_who_accept_an_invitation_at_once_one_joins(backend) {
        let ada = with_ada(&backend).await.who;
        let token = invited(&backend, &ada, BEN, Role::Viewer).await;
        let (left, right) =
            tokio::join!(backend.accept_invitation(&token, newcomer("Ben")), backend.accept_invitation(&token, newcomer("Eve")));
        assert!(left.is_ok() != right.is_ok());
        let other = if left.is_ok() { right } else { left };
        assert!(sentence(other).contains("used already"));
    }

    async fn nobody_has_two_accounts(backend) {
        let ada = with_ada(&backend).await.who;
        assert!(sentence(backend.invite(Ask::by(&ada), "ADA@example.org", Role::Viewer).await).contains("has an account"));
    }

    async fn only_an_administrator_invites(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Commander).await.who;
        let may_not = Refusal::NotPermitted(Permission::ManagePeople);
        assert_eq!(refusal(backend.invite(Ask::by(&ben), "cleo@example.org", Role::Viewer).await), may_not);
        assert_eq!(refusal(backend.open_invitations(Ask::by(&ben)).await), may_not);
        assert_eq!(refusal(backend.withdraw_invitation(Ask::by(&ben), BEN).await), may_not);
    }

    async fn tokens_and_passwords_are_nowhere_in_clear(backend) {
        let ada = with_ada(&backend).await.who;
        let token = invited(&backend, &ada, BEN, Role::Viewer).await;
        let mut tx = backend.db.read().await.unwrap();
        let events: Vec<(String,)> = tx.query("SELECT body FROM events").all().await.unwrap();
        assert!(events.iter().all(|(body,)| !body.contains("argon2") && !body.contains(SECRET)));
        let hashes: Vec<(String,)> = tx.query("SELECT password_hash FROM credentials").all().await.unwrap();
        assert!(hashes.iter().all(|(hash,)| hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")));
        let kept: Vec<(String,)> = tx.query("SELECT token_hash FROM invitations").all().await.unwrap();
        assert!(kept.iter().all(|(hash,)| *hash != token));
    }
}
