//! Declared, acknowledged, through the stages, and back.

use chrono::{DateTime, Utc};

use super::audience::restrict;
use crate::{
    incidents::{Declaration, EscalationCause, Incident, IncidentEvent, Promise, Recipient, Severity, Stage},
    people::{Permission, Who},
    refusal::{Refusal, bounded, required},
};

type Decision = Result<Vec<IncidentEvent>, Refusal>;

pub(super) fn declare(declaration: Declaration, by: &Who, at: DateTime<Utc>) -> Decision {
    let Declaration { id, number, title, severity, summary, service, drill, restricted, promise } = declaration;
    let declared = IncidentEvent::Declared {
        id,
        number,
        title: required("title", &title, 200, "Give the incident a title: what is broken, for whom.")?,
        severity,
        summary: bounded("summary", &summary, 10_000)?,
        service: bounded("service", &service, 300)?,
        respond_by: promise.respond_by(at),
        drill,
    };
    let mut events = once_called(declared, promise);
    if let Some(record) = restricted {
        // Before anybody is called: letters of a restricted incident carry none of its words.
        events.splice(1..1, restrict(&Incident::default(), record, vec![], "", by)?);
    }
    Ok(events)
}

/// The event, and the call that the matrix makes at once.
fn once_called(event: IncidentEvent, promise: Promise) -> Vec<IncidentEvent> {
    let mut events = vec![event];
    if !promise.call_at_once.is_empty() {
        events.push(IncidentEvent::Escalated { cause: EscalationCause::Severity, recipients: promise.call_at_once });
    }
    events
}

pub(super) fn acknowledge(incident: &Incident) -> Vec<IncidentEvent> {
    if incident.acknowledged_at.is_some() { vec![] } else { vec![IncidentEvent::Acknowledged] }
}

pub(super) fn escalate(incident: &Incident, cause: EscalationCause, recipients: Vec<Recipient>) -> Vec<IncidentEvent> {
    // The answer may have come while the clock was being read.
    if let EscalationCause::Unanswered { due_at } = &cause
        && (!incident.awaits_answer() || incident.respond_by != Some(*due_at))
    {
        return vec![];
    }
    vec![IncidentEvent::Escalated { cause, recipients }]
}

/// Also of an incident that was answered or is over: who was not reached belongs to its history.
pub(super) fn tell_of_call(call: i64, called: String, email: String, failure: Option<String>) -> Vec<IncidentEvent> {
    // Mail servers may answer at length, in several lines.
    const MOST: usize = 300;
    vec![match failure {
        None => IncidentEvent::CallSent { call, called, email },
        Some(words) => {
            let because: String = words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MOST).collect();
            let because = if because.is_empty() { "no reason was given".to_owned() } else { because };
            IncidentEvent::CallFailed { call, called, email, because }
        }
    }]
}

pub(super) fn enter_stage(incident: &Incident, stage: Stage, override_reason: Option<String>, by: &Who) -> Decision {
    if incident.stage == stage {
        return Ok(vec![]);
    }
    if !incident.stage.may_enter(stage) {
        let (from, to) = (incident.stage.word(), stage.word());
        let advice = match (incident.stage.is_open(), stage) {
            (true, Stage::Closed) => "Resolve it first.",
            (false, _) => "Reopen it first.",
            _ => "Choose one of the stages that the page offers.",
        };
        return Err(Refusal::unlawful(format!("An incident can't go from {from} to {to}. {advice}")));
    }
    let gates = incident.gates(stage);
    if gates.is_empty() {
        return Ok(vec![IncidentEvent::StageEntered { stage, reason: String::new(), overridden: vec![] }]);
    }
    let Some(reason) = override_reason.filter(|reason| !reason.trim().is_empty()) else {
        return Err(Refusal::Gated(gates));
    };
    if !may_override(incident, by) {
        return Err(Refusal::NotPermitted(Permission::OverrideGate));
    }
    let reason = bounded("override_reason", &reason, 1_000)?;
    Ok(vec![IncidentEvent::StageEntered { stage, reason, overridden: gates }])
}

/// What is back is an outage as the first was: whoever answered then may be asleep now.
pub(super) fn reopen(incident: &Incident, reason: &str, promise: Promise, at: DateTime<Utc>) -> Decision {
    if incident.stage.is_open() {
        return Ok(vec![]);
    }
    let reason = required("reason", reason, 1_000, "Say why it is open again: what was seen.")?;
    Ok(once_called(IncidentEvent::Reopened { reason, respond_by: promise.respond_by(at) }, promise))
}

/// A worse grade starts the response clock anew, also when the milder one was answered: other people must know.
pub(super) fn regrade(incident: &Incident, severity: Severity, reason: &str, promise: Promise, at: DateTime<Utc>) -> Decision {
    if incident.severity == severity {
        return Ok(vec![]);
    }
    if !incident.stage.is_open() {
        return Err(Refusal::unlawful("A resolved incident keeps its severity. Reopen it first if it is not over."));
    }
    let reason = required("reason", reason, 1_000, "Say why the severity changes.")?;
    let worse = severity < incident.severity;
    let respond_by = if worse || incident.acknowledged_at.is_none() { promise.respond_by(at) } else { None };
    let promise = if worse { promise } else { Promise::default() };
    Ok(once_called(IncidentEvent::Regraded { severity, reason, respond_by }, promise))
}

/// Gates yield to commanders and administrators, and to whoever leads this incident.
pub(super) fn may_override(incident: &Incident, by: &Who) -> bool {
    let leads = incident.commander().is_some_and(|commander| by.is(commander.id));
    leads || by.may(Permission::OverrideGate).is_ok()
}
