use chrono::Duration;
use domain::{
    incidents::{Command, EscalationCause, IncidentEvent, Severity},
    organisation::Contact,
};

use super::{TimerKind, cancel, fire::CLAIM};
use crate::{
    Ask, Backend, Error,
    histories::just_started,
    incidents::tests::outage,
    testing::{ada, ben, cleo, dev, on_both_databases},
};

/// Whom the matrix calls when nobody answers a P1.
const LEAD: &str = "lead@example.org";
const SRE: &str = "sre@example.org";

/// Declares so many P1 incidents and lets their response clocks run out, on every server: they share this clock.
async fn left_unanswered(backend: &Backend, incidents: i64) {
    let contact = |role: &str, email: &str| Contact { role: role.to_owned(), email: email.to_owned(), ..Contact::default() };
    let contacts = vec![contact("Backend Lead", LEAD), contact("On-call SRE", SRE)];
    backend.revise_contacts(Ask::by(dev()), contacts).await.unwrap();
    for _ in 0..incidents {
        backend.declare_incident(Ask::by(ben()), outage()).await.unwrap();
    }
    backend.clock.advance(Duration::minutes(16));
}

/// How often the timeline says that nobody answered.
async fn calls(backend: &Backend, number: i64) -> usize {
    let room = backend.room(Ask::by(cleo()), number).await.unwrap();
    let is_call = |event: &IncidentEvent| {
        let IncidentEvent::Escalated { cause, .. } = event else { return false };
        matches!(cause, EscalationCause::Unanswered { .. })
    };
    room.entries.iter().filter(|entry| is_call(&entry.recorded.event)).count()
}

/// Each incident has called once, by one letter for each who is called.
async fn each_called_once(backend: &Backend, incidents: i64) {
    let mut expected = Vec::new();
    for number in 1..=incidents {
        assert_eq!(calls(backend, number).await, 1, "INC-{number}");
        let subject = format!("P1 INC-{number}: Checkout times out");
        expected.extend([LEAD, SRE].map(|email| (email.to_owned(), subject.clone())));
    }
    let mut letters: Vec<(String, String)> =
        backend.db.read().await.unwrap().query("SELECT recipient, subject FROM outbox").all().await.unwrap();
    letters.sort();
    expected.sort();
    assert_eq!(letters, expected);
}

/// As the worker of a server does, turn after turn, until nothing is due any more; gives how many it fired.
async fn fire_all(server: Backend) -> usize {
    let mut fired = 0;
    while server.next_timer_at().await.unwrap().is_some_and(|at| at <= server.clock.now()) {
        fired += server.fire_due_timers().await.unwrap();
    }
    fired
}

on_both_databases! {
    async fn what_two_servers_find_due_at_once_is_fired_once(backend) {
        left_unanswered(&backend, 20).await;
        let start = || tokio::spawn(fire_all(just_started(&backend)));
        let both = async { tokio::join!(start(), start()) };
        let (one, other) = tokio::time::timeout(std::time::Duration::from_mins(1), both).await.unwrap();
        assert_eq!(one.unwrap() + other.unwrap(), 20);
        each_called_once(&backend, 20).await;
    }

    async fn a_timer_in_the_hand_of_a_server_that_died_is_left_to_the_other(backend) {
        // The clock stands still, so that the last moment of a claim is one.
        backend.clock.stand_at(backend.clock.now());
        left_unanswered(&backend, 1).await;
        let other = just_started(&backend);
        assert!(backend.claim_timer().await.unwrap().is_some());
        assert_eq!(other.fire_due_timers().await.unwrap(), 0, "the first one has it in its hand");
        backend.clock.advance(CLAIM - Duration::milliseconds(1));
        assert_eq!(other.fire_due_timers().await.unwrap(), 0, "it may still be alive");
        assert_eq!(calls(&other, 1).await, 0);
        backend.clock.advance(Duration::milliseconds(1));
        assert_eq!(other.fire_due_timers().await.unwrap(), 1);
        assert_eq!(other.fire_due_timers().await.unwrap(), 0);
        each_called_once(&other, 1).await;
    }

    async fn a_server_that_died_before_it_said_that_it_has_called_does_not_make_the_other_call_again(backend) {
        backend.clock.stand_at(backend.clock.now());
        left_unanswered(&backend, 1).await;
        let due = backend.claim_timer().await.unwrap().unwrap();
        backend.response_clock_ran_out(due.subject, due.fire_at).await.unwrap();
        each_called_once(&backend, 1).await;
        backend.clock.advance(CLAIM);
        let other = just_started(&backend);
        assert_eq!(other.fire_due_timers().await.unwrap(), 1, "it was not settled");
        assert_eq!(other.fire_due_timers().await.unwrap(), 0, "now it is");
        each_called_once(&other, 1).await;
    }

    async fn nobody_can_use_up_the_name_of_a_call_that_is_due(backend) {
        backend.clock.stand_at(backend.clock.now());
        left_unanswered(&backend, 1).await;
        let due = backend.claim_timer().await.unwrap().unwrap();
        let name = format!("{}unanswered {} {}", crate::ask::OWN, due.subject, due.fire_at);
        let note = Command::Note { text: "Nothing to see here".to_owned() };
        backend.work_on_incident(Ask::by(ben()).once(&name), 1, note).await.unwrap();
        backend.response_clock_ran_out(due.subject, due.fire_at).await.unwrap();
        each_called_once(&backend, 1).await;
    }

    async fn a_timer_that_fails_keeps_none_back_that_comes_after_it(backend) {
        left_unanswered(&backend, 2).await;
        let mut tx = backend.db.write().await.unwrap();
        let tear = "UPDATE events SET body = 'torn' WHERE stream = (SELECT id FROM incidents WHERE number = 1)";
        tx.query(tear).execute().await.unwrap();
        tx.commit().await.unwrap();
        let other = just_started(&backend);
        let failed = other.fire_due_timers().await;
        assert!(matches!(failed, Err(Error::Unreadable { .. })), "{failed:?}");
        assert_eq!(calls(&other, 2).await, 1);
        assert_eq!(other.fire_due_timers().await.unwrap(), 0, "the one that failed waits for its next turn");
    }

    async fn a_timer_that_is_cancelled_while_it_fails_stays_cancelled(backend) {
        backend.clock.stand_at(backend.clock.now());
        left_unanswered(&backend, 1).await;
        let due = backend.claim_timer().await.unwrap().unwrap();
        let mut tx = backend.db.write().await.unwrap();
        cancel(&mut tx, TimerKind::Respond, due.subject, backend.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        backend.settle_timer(&due, Some("The database was away".to_owned())).await.unwrap();
        backend.clock.advance(CLAIM);
        assert_eq!(backend.fire_due_timers().await.unwrap(), 0);
    }

    async fn a_clock_that_starts_anew_after_a_call_calls_again(backend) {
        left_unanswered(&backend, 1).await;
        assert_eq!(backend.fire_due_timers().await.unwrap(), 1);
        let milder = backend.regrade_incident(Ask::by(ada()), 1, Severity::P2, "Few see it".to_owned()).await.unwrap();
        assert!(milder.awaits_answer(), "nobody has answered yet");
        backend.clock.advance(Duration::minutes(61));
        assert_eq!(backend.fire_due_timers().await.unwrap(), 1);
        assert_eq!(calls(&backend, 1).await, 2);
    }
}
