use std::path::PathBuf;

use chrono::Duration;
use domain::{
    incidents::{IncidentEvent, IncidentSummary, Severity},
    organisation::Contact,
    timeline::sentence,
};

use super::{
    Mail, MailSettings, Transport,
    outbox::{CLAIM, MOST_ATTEMPTS, wait_after},
    post,
    told::LONG,
    transport::{NotTaken, PATIENCE},
};
use crate::{
    Ask, Backend,
    histories::just_started,
    incidents::{Declare, IncidentFilter, tests::outage},
    testing::{ada, ben, cleo, dev, on_both_databases},
};

fn letter() -> Mail {
    Mail {
        recipient: "sre@example.org".to_owned(),
        subject: "P1 INC-1: Checkout times out".to_owned(),
        body: "Open {site}/incidents/1 and acknowledge it.\n".to_owned(),
    }
}

/// Declares a P0, which calls the CTO by a letter; nobody is there for the other name that it calls.
async fn called(backend: &Backend) {
    let cto = Contact { role: "CTO".to_owned(), email: "cto@example.org".to_owned(), ..Contact::default() };
    backend.revise_contacts(Ask::by(dev()), vec![cto]).await.unwrap();
    backend.declare_incident(Ask::by(ben()), Declare { severity: Severity::P0, ..outage() }).await.unwrap();
}

fn refused() -> NotTaken {
    NotTaken { because: "permanent error (550): No such mailbox here".to_owned(), is_refused: true }
}

fn put_off() -> NotTaken {
    NotTaken { because: "Connection error".to_owned(), is_refused: false }
}

/// The one letter meets this.
async fn meets(backend: &Backend, failure: Option<NotTaken>) {
    let letter = backend.claim_mail().await.unwrap().unwrap();
    backend.settle_mail(&letter, failure).await.unwrap();
}

/// What the room of the first incident says of letters, in order.
async fn told(backend: &Backend) -> Vec<String> {
    let room = backend.room(Ask::by(cleo()), 1).await.unwrap();
    let is_of_letter = |event: &IncidentEvent| matches!(event, IncidentEvent::CallFailed { .. } | IncidentEvent::CallSent { .. });
    let of_letters = room.entries.iter().map(|entry| &entry.recorded).filter(|recorded| is_of_letter(&recorded.event));
    of_letters.map(|recorded| format!("{} {}", recorded.actor.name(), sentence(&recorded.event, &room.incident))).collect()
}

async fn row(backend: &Backend) -> IncidentSummary {
    let page = backend.list_incidents(Ask::by(cleo()), IncidentFilter::default()).await.unwrap();
    page.incidents.into_iter().next().unwrap()
}

#[test]
fn a_letter_is_still_in_the_hand_of_who_waits_for_a_mute_mail_server() {
    assert!(PATIENCE + std::time::Duration::from_secs(10) < CLAIM.to_std().unwrap());
}

#[test]
fn a_letter_is_tried_for_ten_and_a_half_hours_ever_more_rarely_and_once_an_hour_in_the_end() {
    let waits: Vec<i64> = (1..MOST_ATTEMPTS).map(|attempts| wait_after(attempts).num_seconds()).collect();
    assert_eq!(waits[..4], [5, 10, 20, 40]);
    assert_eq!(waits[9..], [2_560, 3_600, 3_600, 3_600, 3_600, 3_600, 3_600, 3_600, 3_600, 3_600]);
    assert_eq!(waits.iter().sum::<i64>() / 60, 10 * 60 + 25);
}

on_both_databases! {
    async fn a_letter_in_the_hand_of_a_server_that_died_is_left_to_the_other(backend) {
        // The clock stands still, so that the last moment of a claim is one.
        backend.clock.stand_at(backend.clock.now());
        let mut tx = backend.db.write().await.unwrap();
        post(&mut tx, backend.ids.next(), letter(), backend.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let transport =
            Transport::new(&MailSettings::default(), folder.path().to_owned(), "https://tocsin.example.org").unwrap();
        let letters = || std::fs::read_dir(folder.path()).unwrap().count();

        let other = just_started(&backend);
        assert!(backend.claim_mail().await.unwrap().is_some());
        assert_eq!(other.send_waiting_mail(&transport).await.unwrap(), 0, "the first one has it in its hand");
        backend.clock.advance(CLAIM - Duration::milliseconds(1));
        assert_eq!(other.send_waiting_mail(&transport).await.unwrap(), 0, "it may still be alive");
        assert_eq!(letters(), 0);
        backend.clock.advance(Duration::milliseconds(1));
        assert_eq!(other.send_waiting_mail(&transport).await.unwrap(), 1);
        assert_eq!(letters(), 1);
        backend.clock.advance(CLAIM);
        assert_eq!(other.send_waiting_mail(&transport).await.unwrap(), 0, "once is enough");
    }

    async fn a_mail_server_that_says_nothing_is_left_after_a_while_and_the_next_letter_has_its_turn(backend) {
        // Who connects is taken in, and waits for the greeting.
        let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let smtp = format!("smtp://{}", mute.local_addr().unwrap());
        let settings = MailSettings { smtp: Some(smtp), ..MailSettings::default() };
        let mut transport = Transport::new(&settings, PathBuf::new(), "https://tocsin.example.org").unwrap();
        transport.patience = std::time::Duration::from_millis(100);
        let mut tx = backend.db.write().await.unwrap();
        for _ in 0..2 {
            post(&mut tx, backend.ids.next(), letter(), backend.clock.now()).await.unwrap();
        }
        tx.commit().await.unwrap();

        assert_eq!(backend.send_waiting_mail(&transport).await.unwrap(), 0);
        let mut tx = backend.db.read().await.unwrap();
        let attempts: Vec<(i32, Option<String>)> = tx.query("SELECT attempts, last_error FROM outbox").all().await.unwrap();
        drop(tx);
        let silence = "the mail server gave no answer within 0.1 s";
        assert_eq!(attempts, [(1, Some(silence.to_owned())), (1, Some(silence.to_owned()))]);
        let found = transport.knock().await.unwrap().unwrap_err();
        assert!(found.contains(silence) && found.contains("check that it runs"), "{found}");
    }

    async fn a_call_goes_before_letters_that_have_waited_for_longer(backend) {
        let mut tx = backend.db.write().await.unwrap();
        for _ in 0..3 {
            post(&mut tx, backend.ids.next(), letter(), backend.clock.now()).await.unwrap();
        }
        tx.commit().await.unwrap();
        backend.clock.advance(Duration::minutes(1));
        called(&backend).await;
        let mut order = Vec::new();
        while let Some(letter) = backend.claim_mail().await.unwrap() {
            order.push(letter.recipient);
        }
        assert_eq!(order, ["cto@example.org", "sre@example.org", "sre@example.org", "sre@example.org"]);
    }

    async fn a_call_that_is_refused_is_said_in_its_room_once_and_so_is_that_it_left_after_all(backend) {
        backend.clock.stand_at(backend.clock.now());
        called(&backend).await;
        assert_eq!(row(&backend).await.reached, "CTO");
        // Another server takes the first one to have died.
        let in_hand = backend.claim_mail().await.unwrap().unwrap();
        backend.clock.advance(CLAIM);
        meets(&just_started(&backend), Some(refused())).await;
        backend.settle_mail(&in_hand, Some(refused())).await.unwrap();
        let failed =
            "Tocsin could not send the letter to cto@example.org that calls CTO: permanent error (550): No such mailbox here";
        assert_eq!(told(&backend).await, [failed]);
        let missed = row(&backend).await;
        let of_cto = "CTO, since the letter to cto@example.org does not leave (permanent error (550): No such mailbox here)";
        assert_eq!((missed.reached.as_str(), missed.missed.split("; ").next()), ("", Some(of_cto)));

        backend.clock.advance(Duration::minutes(1));
        meets(&backend, None).await;
        assert_eq!(told(&backend).await, [failed, "Tocsin sent the letter to cto@example.org that calls CTO after all"]);
        let reached = row(&backend).await;
        assert_eq!(reached.reached, "CTO");
        assert_eq!(reached.missed, "Incident Commander, since no contact has that role");
    }

    async fn a_letter_that_left_while_another_server_failed_is_said_to_have_left(backend) {
        backend.clock.stand_at(backend.clock.now());
        called(&backend).await;
        let in_hand = backend.claim_mail().await.unwrap().unwrap();
        backend.clock.advance(CLAIM);
        meets(&just_started(&backend), Some(refused())).await;
        backend.settle_mail(&in_hand, None).await.unwrap();
        assert_eq!(told(&backend).await.len(), 2);
        assert_eq!(row(&backend).await.reached, "CTO");
    }

    async fn a_call_that_is_put_off_is_said_after_two_minutes_and_not_again(backend) {
        backend.clock.stand_at(backend.clock.now());
        called(&backend).await;
        meets(&backend, Some(put_off())).await;
        backend.clock.advance(LONG - Duration::seconds(1));
        meets(&backend, Some(put_off())).await;
        assert_eq!(told(&backend).await, [] as [&str; 0], "mail servers put letters off");
        let failed = "Tocsin could not send the letter to cto@example.org that calls CTO: Connection error";
        for _ in 0..2 {
            backend.clock.advance(Duration::minutes(1));
            meets(&backend, Some(put_off())).await;
            assert_eq!(told(&backend).await, [failed]);
        }
    }

    async fn a_letter_of_a_former_clock_says_nothing_of_what_the_present_one_did(backend) {
        backend.clock.stand_at(backend.clock.now());
        called(&backend).await;
        backend.regrade_incident(Ask::by(ada()), 1, Severity::P1, "Some can pay".to_owned()).await.unwrap();
        meets(&backend, Some(refused())).await;
        assert_eq!(told(&backend).await.len(), 1);
        assert_eq!(row(&backend).await.called_at, None, "the present clock has called nobody yet");
    }

    async fn a_letter_that_calls_nobody_is_said_nowhere(backend) {
        let mut tx = backend.db.write().await.unwrap();
        post(&mut tx, backend.ids.next(), letter(), backend.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        meets(&backend, Some(refused())).await;
        let events: i64 = backend.db.read().await.unwrap().query("SELECT COUNT(*) FROM events").scalar().await.unwrap();
        assert_eq!(events, 0);
    }
}
