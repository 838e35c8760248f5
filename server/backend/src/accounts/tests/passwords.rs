use domain::people::Role;

use super::*;
use crate::testing::{dev, on_both_databases};

const NEW: &str = "a very different sentence";

on_both_databases! {
    async fn a_new_password_ends_all_sessions_but_the_one_that_chose_it(backend) {
        let ada = with_ada(&backend).await;
        let elsewhere = backend.sign_in(ADA, SECRET, HERE).await.unwrap();
        let renewed = backend.change_password(Ask::by(&ada.who), SECRET, NEW, HERE).await.unwrap();
        assert!(is_in(&backend, &renewed).await);
        assert!(!is_in(&backend, &ada).await && !is_in(&backend, &elsewhere).await);
        assert!(sentence(backend.sign_in(ADA, SECRET, HERE).await).contains("not right"));
        backend.sign_in(ADA, NEW, HERE).await.unwrap();
    }

    async fn a_new_password_takes_the_present_one_and_must_be_a_good_one(backend) {
        let ada = with_ada(&backend).await.who;
        let wrong = refusal(backend.change_password(Ask::by(&ada), "not the password", NEW, HERE).await);
        assert!(matches!(wrong, Refusal::Invalid { field, .. } if field == "password"));
        let short = refusal(backend.change_password(Ask::by(&ada), SECRET, "short", HERE).await);
        assert!(matches!(short, Refusal::Invalid { field, .. } if field == "new_password"));
        backend.sign_in(ADA, SECRET, HERE).await.unwrap();
    }

    async fn guessing_the_present_password_is_counted_as_signing_in_is(backend) {
        let ada = with_ada(&backend).await.who;
        for _ in 0..10 {
            refusal(backend.change_password(Ask::by(&ada), "not the password", NEW, HERE).await);
        }
        let locked = refusal(backend.change_password(Ask::by(&ada), SECRET, NEW, HERE).await);
        assert!(matches!(locked, Refusal::TooOften { .. }));
    }

    async fn signing_out_everywhere_ends_ones_own_sessions_alone(backend) {
        let ada = with_ada(&backend).await;
        let elsewhere = backend.sign_in(ADA, SECRET, HERE).await.unwrap();
        let ben = with_ben(&backend, &ada.who, Role::Viewer).await;
        backend.sign_out_everywhere(Ask::by(&ada.who)).await.unwrap();
        assert!(!is_in(&backend, &ada).await && !is_in(&backend, &elsewhere).await);
        assert!(is_in(&backend, &ben).await);
        assert!(is_in(&backend, &backend.sign_in(ADA, SECRET, HERE).await.unwrap()).await);
    }

    async fn a_new_name_is_seen_at_once_and_ends_nothing(backend) {
        let ada = with_ada(&backend).await;
        backend.rename_self(Ask::by(&ada.who), "Ada N. Okafor").await.unwrap();
        assert!(matches!(refusal(backend.rename_self(Ask::by(&ada.who), " ").await), Refusal::Invalid { field, .. } if field == "name"));
        let who = bearer(&backend, &ada).await.unwrap();
        assert_eq!(who.actor.name(), "Ada N. Okafor");
        assert_eq!(backend.own_account(Ask::by(&who)).await.unwrap().email.as_str(), ADA);
    }

    async fn when_too_many_wait_for_the_hash_the_next_are_asked_to_come_back(backend) {
        with_ada(&backend).await;
        let mut places = Vec::new();
        while let Ok(place) = backend.passwords.place() {
            places.push(place);
        }
        assert!((33..=36).contains(&places.len()), "{}", places.len());
        assert!(sentence(backend.sign_in(ADA, SECRET, HERE).await).contains("Wait ten seconds"));
        drop(places);
        backend.sign_in(ADA, SECRET, HERE).await.unwrap();
    }

    async fn someone_without_an_account_has_none_to_change(backend) {
        assert!(matches!(backend.own_account(Ask::by(dev())).await, Err(Error::NotFound)));
        assert_eq!(refusal(backend.sign_out_everywhere(Ask::by(&Who::tocsin())).await), Refusal::NotSignedIn);
        assert!(matches!(backend.sign_out_everywhere(Ask::by(dev())).await, Err(Error::NotFound)));
    }
}
