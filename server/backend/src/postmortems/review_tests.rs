//! Who approves, when it is due, and what an approval is worth after that.

use chrono::Duration;
use domain::{
    Refusal,
    ids::PostmortemId,
    incidents::{Command, Gate, Incident, Said, Severity, Stage},
    log::Person,
    people::{Permission, Role, Who},
    postmortems::{Postmortem, PostmortemSummary, ReviewStage},
};

use super::{
    fill_reviewers,
    tests::{in_review, resolved},
};
use crate::{
    Ask, Backend,
    log::Eyes,
    testing::{account, ada, ben, cleo, dev, on_both_databases, refusal},
};

const CAUSE: &str = "root-cause";

async fn resolve_again(backend: &Backend, number: i64) -> Incident {
    let check = Command::CheckRecovery { statement: "p95 is fine".to_owned(), passed: true, evidence: None };
    backend.work_on_incident(Ask::by(ben()), number, check).await.unwrap();
    let resolve = Command::EnterStage { stage: Stage::Resolved, override_reason: None };
    backend.work_on_incident(Ask::by(ben()), number, resolve).await.unwrap()
}

async fn reopen(backend: &Backend, number: i64) {
    backend.reopen_incident(Ask::by(ben()), number, "It is back.".to_owned()).await.unwrap();
}

async fn listed(backend: &Backend) -> PostmortemSummary {
    backend.list_postmortems(Ask::by(cleo()), None).await.unwrap().postmortems.remove(0)
}

async fn late(backend: &Backend) -> usize {
    backend.waiting_postmortems(Ask::by(cleo())).await.unwrap().len()
}

async fn state(backend: &Backend, id: PostmortemId) -> Postmortem {
    backend.state(Eyes::Tocsin, id.0).await.unwrap()
}

on_both_databases! {
    async fn it_is_due_a_day_after_the_incident_was_resolved_for_the_last_time(backend) {
        let (incident, _) = resolved(&backend).await;
        let (number, day) = (incident.number, Duration::days(1));
        assert_eq!(listed(&backend).await.due_at(), incident.resolved_at.map(|at| at + day));
        assert_eq!(late(&backend).await, 0);
        backend.clock.advance(Duration::hours(25));
        assert_eq!(late(&backend).await, 1);

        // While it is open nobody can have learned all of it.
        reopen(&backend, number).await;
        assert_eq!((listed(&backend).await.due_at(), late(&backend).await), (None, 0));
        let again = resolve_again(&backend, number).await;
        assert_eq!(listed(&backend).await.due_at(), again.resolved_at.map(|at| at + day));
        assert_eq!(late(&backend).await, 0);

        reopen(&backend, number).await;
        backend.regrade_incident(Ask::by(ben()), number, Severity::P2, "Few are hit.".to_owned()).await.unwrap();
        resolve_again(&backend, number).await;
        backend.clock.advance(Duration::hours(25));
        assert_eq!((listed(&backend).await.due_at(), late(&backend).await), (None, 0));
    }

    async fn what_is_reviewed_once_more_closes_nothing(backend) {
        let (incident, id) = resolved(&backend).await;
        in_review(&backend, id, ada()).await;
        backend.approve_postmortem(Ask::by(ada()), id, None).await.unwrap();
        let gates = async || backend.incident(Ask::by(ben()), incident.number).await.unwrap().gates(Stage::Closed);
        assert!(!gates().await.contains(&Gate::ReviewedPostmortem));
        backend.request_review(Ask::by(ben()), id, &[ada().actor.person().unwrap().id]).await.unwrap();
        assert!(gates().await.contains(&Gate::ReviewedPostmortem));
    }

    async fn reviewers_are_written_to_about_the_incident_as_it_is_now(backend) {
        let (incident, id) = resolved(&backend).await;
        reopen(&backend, incident.number).await;
        backend.regrade_incident(Ask::by(ben()), incident.number, Severity::P0, "All are hit.".to_owned()).await.unwrap();
        let now = Said { title: "No order passes".to_owned(), ..Said::default() };
        let retitle = Command::ReviseFacts { was: Box::default(), now: Box::new(now) };
        backend.work_on_incident(Ask::by(ben()), incident.number, retitle).await.unwrap();
        in_review(&backend, id, dev()).await;
        let mut tx = backend.db.read().await.unwrap();
        let letter = "SELECT subject, body FROM outbox WHERE recipient = 'dev@example.org'";
        let (subject, body): (String, String) = tx.query(letter).one().await.unwrap();
        assert_eq!(subject, "Review the post-mortem of INC-1: No order passes");
        assert!(body.contains("P0 No order passes"), "{body}");
    }

    async fn whoever_may_not_approve_it_is_neither_asked_nor_heard(backend) {
        let (_, id) = resolved(&backend).await;
        for (who, email) in [(ben(), "ben@example.org"), (cleo(), "cleo@example.org")] {
            account(&backend, who, email).await;
            let person = who.actor.person().unwrap().id;
            let refused = refusal(backend.request_review(Ask::by(ada()), id, &[person]).await);
            let Refusal::Invalid { field, sentence } = refused else { panic!("another refusal") };
            assert!(field == "reviewer" && sentence.contains("may not approve post-mortems"), "{field}: {sentence}");
            let refused = refusal(backend.approve_postmortem(Ask::by(who), id, None).await);
            assert_eq!(refused, Refusal::NotPermitted(Permission::ApprovePostmortem));
        }
        assert_eq!(state(&backend, id).await.stage, ReviewStage::Draft);
    }

    async fn whoever_wrote_on_it_approves_it_where_need_be_and_the_approval_says_so(backend) {
        let (incident, id) = resolved(&backend).await;
        backend.save_section(Ask::by(ada()), id, CAUSE, "A lock was held.", "").await.unwrap();
        in_review(&backend, id, ada()).await;
        let own = backend.approve_postmortem(Ask::by(ada()), id, None).await.unwrap();
        assert!(own.approval.unwrap().own);
        let closable = backend.incident(Ask::by(cleo()), incident.number).await.unwrap();
        assert!(!closable.gates(Stage::Closed).contains(&Gate::ReviewedPostmortem));

        in_review(&backend, id, dev()).await;
        let approved = backend.approve_postmortem(Ask::by(dev()), id, None).await.unwrap();
        assert!(!approved.approval.unwrap().own, "Dev has read it and written nothing");
    }

    async fn who_wrote_is_known_also_of_what_was_folded(backend) {
        let (_, id) = resolved(&backend).await;
        let mut before = String::new();
        for n in 0..200 {
            let text = format!("Lock {n}");
            backend.save_section(Ask::by(ada()), id, CAUSE, &text, &before).await.unwrap();
            before = text;
        }
        let mut tx = backend.db.read().await.unwrap();
        let left: i64 =
            tx.query("SELECT COUNT(*) FROM document_updates WHERE document = $1").bind(id).scalar().await.unwrap();
        drop(tx);
        assert_eq!(left, 0);
        in_review(&backend, id, ada()).await;
        assert!(backend.approve_postmortem(Ask::by(ada()), id, None).await.unwrap().approval.unwrap().own);
    }

    async fn what_was_approved_before_it_was_back_is_reviewed_anew(backend) {
        let (incident, id) = resolved(&backend).await;
        in_review(&backend, id, dev()).await;
        backend.approve_postmortem(Ask::by(dev()), id, None).await.unwrap();
        reopen(&backend, incident.number).await;
        let back = state(&backend, id).await;
        assert_eq!((back.stage, back.approval), (ReviewStage::Draft, None));
        assert!(back.voided.is_some_and(|voided| voided.reopened && voided.by.name() == "Ben"));
        let again = resolve_again(&backend, incident.number).await;
        assert!(again.gates(Stage::Closed).contains(&Gate::ReviewedPostmortem));

        // Not a word of it has changed.
        refusal(backend.approve_postmortem(Ask::by(dev()), id, None).await);
        in_review(&backend, id, dev()).await;
        backend.approve_postmortem(Ask::by(dev()), id, None).await.unwrap();
        let reviewed = backend.incident(Ask::by(cleo()), incident.number).await.unwrap();
        assert!(!reviewed.gates(Stage::Closed).contains(&Gate::ReviewedPostmortem));
    }

    async fn whoever_shares_the_name_of_a_reviewer_was_not_asked(backend) {
        let (_, id) = resolved(&backend).await;
        let namesake = Who::person(Person { id: backend.ids.next(), name: "Dev".to_owned() }, Role::Admin);
        account(&backend, &namesake, "another.dev@example.org").await;
        in_review(&backend, id, dev()).await;
        let [asked, other] = [dev(), &namesake].map(|who| who.actor.person().unwrap().id);
        let row = listed(&backend).await;
        assert!(row.is_reviewed_by(asked) && !row.is_reviewed_by(other), "{row:?}");

        // As a Tocsin left it that kept the names alone.
        let mut tx = backend.db.write().await.unwrap();
        tx.query("UPDATE postmortems SET reviewer_ids = ''").execute().await.unwrap();
        tx.commit().await.unwrap();
        assert!(!listed(&backend).await.is_reviewed_by(asked));
        fill_reviewers(&backend.db).await.unwrap();
        assert_eq!(listed(&backend).await, row);
    }
}
