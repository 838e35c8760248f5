use chrono::Duration;
use domain::{
    Refusal,
    checklists::{ChecklistSource, Plan},
    ids::ChecklistId,
    incidents::{Command, EscalationCause, Gate, Incident, IncidentEvent, IncidentSummary, ItemChange, ItemRef, Severity, Stage},
    organisation::Contact,
    people::Permission,
    runbooks::SectionKind,
};

use super::{Declare, IncidentFilter, fill_rows};
use crate::{
    Ask, Backend,
    log::{Eyes, Projected},
    testing::{ada, ben, cleo, dev, on_both_databases, refusal},
};

pub(crate) const ITEMS: usize = 6;

pub(crate) fn outage() -> Declare {
    Declare {
        id: None,
        title: "Checkout times out".to_owned(),
        severity: Severity::P1,
        summary: "One order in five fails.".to_owned(),
        service: "checkout".to_owned(),
        drill: false,
        restricted: false,
    }
}

pub(crate) fn plan(items: usize) -> Plan {
    let item = |n: usize| domain::checklists::PlanItem {
        key: format!("imm-{n}"),
        text: format!("Step {n}"),
        detail: String::new(),
        danger: domain::runbooks::Danger::None,
        commands: vec![],
    };
    Plan {
        title: "Slow database".to_owned(),
        groups: vec![domain::checklists::Group {
            key: "imm".to_owned(),
            title: "Immediate".to_owned(),
            section: SectionKind::Immediate,
            due: None,
            branch: None,
            items: (1..=items).map(item).collect(),
            decision: None,
        }],
    }
}

async fn start(backend: &Backend, number: i64, items: usize) -> ChecklistId {
    let id: ChecklistId = backend.ids.next();
    let command = Command::StartChecklist { id, source: ChecklistSource::Triage, plan: plan(items) };
    backend.work_on_incident(Ask::by(ben()), number, command).await.unwrap();
    id
}

/// The read model as the database has it.
async fn row(backend: &Backend, number: i64) -> IncidentSummary {
    let all = backend.list_incidents(Ask::by(cleo()), IncidentFilter::default()).await.unwrap().incidents;
    all.into_iter().find(|incident| incident.number == number).unwrap()
}

on_both_databases! {
    async fn declaring_gives_a_number_and_starts_the_response_clock(backend) {
        let first = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap();
        let second = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap();
        assert_eq!((first.label(), second.label()), ("INC-1".to_owned(), "INC-2".to_owned()));
        assert_eq!(first.respond_by, Some(first.declared_at + Duration::minutes(15)));
        assert_eq!(backend.next_timer_at().await.unwrap(), first.respond_by);
        assert_eq!(row(&backend, 1).await, IncidentSummary::from(&first));
    }

    async fn a_double_click_declares_once(backend) {
        let twice = Declare { id: Some(backend.ids.next()), ..outage() };
        let (one, other) = tokio::join!(
            backend.declare_incident(Ask::by(ben()), twice.clone()),
            backend.declare_incident(Ask::by(ben()), twice.clone()),
        );
        assert_eq!(one.unwrap().number, other.unwrap().number);
        assert_eq!(backend.list_incidents(Ask::by(cleo()), IncidentFilter::default()).await.unwrap().incidents.len(), 1);
    }

    async fn whoever_writes_on_before_the_answer_is_there_says_more_of_the_same_incident(backend) {
        let first = Declare { id: Some(backend.ids.next()), ..outage() };
        let more = Declare { summary: "One order in five fails.\r\nSince noon.".to_owned(), ..first.clone() };
        let number = backend.declare_incident(Ask::by(ben()), first.clone()).await.unwrap().number;
        let said = backend.declare_incident(Ask::by(ben()), more).await.unwrap();
        assert_eq!((said.number, said.summary.as_str()), (number, "One order in five fails.\nSince noon."));
        // The first one comes late, once more.
        assert_eq!(backend.declare_incident(Ask::by(ben()), first).await.unwrap(), said);
    }

    async fn a_viewer_may_look_but_not_declare(backend) {
        let refused = refusal(backend.declare_incident(Ask::by(cleo()), outage()).await);
        assert_eq!(refused, Refusal::NotPermitted(Permission::DeclareIncident));
    }

    async fn an_untitled_incident_is_refused_and_uses_no_number(backend) {
        let untitled = Declare { title: "  ".to_owned(), ..outage() };
        assert!(matches!(refusal(backend.declare_incident(Ask::by(ben()), untitled).await), Refusal::Invalid { field, .. } if field == "title"));
        assert_eq!(backend.declare_incident(Ask::by(ben()), outage()).await.unwrap().number, 1);
    }

    async fn fifteen_minutes_without_an_answer_escalate_by_mail(backend) {
        let sre = Contact { role: "On-Call SRE".to_owned(), email: "sre@example.org".to_owned(), ..Contact::default() };
        backend.revise_contacts(Ask::by(dev()), vec![sre]).await.unwrap();
        let number = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap().number;
        backend.clock.advance(Duration::minutes(14));
        assert_eq!(backend.fire_due_timers().await.unwrap(), 0);
        backend.clock.advance(Duration::minutes(2));
        assert_eq!(backend.fire_due_timers().await.unwrap(), 1);
        assert_eq!(backend.fire_due_timers().await.unwrap(), 0);

        let room = backend.room(Ask::by(cleo()), number).await.unwrap();
        let Some(IncidentEvent::Escalated { cause, recipients }) = room.entries.last().map(|entry| entry.recorded.event.clone()) else {
            panic!("no escalation on the timeline");
        };
        assert!(matches!(cause, EscalationCause::Unanswered { .. }));
        assert_eq!(recipients[0].email.as_deref(), Some("sre@example.org"));
        assert_eq!((recipients[1].email.clone(), recipients[1].nobody_because.as_str()), (None, "no contact has that role"));
        let mails: Vec<(String, String)> =
            backend.db.read().await.unwrap().query("SELECT recipient, subject FROM outbox").all().await.unwrap();
        assert_eq!(mails, [("sre@example.org".to_owned(), "P1 INC-1: Checkout times out".to_owned())]);
    }

    async fn all_who_answer_to_a_name_are_called_and_each_address_by_one_letter(backend) {
        let contact = |role: &str, email: &str| Contact { role: role.to_owned(), email: email.to_owned(), ..Contact::default() };
        let contacts = vec![
            contact("CTO", ""),
            contact("CTO", "boss@example.org"),
            contact("CTO", "deputy@example.org"),
            contact("Incident Commander", "Boss@example.org"),
        ];
        backend.revise_contacts(Ask::by(dev()), contacts).await.unwrap();
        backend.declare_incident(Ask::by(ben()), Declare { severity: Severity::P0, ..outage() }).await.unwrap();
        let mut tx = backend.db.read().await.unwrap();
        let letters: Vec<(String, String)> = tx.query("SELECT recipient, body FROM outbox ORDER BY id").all().await.unwrap();
        drop(tx);
        let begins: Vec<(&str, &str)> =
            letters.iter().map(|(recipient, body)| (recipient.as_str(), body.lines().next().unwrap())).collect();
        assert_eq!(
            begins,
            [
                ("boss@example.org", "A P0 calls the CTO and the Incident Commander at once."),
                ("deputy@example.org", "A P0 calls the CTO at once."),
            ]
        );
        let called = row(&backend, 1).await;
        assert_eq!((called.reached.as_str(), called.missed.as_str()), ("CTO, Incident Commander", ""));
    }

    async fn a_list_says_what_became_of_calls_also_where_a_former_tocsin_wrote_it(backend) {
        let number = backend.declare_incident(Ask::by(ben()), Declare { severity: Severity::P0, ..outage() }).await.unwrap().number;
        let called = row(&backend, number).await;
        assert_eq!((called.called_at, called.reached.as_str()), (Some(called.declared_at), ""));
        let nobody = "CTO, since no contact has that role; Incident Commander, since no contact has that role";
        assert_eq!(called.missed, nobody);

        let mut tx = backend.db.write().await.unwrap();
        tx.query("UPDATE incidents SET shape = 0, called_at = NULL, reached = '', missed = '', respond_by = NULL").execute().await.unwrap();
        tx.commit().await.unwrap();
        fill_rows(&backend.db).await.unwrap();
        assert_eq!(row(&backend, number).await, called);

        backend.work_on_incident(Ask::by(ada()), number, Command::Acknowledge).await.unwrap();
        let answered = row(&backend, number).await;
        assert_eq!((answered.called_at, answered.missed.as_str()), (None, ""), "nobody waits any more");
    }

    async fn whoever_a_drill_calls_is_told_that_it_is_one(backend) {
        let sre = Contact { role: "On-Call SRE".to_owned(), email: "sre@example.org".to_owned(), ..Contact::default() };
        backend.revise_contacts(Ask::by(dev()), vec![sre]).await.unwrap();
        backend.declare_incident(Ask::by(ben()), Declare { drill: true, ..outage() }).await.unwrap();
        backend.clock.advance(Duration::minutes(16));
        backend.fire_due_timers().await.unwrap();
        let mails: Vec<(String, String)> =
            backend.db.read().await.unwrap().query("SELECT subject, body FROM outbox").all().await.unwrap();
        assert_eq!(mails[0].0, "Drill: P1 INC-1: Checkout times out");
        assert!(mails[0].1.starts_with("This is a drill."), "{}", mails[0].1);
        assert!(backend.list_incidents(Ask::by(cleo()), IncidentFilter::default()).await.unwrap().incidents[0].drill);
    }

    async fn an_acknowledged_incident_does_not_escalate(backend) {
        let number = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap().number;
        backend.work_on_incident(Ask::by(ada()), number, Command::Acknowledge).await.unwrap();
        backend.clock.advance(Duration::hours(1));
        assert_eq!(backend.fire_due_timers().await.unwrap(), 0);
    }

    async fn a_worse_grade_starts_the_clock_anew_and_calls_at_once(backend) {
        let number = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap().number;
        backend.work_on_incident(Ask::by(ada()), number, Command::Acknowledge).await.unwrap();
        let worse = backend.regrade_incident(Ask::by(ada()), number, Severity::P0, "Everything is down".to_owned()).await.unwrap();
        assert!(worse.awaits_answer());
        assert!(worse.call.is_some());
        assert_eq!(worse.severities.len(), 2);
    }

    async fn nothing_is_resolved_without_a_recovery_check(backend) {
        let number = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap().number;
        let resolve = |reason: Option<&str>| Command::EnterStage { stage: Stage::Resolved, override_reason: reason.map(str::to_owned) };
        let refused = refusal(backend.work_on_incident(Ask::by(ben()), number, resolve(None)).await);
        assert_eq!(refused, Refusal::Gated(vec![Gate::RecoveryCheck]));
        let refused = refusal(backend.work_on_incident(Ask::by(ben()), number, resolve(Some("I am sure"))).await);
        assert_eq!(refused, Refusal::NotPermitted(Permission::OverrideGate));

        let check = Command::CheckRecovery { statement: "p95 below 300 ms for 10 minutes".to_owned(), passed: true, evidence: None };
        backend.work_on_incident(Ask::by(ben()), number, check).await.unwrap();
        let resolved = backend.work_on_incident(Ask::by(ben()), number, resolve(None)).await.unwrap();
        assert_eq!((resolved.stage, resolved.overridden.len()), (Stage::Resolved, 0));
        let close = Command::EnterStage { stage: Stage::Closed, override_reason: None };
        let refused = refusal(backend.work_on_incident(Ask::by(ben()), number, close).await);
        assert_eq!(refused, Refusal::Gated(vec![Gate::Prevention, Gate::ReviewedPostmortem]));
    }

    async fn an_override_is_on_record_for_ever(backend) {
        let number = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap().number;
        let resolve = Command::EnterStage { stage: Stage::Resolved, override_reason: Some("False alarm".to_owned()) };
        let resolved = backend.work_on_incident(Ask::by(ada()), number, resolve).await.unwrap();
        assert_eq!(resolved.overridden, [Gate::RecoveryCheck]);
    }

    async fn thirty_people_ticking_at_once_lose_nothing(backend) {
        let number = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap().number;
        let checklist = start(&backend, number, 30).await;
        let ticks = (1..=30).map(|n| {
            let backend = backend.clone();
            tokio::spawn(async move {
                let at = ItemRef { checklist, item: format!("imm-{n}") };
                backend.work_on_incident(Ask::by(ben()), number, Command::ChangeItem { at, change: ItemChange::Checked }).await
            })
        });
        for tick in ticks.collect::<Vec<_>>() {
            tick.await.unwrap().unwrap();
        }
        let incident = backend.incident(Ask::by(cleo()), number).await.unwrap();
        assert_eq!(incident.checklists[0].tally(), (0, 30));
        assert_eq!(row(&backend, number).await, IncidentSummary::from(&incident));
        let mut tx = backend.db.read().await.unwrap();
        assert_eq!(crate::log::verify(&mut tx, incident.id.0).await.unwrap(), None);
    }

    async fn the_same_tick_twice_is_one_event(backend) {
        let number = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap().number;
        let checklist = start(&backend, number, 1).await;
        let at = ItemRef { checklist, item: "imm-1".to_owned() };
        let tick = Command::ChangeItem { at, change: ItemChange::Checked };
        let first = backend.work_on_incident(Ask::by(ben()), number, tick.clone()).await.unwrap();
        let again = backend.work_on_incident(Ask::by(ada()), number, tick).await.unwrap();
        assert_eq!(first.seq, again.seq);
    }

    async fn a_note_sent_twice_under_one_name_is_one_note(backend) {
        let number = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap().number;
        let note = || Command::Note { text: "The pool is full".to_owned() };
        let ask = Ask::by(ben()).once("a-name-that-the-page-made");
        backend.work_on_incident(ask, number, note()).await.unwrap();
        backend.work_on_incident(ask, number, note()).await.unwrap();
        assert_eq!(backend.room(Ask::by(ben()), number).await.unwrap().entries.len(), 2);
    }

    async fn a_late_entry_keeps_both_times(backend) {
        let incident = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap();
        let earlier = incident.declared_at - Duration::minutes(20);
        let ask = Ask::by(ben()).occurred_at(Some(earlier));
        backend.work_on_incident(ask, incident.number, Command::Note { text: "First complaint".to_owned() }).await.unwrap();
        let entry = backend.room(Ask::by(ben()), incident.number).await.unwrap().entries.pop().unwrap().recorded;
        assert_eq!(entry.occurred_at, earlier);
        assert!(entry.recorded_at >= incident.declared_at);
        let ahead = Ask::by(ben()).occurred_at(Some(incident.declared_at + Duration::hours(1)));
        let refused = refusal(backend.work_on_incident(ahead, incident.number, Command::Note { text: "Soon".to_owned() }).await);
        assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "occurred_at"));
    }

    async fn a_changed_event_breaks_the_chain(backend) {
        let incident = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap();
        backend.work_on_incident(Ask::by(ben()), incident.number, Command::Note { text: "Truth".to_owned() }).await.unwrap();
        let mut tx = backend.db.write().await.unwrap();
        tx.query("UPDATE events SET body = REPLACE(body, 'Truth', 'Fable') WHERE seq = 2").execute().await.unwrap();
        let broken = crate::log::verify(&mut tx, incident.id.0).await.unwrap().unwrap();
        assert_eq!((broken.seq, broken.why), (2, "it was changed after it was recorded"));
    }

    async fn what_is_rolled_back_is_not_remembered(backend) {
        let incident = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap();
        let note = |text: &str| Command::Note { text: text.to_owned() };
        let mut tx = backend.db.write().await.unwrap();
        for text in ["once", "twice"] {
            let decide = |state: &Incident, at| domain::incidents::decide(state, note(text), ben(), at);
            backend.change_in(&mut tx, incident.id.0, Ask::by(ben()), &decide).await.unwrap().unwrap();
        }
        drop(tx);
        assert_eq!(backend.incident(Ask::by(ben()), incident.number).await.unwrap(), incident);
        backend.work_on_incident(Ask::by(ben()), incident.number, note("again")).await.unwrap();
        assert_eq!(backend.room(Ask::by(ben()), incident.number).await.unwrap().entries.len(), 2);
    }

    async fn what_presses_most_is_shown_however_much_was_declared_after_it(backend) {
        let declare = async |severity: Severity| {
            backend.declare_incident(Ask::by(ben()), Declare { severity, ..outage() }).await.unwrap().number
        };
        let (old, answered) = (declare(Severity::P1).await, declare(Severity::P0).await);
        backend.work_on_incident(Ask::by(ben()), answered, Command::Acknowledge).await.unwrap();
        for _ in 0..60 {
            declare(Severity::P3).await;
        }
        let open = backend.open_incidents(Ask::by(cleo())).await.unwrap();
        assert_eq!((open.incidents.len(), open.unanswered, open.others), (50, 1, 61));
        let first: Vec<i64> = open.incidents.iter().take(3).map(|incident| incident.number).collect();
        assert_eq!(first, [old, answered, answered + 1]);
    }

    async fn read_models_can_be_dropped_and_rebuilt(backend) {
        let number = backend.declare_incident(Ask::by(ben()), outage()).await.unwrap().number;
        start(&backend, number, 3).await;
        let before = row(&backend, number).await;
        let incident = backend.incident(Ask::by(ben()), number).await.unwrap();
        let mut tx = backend.db.write().await.unwrap();
        tx.query("DELETE FROM incidents").execute().await.unwrap();
        let folded: Incident = crate::log::load(&mut tx, &crate::log::Cache::default(), Eyes::Tocsin, incident.id.0).await.unwrap();
        assert_eq!(folded, incident);
        folded.project(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(row(&backend, number).await, before);
    }
}
