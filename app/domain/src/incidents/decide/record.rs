//! Roles, notes, facts, evidence: what is put on record.

use super::audience::may_have_a_part;
use crate::{
    diagnostics::ProbeRun,
    ids::PostmortemId,
    incidents::{Facts, Incident, IncidentEvent, ItemRef},
    log::Person,
    refusal::{Refusal, required},
};

type Decision = Result<Vec<IncidentEvent>, Refusal>;

pub(super) fn assign_role(incident: &Incident, role: &str, person: Person) -> Decision {
    let role = required("role", role, 60, "Name the role.")?;
    if incident.roles.get(&role) == Some(&person) {
        return Ok(vec![]);
    }
    may_have_a_part(incident, "person", &person)?;
    Ok(vec![IncidentEvent::RoleAssigned { role, person }])
}

pub(super) fn release_role(incident: &Incident, role: String) -> Vec<IncidentEvent> {
    if incident.roles.contains_key(&role) { vec![IncidentEvent::RoleReleased { role }] } else { vec![] }
}

pub(super) fn retitle(incident: &Incident, title: &str) -> Decision {
    let title = required("title", title, 200, "Give the incident a title: what is broken, for whom.")?;
    if incident.title == title {
        return Ok(vec![]);
    }
    Ok(vec![IncidentEvent::Retitled { title }])
}

pub(super) fn revise_facts(incident: &Incident, facts: Facts) -> Decision {
    let facts = facts.checked()?;
    if incident.facts == facts {
        return Ok(vec![]);
    }
    Ok(vec![IncidentEvent::FactsRevised { facts }])
}

pub(super) fn note(text: &str) -> Decision {
    let text = required("text", text, 20_000, "Write the note first: what happened, what you saw, what you decided.")?;
    Ok(vec![IncidentEvent::Noted { text }])
}

pub(super) fn check_recovery(incident: &Incident, statement: &str, passed: bool, evidence: Option<i64>) -> Decision {
    let statement = required("statement", statement, 1_000, "Say what was checked and what was seen.")?;
    if let Some(number) = evidence
        && !incident.evidence.iter().any(|evidence| evidence.number == number)
    {
        return Err(Refusal::invalid(
            "evidence",
            format!("There is no evidence E-{number} on this incident: choose one from its list."),
        ));
    }
    Ok(vec![IncidentEvent::RecoveryChecked { statement, passed, evidence }])
}

pub(super) fn waive_prevention(reason: &str) -> Decision {
    let reason = required("reason", reason, 1_000, "Say why nothing needs to be prevented: the waiver carries your name.")?;
    Ok(vec![IncidentEvent::PreventionWaived { reason }])
}

pub(super) fn start_postmortem(incident: &Incident, id: PostmortemId) -> Vec<IncidentEvent> {
    if incident.postmortem.is_some() { vec![] } else { vec![IncidentEvent::PostmortemStarted { id }] }
}

pub(super) fn review_postmortem(incident: &Incident, approved: bool) -> Vec<IncidentEvent> {
    if incident.postmortem_approved == approved { vec![] } else { vec![IncidentEvent::PostmortemReviewed { approved }] }
}

pub(super) fn evidence(incident: &Incident, run: Box<ProbeRun>, item: Option<ItemRef>) -> Vec<IncidentEvent> {
    let number = incident.evidence.last().map_or(1, |last| last.number + 1);
    let (checklist, item) = item.map(|at| (at.checklist, at.item)).unzip();
    vec![IncidentEvent::EvidenceRecorded { number, run, checklist, item }]
}
