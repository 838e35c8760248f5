//! What tests begin with: people and moments, an incident and what happens to it, a plan and a checklist.
//!
//! Each is as plain as can be, and a test writes over it what it is about:
//! `Group { due: Some(within(5)), ..group("imm", &["a"]) }`. What a single test needs stays with it.

use chrono::{DateTime, Duration, Utc};

use crate::{
    checklists::{ChecklistSource, Group, Plan, PlanBranch, PlanDecision, PlanItem},
    diagnostics::{Outcome, ProbeRun},
    ids::{ChecklistId, IncidentId, PersonId},
    incidents::{Command, Declaration, Incident, IncidentEvent, ItemChange, ItemRef, Promise, Severity, Stage, decide},
    log::{Actor, Fold, Person, Recorded},
    people::{Role, Who},
    refusal::Refusal,
    runbooks::{Anchor, Danger, Due, SectionKind},
};

/// The one checklist.
pub(crate) const LIST: ChecklistId = ChecklistId(uuid::Uuid::from_u128(7));

pub(crate) fn at(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::minutes(minute)
}

/// Ids of people are in the order of their names; two whose names begin alike would be one.
pub(crate) fn person(name: &str) -> Person {
    Person { id: PersonId(uuid::Uuid::from_u128(u128::from(name.as_bytes()[0]))), name: name.to_owned() }
}

pub(crate) fn who(name: &str, role: Role) -> Who {
    Who::person(person(name), role)
}

pub(crate) fn ada() -> Who {
    who("Ada", Role::Responder)
}

/// What Ada declared, with a checklist that she began from this plan.
pub(crate) fn begun(plan: Plan) -> Incident {
    let start = Command::StartChecklist { id: LIST, source: ChecklistSource::Triage, plan };
    let mut incident = Incident::default();
    for command in [Command::Declare(declaration()), start] {
        ask(&mut incident, &ada(), command).unwrap();
    }
    incident
}

/// Asks for something on an incident, and lets what is decided happen, all at minute 0.
pub(crate) fn ask(incident: &mut Incident, by: &Who, command: Command) -> Result<Vec<IncidentEvent>, Refusal> {
    let events = decide(incident, command, by, at(0))?;
    for event in events.iter().cloned() {
        incident.apply(&recorded(incident.seq + 1, at(0), by.actor.clone(), event));
    }
    Ok(events)
}

pub(crate) fn declaration() -> Declaration {
    Declaration {
        id: IncidentId::default(),
        number: 1,
        title: "The disk is full".to_owned(),
        severity: Severity::P2,
        summary: String::new(),
        service: String::new(),
        drill: false,
        restricted: None,
        promise: Promise::default(),
    }
}

pub(crate) fn change(item: &str, change: ItemChange) -> Command {
    Command::ChangeItem { at: ItemRef { checklist: LIST, item: item.to_owned() }, change }
}

/// What was declared at minute 0, and to which this happened then, each at its minute.
pub(crate) fn incident(severity: Severity, happened: impl IntoIterator<Item = (i64, IncidentEvent)>) -> Incident {
    let events = std::iter::once((0, declared(severity, None))).chain(happened);
    folded::<Incident>(&stream(events.map(|(minute, event)| (minute, Actor::Tocsin, event))))
}

pub(crate) fn declared(severity: Severity, respond_by: Option<DateTime<Utc>>) -> IncidentEvent {
    let Declaration { id, number, title, summary, service, drill, .. } = declaration();
    IncidentEvent::Declared { id, number, title, severity, summary, service, respond_by, drill }
}

pub(crate) fn enters(stage: Stage) -> IncidentEvent {
    IncidentEvent::StageEntered { stage, reason: String::new(), overridden: vec![] }
}

pub(crate) fn started(plan: Plan) -> IncidentEvent {
    IncidentEvent::ChecklistStarted { id: LIST, source: ChecklistSource::Triage, plan }
}

pub(crate) fn changed(item: &str, change: ItemChange) -> IncidentEvent {
    IncidentEvent::ItemChanged { checklist: LIST, item: item.to_owned(), change }
}

pub(crate) fn folded<T: Fold>(stream: &[Recorded<T::Event>]) -> T {
    stream.iter().fold(T::default(), |mut state, recorded| {
        state.apply(recorded);
        state
    })
}

/// What happened, each at its minute and by somebody, as it stands in its stream.
pub(crate) fn stream<E>(happened: impl IntoIterator<Item = (i64, Actor, E)>) -> Vec<Recorded<E>> {
    (1..).zip(happened).map(|(seq, (minute, actor, event))| recorded(seq, at(minute), actor, event)).collect()
}

/// Recorded as soon as it happened.
pub(crate) fn recorded<E>(seq: i64, at: DateTime<Utc>, actor: Actor, event: E) -> Recorded<E> {
    Recorded { seq, occurred_at: at, recorded_at: at, actor, event }
}

pub(crate) fn run(title: &str, outcome: Outcome) -> ProbeRun {
    ProbeRun {
        outcome,
        title: title.to_owned(),
        target: "orders-db".to_owned(),
        request: "SHOW server_version".to_owned(),
        predicate: Some("rows > 0".to_owned()),
        started_at: at(0),
        duration_ms: 84,
        excerpt: None,
        explanation: "That is what it said".to_owned(),
        output_sha256: None,
        output_bytes: 0,
        redactions: 0,
        truncated: false,
    }
}

pub(crate) fn plan(groups: Vec<Group>) -> Plan {
    Plan { title: "Disk full".to_owned(), groups }
}

/// Items with these keys, to be done at any time and by all; nothing is asked after them.
pub(crate) fn group(key: &str, items: &[&str]) -> Group {
    Group {
        key: key.to_owned(),
        title: key.to_owned(),
        section: SectionKind::Immediate,
        due: None,
        branch: None,
        items: items.iter().map(|key| item(key)).collect(),
        decision: None,
    }
}

pub(crate) fn item(key: &str) -> PlanItem {
    PlanItem { key: key.to_owned(), text: format!("Do {key}"), detail: String::new(), danger: Danger::None, commands: vec![] }
}

/// So many minutes from the declaration on.
pub(crate) fn within(minutes: u32) -> Due {
    Due { minutes, anchor: Anchor::Declared }
}

/// A question with its branches, each by its key and its label.
pub(crate) fn decision(key: &str, ask: &str, branches: &[(&str, &str)]) -> PlanDecision {
    let branch = |(key, label): &(&str, &str)| PlanBranch {
        key: (*key).to_owned(),
        label: (*label).to_owned(),
        detail: String::new(),
        runbook: None,
    };
    PlanDecision { key: key.to_owned(), ask: ask.to_owned(), branches: branches.iter().map(branch).collect() }
}
