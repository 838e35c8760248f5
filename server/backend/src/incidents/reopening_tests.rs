//! What is back, what has not held, and what a recovery check may rest on.

use chrono::Duration;
use domain::{
    Refusal,
    diagnostics::{Outcome, ProbeRun},
    incidents::{Command, Gate, Incident, IncidentEvent, Severity, Stage},
    organisation::Contact,
};

use super::tests::outage;
use crate::{
    Ask, Backend,
    testing::{ada, ben, cleo, dev, on_both_databases, refusal},
};

async fn work(backend: &Backend, number: i64, command: Command) -> Incident {
    backend.work_on_incident(Ask::by(ada()), number, command).await.unwrap()
}

fn enter(stage: Stage) -> Command {
    Command::EnterStage { stage, override_reason: None }
}

async fn resolve(backend: &Backend, number: i64) -> Incident {
    let check = Command::CheckRecovery { statement: "p95 is fine".to_owned(), passed: true, evidence: None };
    work(backend, number, check).await;
    work(backend, number, enter(Stage::Resolved)).await
}

async fn reopen(backend: &Backend, number: i64) -> Incident {
    backend.reopen_incident(Ask::by(ben()), number, "It is back.".to_owned()).await.unwrap()
}

async fn letters(backend: &Backend) -> i64 {
    backend.db.read().await.unwrap().query("SELECT COUNT(*) FROM outbox").scalar().await.unwrap()
}

fn run(outcome: Outcome) -> Box<ProbeRun> {
    let run: ProbeRun = serde_json::from_str(
        r#"{"outcome": "holds", "title": "p95", "target": "orders-db", "request": "SELECT 1",
            "predicate": "rows > 0", "started_at": "2026-11-22T14:11:00Z", "duration_ms": 84, "excerpt": null,
            "explanation": "1 row", "output_sha256": "9f2c", "output_bytes": 5, "redactions": 0, "truncated": false}"#,
    )
    .unwrap();
    Box::new(ProbeRun { outcome, ..run })
}

on_both_databases! {
    async fn what_is_back_is_to_be_answered_anew(backend) {
        let sre = Contact { role: "On-Call SRE".to_owned(), email: "sre@example.org".to_owned(), ..Contact::default() };
        backend.revise_contacts(Ask::by(dev()), vec![sre]).await.unwrap();
        let number = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap().number;
        let answered = work(&backend, number, Command::Acknowledge).await;
        backend.clock.advance(Duration::minutes(50));
        resolve(&backend, number).await;
        backend.clock.advance(Duration::hours(3));
        let back = reopen(&backend, number).await;
        assert!(back.awaits_answer());
        assert_eq!(back.respond_by, back.reopened_at.map(|at| at + Duration::minutes(15)));
        // How long the first answer took is not changed by it.
        assert_eq!(back.first_answer.as_ref().map(|answer| answer.at), answered.acknowledged_at);
        assert_eq!(back.answered_at(), None);

        backend.clock.advance(Duration::minutes(16));
        assert_eq!(backend.fire_due_timers().await.unwrap(), 1);
        assert_eq!(letters(&backend).await, 1);
        assert_eq!(work(&backend, number, Command::Acknowledge).await.answered_at(), answered.acknowledged_at);
    }

    async fn what_is_back_before_anybody_answered_still_calls(backend) {
        let number = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap().number;
        backend.clock.advance(Duration::minutes(8));
        resolve(&backend, number).await;
        backend.clock.advance(Duration::minutes(2));
        reopen(&backend, number).await;
        backend.clock.advance(Duration::minutes(14));
        assert_eq!(backend.fire_due_timers().await.unwrap(), 0);
        backend.clock.advance(Duration::minutes(2));
        assert_eq!(backend.fire_due_timers().await.unwrap(), 1);
        let last = backend.room(Ask::by(cleo()), number).await.unwrap().entries.pop().unwrap().recorded.event;
        assert!(matches!(last, IncidentEvent::Escalated { .. }), "{last:?}");
    }

    async fn a_p0_that_is_back_calls_at_once(backend) {
        let declare = crate::incidents::Declare { severity: Severity::P0, ..outage() };
        let number = backend.declare_incident(Ask::by(ben()), declare).await.unwrap().number;
        let called = |incident: &Incident| incident.call.as_ref().map(|call| call.at);
        let first = called(&resolve(&backend, number).await);
        backend.clock.advance(Duration::minutes(5));
        let back = reopen(&backend, number).await;
        assert!(called(&back) > first, "{:?}", back.call);
    }

    async fn what_was_signed_before_it_was_back_closes_nothing(backend) {
        let number = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap().number;
        resolve(&backend, number).await;
        work(&backend, number, Command::WaivePrevention { reason: "It was a switch.".to_owned() }).await;
        let signed = work(&backend, number, Command::ReviewPostmortem { approved: true }).await;
        assert_eq!(signed.gates(Stage::Closed), []);
        reopen(&backend, number).await;
        let again = resolve(&backend, number).await;
        assert_eq!(again.gates(Stage::Closed), [Gate::Prevention, Gate::ReviewedPostmortem]);
    }

    async fn a_mitigation_that_does_not_hold_is_none(backend) {
        let number = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap().number;
        // Past what is usual between.
        assert!(work(&backend, number, enter(Stage::Mitigated)).await.mitigated_at.is_some());
        let back = work(&backend, number, enter(Stage::Investigating)).await;
        assert_eq!((back.stage, back.mitigated_at), (Stage::Investigating, None));
    }

    async fn a_check_passes_on_what_was_seen_alone(backend) {
        let number = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap().number;
        for outcome in [Outcome::CouldNotObserve, Outcome::DoesNotHold, Outcome::Refused, Outcome::Holds, Outcome::Observed] {
            work(&backend, number, Command::RecordEvidence { run: run(outcome), item: None }).await;
        }
        let check = |passed, evidence| Command::CheckRecovery { statement: "p95 is fine".to_owned(), passed, evidence: Some(evidence) };
        for blind in 1..=3 {
            let refused = refusal(backend.work_on_incident(Ask::by(ada()), number, check(true, blind)).await);
            assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "evidence"), "E-{blind}");
        }
        // That it failed may rest on anything.
        work(&backend, number, check(false, 2)).await;
        for seen in 4..=5 {
            assert_eq!(work(&backend, number, check(true, seen)).await.gates(Stage::Resolved), []);
        }
    }
}
