use chrono::Duration;
use domain::{
    ids::PersonId,
    people::{MemberEvent, Permission, Role},
};

use super::*;
use crate::{log::entries_after, testing::on_both_databases};

const NEW: &str = "a very different sentence";

async fn linked(backend: &Backend, by: &Who, person: PersonId) -> String {
    let path = backend.make_password_link(Ask::by(by), person).await.unwrap().path;
    path.strip_prefix("/new-password/").unwrap().to_owned()
}

/// Subject and body of each letter to this address.
async fn letters(backend: &Backend, email: &str) -> Vec<(String, String)> {
    let mut tx = backend.db.read().await.unwrap();
    let letters = tx.query("SELECT subject, body FROM outbox WHERE recipient = $1 ORDER BY created_at, id");
    letters.bind(email.to_owned()).all().await.unwrap()
}

/// Who did what to an account, from the first event on.
async fn history(backend: &Backend, person: PersonId) -> Vec<(String, MemberEvent)> {
    let mut tx = backend.db.read().await.unwrap();
    let events = entries_after::<MemberEvent>(&mut tx, person.0, 0).await.unwrap();
    events.into_iter().map(|recorded| (recorded.actor.name().to_owned(), recorded.event)).collect()
}

on_both_databases! {
    async fn a_link_chooses_a_password_and_ends_all_sessions_but_the_one_that_chose_it(backend) {
        let ada = with_ada(&backend).await;
        let ben = with_ben(&backend, &ada.who, Role::Responder).await;
        let token = linked(&backend, &ada.who, ben.pass.person).await;
        let link = backend.password_link(&token).await.unwrap();
        assert_eq!((link.person, link.name.as_str(), link.email.as_str()), (ben.pass.person, "Ben Lindqvist", BEN));
        assert!(is_in(&backend, &ben).await, "a link alone changes nothing");
        let elsewhere = backend.sign_in(BEN, SECRET, HERE).await.unwrap();

        let renewed = backend.choose_password(&token, NEW).await.unwrap();
        assert_eq!(renewed.who, ben.who);
        assert!(is_in(&backend, &renewed).await);
        assert!(!is_in(&backend, &ben).await && !is_in(&backend, &elsewhere).await);
        assert!(is_in(&backend, &ada).await, "nobody else is out");
        assert!(sentence(backend.sign_in(BEN, SECRET, HERE).await).contains("not right"));
        assert_eq!(backend.sign_in(BEN, NEW, HERE).await.unwrap().who, ben.who);
    }

    async fn a_password_link_is_good_once(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Viewer).await.pass.person;
        let token = linked(&backend, &ada, ben).await;
        backend.choose_password(&token, NEW).await.unwrap();
        assert!(sentence(backend.choose_password(&token, "quite another sentence").await).contains("used already"));
        assert!(sentence(backend.password_link(&token).await).contains("used already"));
        backend.sign_in(BEN, NEW, HERE).await.unwrap();
    }

    async fn of_two_who_use_a_link_at_once_one_chooses_the_password(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Viewer).await.pass.person;
        let token = linked(&backend, &ada, ben).await;
        let (left, right) =
            tokio::join!(backend.choose_password(&token, NEW), backend.choose_password(&token, "quite another sentence"));
        assert!(left.is_ok() != right.is_ok());
        let changes = history(&backend, ben).await;
        assert_eq!(changes.iter().filter(|(_, event)| *event == MemberEvent::PasswordChanged).count(), 1);
        let (chosen, other) = if left.is_ok() { (left, right) } else { (right, left) };
        assert!(is_in(&backend, &chosen.unwrap()).await);
        assert!(sentence(other).contains("used already"));
    }

    async fn a_newer_password_link_takes_the_place_of_the_one_before(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Viewer).await.pass.person;
        let (first, second) = (linked(&backend, &ada, ben).await, linked(&backend, &ada, ben).await);
        assert!(sentence(backend.password_link(&first).await).contains("a newer one took its place"));
        assert!(sentence(backend.choose_password(&first, NEW).await).contains("a newer one took its place"));
        backend.choose_password(&second, NEW).await.unwrap();
        // Nor does one that was used stand in the way of the next.
        let third = linked(&backend, &ada, ben).await;
        backend.choose_password(&third, "quite another sentence").await.unwrap();
    }

    async fn a_password_link_expires_after_a_day(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Viewer).await.pass.person;
        let token = linked(&backend, &ada, ben).await;
        backend.clock.advance(Duration::days(1) - Duration::minutes(1));
        backend.password_link(&token).await.unwrap();
        backend.clock.advance(Duration::minutes(1));
        assert!(sentence(backend.password_link(&token).await).contains("has expired: it was good for one day"));
        assert!(sentence(backend.choose_password(&token, NEW).await).contains("has expired"));
        backend.sign_in(BEN, SECRET, HERE).await.unwrap();
    }

    async fn whoever_is_disabled_keeps_no_password_link_and_comes_back_by_one_that_is_made_then(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Viewer).await.pass.person;
        let token = linked(&backend, &ada, ben).await;
        backend.disable_person(Ask::by(&ada), ben).await.unwrap();
        assert!(sentence(backend.password_link(&token).await).contains("the account was disabled"));
        assert!(sentence(backend.choose_password(&token, NEW).await).contains("the account was disabled"));
        backend.enable_person(Ask::by(&ada), ben).await.unwrap();
        assert!(sentence(backend.choose_password(&token, NEW).await).contains("is void"), "it does not come back");

        // Somebody has found out the password: nobody comes in with it between the account's end and the link's use.
        backend.disable_person(Ask::by(&ada), ben).await.unwrap();
        let token = linked(&backend, &ada, ben).await;
        assert!(sentence(backend.sign_in(BEN, SECRET, HERE).await).contains("is disabled"));
        let renewed = backend.choose_password(&token, NEW).await.unwrap();
        assert!(is_in(&backend, &renewed).await);
        assert!(sentence(backend.sign_in(BEN, SECRET, HERE).await).contains("not right"));
        backend.sign_in(BEN, NEW, HERE).await.unwrap();
    }

    async fn a_password_link_is_void_once_who_made_it_is_no_administrator(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Admin).await;
        let token = linked(&backend, &ben.who, ada.actor.person().unwrap().id).await;
        backend.password_link(&token).await.unwrap();
        backend.change_role(Ask::by(&ada), ben.pass.person, Role::Commander).await.unwrap();
        assert!(sentence(backend.choose_password(&token, NEW).await).contains("no administrator any more"));
        backend.change_role(Ask::by(&ada), ben.pass.person, Role::Admin).await.unwrap();
        backend.disable_person(Ask::by(&ada), ben.pass.person).await.unwrap();
        assert!(sentence(backend.password_link(&token).await).contains("no administrator any more"));
    }

    async fn who_proved_a_password_that_was_replaced_meanwhile_changes_nothing(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Viewer).await;
        let token = linked(&backend, &ada, ben.pass.person).await;
        // Both have shown what they have before either has changed anything.
        let (theirs, link) = tokio::join!(
            backend.change_password(Ask::by(&ben.who), SECRET, "quite another sentence", HERE),
            backend.choose_password(&token, NEW)
        );
        assert!(theirs.is_ok() != link.is_ok(), "one of them was late");
        let holds = if link.is_ok() { NEW } else { "quite another sentence" };
        backend.sign_in(BEN, holds, HERE).await.unwrap();
    }

    async fn a_server_that_knows_no_password_links_disables_whoever_has_one_all_the_same(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Viewer).await.pass.person;
        let token = linked(&backend, &ada, ben).await;
        let mut tx = backend.db.write().await.unwrap();
        let now = backend.clock.now();
        tx.query("UPDATE people SET disabled_at = $2 WHERE id = $1").bind(ben).bind(now).execute().await.unwrap();
        tx.commit().await.unwrap();
        assert!(sentence(backend.choose_password(&token, NEW).await).contains("is disabled. Ask an administrator"));
    }

    async fn a_password_that_is_changed_otherwise_voids_the_link(backend) {
        let ada = with_ada(&backend).await;
        let ben = with_ben(&backend, &ada.who, Role::Viewer).await;
        let adas = linked(&backend, &ada.who, ada.pass.person).await;
        let bens = linked(&backend, &ada.who, ben.pass.person).await;
        backend.change_password(Ask::by(&ben.who), SECRET, NEW, HERE).await.unwrap();
        let refused = sentence(backend.choose_password(&bens, "quite another sentence").await);
        assert!(refused.contains("the password was changed since"), "{refused}");
        backend.sign_in(BEN, NEW, HERE).await.unwrap();
        backend.password_link(&adas).await.unwrap();
    }

    async fn an_end_of_all_sessions_voids_the_link_and_a_new_role_does_not(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Viewer).await;
        let token = linked(&backend, &ada, ben.pass.person).await;
        backend.sign_out_everywhere(Ask::by(&ben.who)).await.unwrap();
        assert!(sentence(backend.password_link(&token).await).contains("is void"));
        let token = linked(&backend, &ada, ben.pass.person).await;
        backend.change_role(Ask::by(&ada), ben.pass.person, Role::Commander).await.unwrap();
        assert_eq!(backend.choose_password(&token, NEW).await.unwrap().who.role, Role::Commander);
    }

    async fn who_only_came_by_a_provider_has_a_password_from_then_on(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Viewer).await.pass.person;
        // As whoever joined by signing in with one.
        let mut tx = backend.db.write().await.unwrap();
        tx.query("DELETE FROM credentials WHERE person = $1").bind(ben).execute().await.unwrap();
        tx.commit().await.unwrap();
        let token = linked(&backend, &ada, ben).await;
        backend.choose_password(&token, NEW).await.unwrap();
        backend.sign_in(BEN, NEW, HERE).await.unwrap();
    }

    async fn the_log_says_who_made_the_link_and_who_chose_the_password(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Viewer).await.pass.person;
        let token = linked(&backend, &ada, ben).await;
        backend.choose_password(&token, NEW).await.unwrap();
        let known = history(&backend, ben).await;
        let [_, made, changed] = known.as_slice() else { panic!("{known:?}") };
        assert_eq!(*made, ("Ada Okafor".to_owned(), MemberEvent::PasswordLinkMade));
        assert_eq!(*changed, ("Ben Lindqvist".to_owned(), MemberEvent::PasswordChanged));
    }

    async fn whose_password_it_is_gets_a_letter_when_a_link_is_made_and_when_it_is_used(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Viewer).await.pass.person;
        let token = linked(&backend, &ada, ben).await;
        let told = letters(&backend, BEN).await;
        let [(subject, body)] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!(subject, "A link to a new password was made for you");
        for said in ["Ada Okafor made a link", BEN, "Nothing has changed", "did not ask for it", "{site}/settings/account"] {
            assert!(body.contains(said), "{said}: {body}");
        }
        backend.clock.advance(Duration::minutes(5));
        backend.choose_password(&token, NEW).await.unwrap();
        let told = letters(&backend, BEN).await;
        let [_, (subject, body)] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!(subject, "A new password was chosen for your account");
        for said in [BEN, "signed out", "If it was not", "{site}/sign-in"] {
            assert!(body.contains(said), "{said}: {body}");
        }
        assert!(letters(&backend, ADA).await.is_empty());
    }

    async fn a_password_link_is_nowhere_in_clear(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Viewer).await.pass.person;
        let token = linked(&backend, &ada, ben).await;
        let mut tx = backend.db.read().await.unwrap();
        let kept: Vec<(String,)> = tx.query("SELECT token_hash FROM password_links").all().await.unwrap();
        assert!(kept.len() == 1 && kept[0].0 != token, "{kept:?}");
        let events: Vec<(String,)> = tx.query("SELECT body FROM events").all().await.unwrap();
        assert!(!events.is_empty() && events.iter().all(|(body,)| !body.contains(&token) && !body.contains(&kept[0].0)));
        drop(tx);
        backend.choose_password(&token, NEW).await.unwrap();
        let told = letters(&backend, BEN).await;
        assert!(told.len() == 2 && told.iter().all(|(_, body)| !body.contains(&token) && !body.contains("/new-password/")));
    }

    async fn only_an_administrator_makes_password_links(backend) {
        let ada = with_ada(&backend).await;
        let ben = with_ben(&backend, &ada.who, Role::Commander).await;
        let may_not = Refusal::NotPermitted(Permission::ManagePeople);
        for person in [ada.pass.person, ben.pass.person] {
            assert_eq!(refusal(backend.make_password_link(Ask::by(&ben.who), person).await), may_not);
        }
        assert!(letters(&backend, ADA).await.is_empty() && letters(&backend, BEN).await.is_empty());
        let nobody: PersonId = backend.ids.next();
        assert!(matches!(backend.make_password_link(Ask::by(&ada.who), nobody).await, Err(Error::NotFound)));
    }

    async fn the_last_administrator_gets_one_from_tocsin_itself(backend) {
        let ada = with_ada(&backend).await;
        let found = backend.person_with_email(Ask::by(&Who::tocsin()), " ADA@example.org ").await.unwrap();
        assert_eq!(found.id, ada.pass.person);
        let token = linked(&backend, &Who::tocsin(), found.id).await;
        let renewed = backend.choose_password(&token, NEW).await.unwrap();
        assert_eq!((renewed.who.role, is_in(&backend, &ada).await), (Role::Admin, false));
        let known = history(&backend, found.id).await;
        assert_eq!(known[1], ("Tocsin".to_owned(), MemberEvent::PasswordLinkMade));
        assert!(letters(&backend, ADA).await[0].1.starts_with("Somebody on the server's own machine made a link"));
        let eve = backend.person_with_email(Ask::by(&Who::tocsin()), "eve@example.org").await;
        assert!(matches!(eve, Err(Error::NotFound)));
    }

    async fn what_is_refused_does_not_use_up_the_link_and_costs_no_hash(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Viewer).await.pass.person;
        let token = linked(&backend, &ada, ben).await;
        let before = backend.passwords.hashed.get();
        let short = refusal(backend.choose_password(&token, "short").await);
        assert!(matches!(short, Refusal::Invalid { field, .. } if field == "password"));
        assert!(sentence(backend.choose_password("guessed", NEW).await).contains("not known"));
        assert_eq!(backend.passwords.hashed.get(), before);
        backend.choose_password(&token, NEW).await.unwrap();
        assert_eq!(backend.passwords.hashed.get(), before + 1);
    }

    async fn whoever_was_locked_out_before_is_not_afterwards(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Viewer).await.pass.person;
        for _ in 0..10 {
            refusal(backend.sign_in(BEN, "not the password", HERE).await);
        }
        assert!(matches!(refusal(backend.sign_in(BEN, SECRET, HERE).await), Refusal::TooOften { .. }));
        let token = linked(&backend, &ada, ben).await;
        backend.choose_password(&token, NEW).await.unwrap();
        backend.sign_in(BEN, NEW, HERE).await.unwrap();
    }
}
