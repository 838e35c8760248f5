use std::net::Ipv6Addr;

use chrono::Duration;

use super::*;
use crate::testing::on_both_databases;

async fn fail(backend: &Backend, email: &str, address: IpAddr) {
    assert!(sentence(backend.sign_in(email, "not the password", address).await).contains("not right"));
}

on_both_databases! {
    async fn a_wrong_password_and_an_unknown_account_give_the_same_sentence(backend) {
        with_ada(&backend).await;
        let wrong = refusal(backend.sign_in(ADA, "not the password", HERE).await);
        let unknown = refusal(backend.sign_in("eve@example.org", SECRET, HERE).await);
        assert_eq!(wrong, unknown);
        assert!(matches!(wrong, Refusal::Invalid { field, .. } if field == "password"));
        assert!(sentence(backend.sign_in(ADA, &"x".repeat(100_000), HERE).await).contains("not right"));
    }

    async fn the_address_may_be_written_in_capitals(backend) {
        let ada = with_ada(&backend).await;
        assert_eq!(backend.sign_in(" ADA@example.org ", SECRET, HERE).await.unwrap().who, ada.who);
    }

    async fn ten_failures_lock_an_account_out_for_fifteen_minutes(backend) {
        with_ada(&backend).await;
        for _ in 0..10 {
            fail(&backend, ADA, HERE).await;
        }
        assert!(matches!(refusal(backend.sign_in(ADA, SECRET, HERE).await), Refusal::TooOften { seconds: 880..=900 }));
        backend.clock.advance(Duration::minutes(10));
        // Trying on does not make it longer.
        assert!(matches!(refusal(backend.sign_in(ADA, SECRET, HERE).await), Refusal::TooOften { seconds: 280..=300 }));
        backend.clock.advance(Duration::minutes(5));
        backend.sign_in(ADA, SECRET, HERE).await.unwrap();
    }

    async fn an_account_that_does_not_exist_is_locked_out_just_the_same(backend) {
        for _ in 0..10 {
            fail(&backend, "eve@example.org", HERE).await;
        }
        assert!(matches!(refusal(backend.sign_in("eve@example.org", SECRET, HERE).await), Refusal::TooOften { .. }));
    }

    async fn failures_at_once_are_counted_as_those_one_by_one(backend) {
        with_ada(&backend).await;
        let tries = (0..20).map(|_| backend.sign_in(ADA, "not the password", HERE));
        let refusals: Vec<_> = futures::future::join_all(tries).await.into_iter().map(refusal).collect();
        assert_eq!(refusals.iter().filter(|refusal| !matches!(refusal, Refusal::TooOften { .. })).count(), 10);
    }

    async fn a_success_forgets_the_failures_before_it(backend) {
        with_ada(&backend).await;
        for _ in 0..2 {
            for _ in 0..9 {
                fail(&backend, ADA, HERE).await;
            }
            backend.sign_in(ADA, SECRET, HERE).await.unwrap();
        }
    }

    async fn fifty_failures_lock_out_a_network_address_whatever_it_tries(backend) {
        with_ada(&backend).await;
        let neighbour = |n| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, n));
        for n in 0..50 {
            fail(&backend, &format!("guess{n}@example.org"), neighbour(n)).await;
        }
        assert!(matches!(refusal(backend.sign_in(ADA, SECRET, neighbour(77)).await), Refusal::TooOften { .. }));
        backend.sign_in(ADA, SECRET, HERE).await.unwrap();
    }

    async fn two_hundred_forms_come_back_to_strangers_of_a_network_in_a_quarter_of_an_hour(backend) {
        let neighbour = |n| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, n));
        for n in 0..200 {
            backend.count_returned_form(neighbour(n)).await.unwrap();
        }
        backend.clock.advance(Duration::minutes(10));
        let refused = refusal(backend.count_returned_form(neighbour(777)).await);
        assert!(matches!(refused, Refusal::TooOften { seconds: 200..=300 }), "{refused}");
        backend.count_returned_form(HERE).await.unwrap();
        // Whoever signs in from there is not kept out.
        fail(&backend, ADA, neighbour(777)).await;
        backend.clock.advance(Duration::minutes(5));
        backend.count_returned_form(neighbour(777)).await.unwrap();
    }

    async fn old_failures_are_deleted(backend) {
        fail(&backend, ADA, HERE).await;
        assert_eq!(backend.forget_old_attempts().await.unwrap(), 0);
        backend.clock.advance(Duration::minutes(15));
        assert_eq!(backend.forget_old_attempts().await.unwrap(), 2);
    }

    async fn a_pass_is_good_for_thirty_days(backend) {
        let ada = with_ada(&backend).await;
        backend.clock.advance(Duration::days(30) - Duration::minutes(1));
        assert!(is_in(&backend, &ada).await);
        backend.clock.advance(Duration::minutes(2));
        assert!(!is_in(&backend, &ada).await);
    }

    async fn an_unknown_account_costs_the_same_hash_as_a_wrong_password(backend) {
        with_ada(&backend).await;
        for email in ["eve@example.org", ADA] {
            let before = backend.passwords.hashed.get();
            fail(&backend, email, HERE).await;
            assert_eq!(backend.passwords.hashed.get(), before + 1, "{email}");
        }
    }
}
