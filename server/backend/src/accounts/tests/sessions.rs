use std::time::{Duration as Span, Instant};

use chrono::Duration;
use domain::people::Role;

use super::*;
use crate::{
    accounts::{OwnSession, SessionLimits},
    testing::on_both_databases,
};

/// A browser of somebody who signed in.
async fn opened(backend: &Backend, secret: &str, signed_in: &SignedIn) -> SessionKey {
    assert!(backend.create_session(secret, "{}", Some(&browser(signed_in))).await.unwrap());
    SessionKey::of(secret)
}

async fn stands(backend: &Backend, key: &SessionKey) -> bool {
    backend.session_bearer(key).await.unwrap().is_some()
}

fn keys(sessions: &[OwnSession]) -> Vec<&str> {
    sessions.iter().map(|session| session.key.as_str()).collect()
}

on_both_databases! {
    async fn a_session_is_kept_until_it_ends(backend) {
        assert!(backend.create_session("one", r#"{"flash":1}"#, None).await.unwrap());
        assert!(!backend.create_session("one", "{}", None).await.unwrap(), "an id is never given twice");
        assert_eq!(backend.load_session("one").await.unwrap().unwrap().data, r#"{"flash":1}"#);
        assert_eq!(backend.load_session("another").await.unwrap(), None);
        assert!(!stands(&backend, &SessionKey::of("one")).await, "nobody is behind it");

        backend.clock.advance(Duration::minutes(9));
        backend.save_session("one", "{}", None).await.unwrap();
        backend.clock.advance(Duration::minutes(9));
        assert_eq!(backend.delete_expired_sessions().await.unwrap(), 0);
        backend.clock.advance(Duration::minutes(1));
        assert_eq!(backend.load_session("one").await.unwrap(), None);
        assert_eq!(backend.delete_expired_sessions().await.unwrap(), 1);
    }

    async fn a_session_that_is_deleted_does_not_come_back(backend) {
        let ada = with_ada(&backend).await;
        let key = opened(&backend, "one", &ada).await;
        backend.delete_session("one").await.unwrap();
        backend.save_session("one", "{}", Some(&browser(&ada))).await.unwrap();
        assert_eq!(backend.load_session("one").await.unwrap(), None);
        assert!(!stands(&backend, &key).await);
    }

    async fn a_session_that_nobody_uses_ends_after_a_week(backend) {
        let ada = with_ada(&backend).await;
        let (used, left) = (opened(&backend, "used", &ada).await, opened(&backend, "left", &ada).await);
        backend.clock.advance(Duration::days(7) - Duration::minutes(1));
        assert!(stands(&backend, &left).await);
        let standing = backend.session_bearer(&used).await.unwrap().unwrap();
        backend.touch_session(&used, &standing).await.unwrap();
        backend.clock.advance(Duration::minutes(1));
        assert!(stands(&backend, &used).await && !stands(&backend, &left).await);
    }

    async fn a_session_ends_after_thirty_days_however_busy(backend) {
        let ada = with_ada(&backend).await;
        let key = opened(&backend, "busy", &ada).await;
        for _ in 0..29 {
            backend.clock.advance(Duration::days(1));
            let standing = backend.session_bearer(&key).await.unwrap().unwrap();
            backend.touch_session(&key, &standing).await.unwrap();
        }
        backend.clock.advance(Duration::days(1));
        assert!(!stands(&backend, &key).await);
        assert_eq!(backend.own_sessions(Ask::by(&ada.who)).await.unwrap(), vec![]);
    }

    async fn how_long_that_is_can_be_set(backend) {
        let backend = backend.with_session_limits(SessionLimits { idle_hours: 2, longest_days: 1 });
        let ada = with_ada(&backend).await;
        let (idle, busy) = (opened(&backend, "idle", &ada).await, opened(&backend, "busy", &ada).await);
        backend.clock.advance(Duration::hours(1));
        let standing = backend.session_bearer(&busy).await.unwrap().unwrap();
        backend.touch_session(&busy, &standing).await.unwrap();
        backend.clock.advance(Duration::hours(1));
        assert!(!stands(&backend, &idle).await && stands(&backend, &busy).await);
        for _ in 0..21 {
            let standing = backend.session_bearer(&busy).await.unwrap().unwrap();
            backend.touch_session(&busy, &standing).await.unwrap();
            backend.clock.advance(Duration::hours(1));
        }
        assert!(stands(&backend, &busy).await, "23 hours after signing in");
        backend.clock.advance(Duration::hours(1));
        assert!(!stands(&backend, &busy).await);
    }

    async fn ones_own_sessions_are_listed_the_one_used_last_first(backend) {
        let ada = with_ada(&backend).await;
        let ben = with_ben(&backend, &ada.who, Role::Viewer).await;
        let first = opened(&backend, "first", &ada).await;
        let second = opened(&backend, "second", &ada).await;
        opened(&backend, "ben", &ben).await;
        backend.clock.advance(Duration::minutes(10));
        let standing = backend.session_bearer(&first).await.unwrap().unwrap();
        backend.touch_session(&first, &standing).await.unwrap();
        let own = backend.own_sessions(Ask::by(&ada.who)).await.unwrap();
        assert_eq!(keys(&own), [first.as_str(), second.as_str()]);
        assert_eq!((own[0].device.as_str(), own[0].address.as_str()), ("Firefox on Linux", "192.0.2.1"));
        assert_eq!((own[0].seen_at - own[1].seen_at).num_minutes(), 10);
        assert_eq!(refusal(backend.own_sessions(Ask::by(&Who::tocsin())).await), Refusal::NotSignedIn);
    }

    async fn a_session_is_ended_by_its_bearer_alone(backend) {
        let ada = with_ada(&backend).await;
        let ben = with_ben(&backend, &ada.who, Role::Admin).await;
        let (here, elsewhere) = (opened(&backend, "here", &ada).await, opened(&backend, "elsewhere", &ada).await);
        backend.end_session(Ask::by(&ben.who), &elsewhere).await.unwrap();
        assert!(stands(&backend, &elsewhere).await, "not even an administrator ends it this way");
        backend.end_session(Ask::by(&ada.who), &elsewhere).await.unwrap();
        assert!(!stands(&backend, &elsewhere).await && stands(&backend, &here).await);
        assert_eq!(keys(&backend.own_sessions(Ask::by(&ada.who)).await.unwrap()), [here.as_str()]);
    }

    async fn one_look_ends_the_wait_for_all_sessions_that_no_longer_stand(backend) {
        let ada = with_ada(&backend).await;
        let (old, busy) = (opened(&backend, "old", &ada).await, opened(&backend, "busy", &ada).await);
        let wait = |key: &SessionKey| {
            let (backend, key, person) = (backend.clone(), key.clone(), ada.pass.person);
            tokio::spawn(async move { backend.session_ended(&key, person).await })
        };
        let (ends, ends_too, stays) = (wait(&old), wait(&old), wait(&busy));
        backend.clock.advance(Duration::days(5));
        let standing = backend.session_bearer(&busy).await.unwrap().unwrap();
        backend.touch_session(&busy, &standing).await.unwrap();
        backend.look_after_sessions().await.unwrap();
        tokio::time::sleep(Span::from_millis(100)).await;
        assert!(!ends.is_finished() && !ends_too.is_finished() && !stays.is_finished());
        // By age, of which nobody is told.
        backend.clock.advance(Duration::days(3));
        backend.look_after_sessions().await.unwrap();
        for ends in [ends, ends_too] {
            tokio::time::timeout(Span::from_secs(2), ends).await.unwrap().unwrap();
        }
        assert!(!stays.is_finished());
        stays.abort();
    }

    async fn whoever_waits_for_the_end_of_a_session_is_told_at_once(backend) {
        let ada = with_ada(&backend).await;
        let person = ada.pass.person;
        let (here, elsewhere) = (opened(&backend, "here", &ada).await, opened(&backend, "elsewhere", &ada).await);
        let wait = |key: SessionKey| {
            let backend = backend.clone();
            tokio::spawn(async move { backend.session_ended(&key, person).await })
        };
        let (ends, stays) = (wait(elsewhere.clone()), wait(here));
        tokio::time::sleep(Span::from_millis(100)).await;
        assert!(!ends.is_finished() && !stays.is_finished());
        let began = Instant::now();
        backend.end_session(Ask::by(&ada.who), &elsewhere).await.unwrap();
        tokio::time::timeout(Span::from_secs(2), ends).await.unwrap().unwrap();
        assert!(began.elapsed() < Span::from_secs(2), "by a wake-up, and not by the slow look");
        assert!(!stays.is_finished());
        backend.sign_out_everywhere(Ask::by(&ada.who)).await.unwrap();
        tokio::time::timeout(Span::from_secs(2), stays).await.unwrap().unwrap();
    }
}
