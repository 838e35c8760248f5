//! What people do to checklists.

use super::{audience::may_have_a_part, record::on_record};
use crate::{
    checklists::{ChecklistSource, Item, ItemState, Plan},
    ids::ChecklistId,
    incidents::{Incident, IncidentEvent, ItemChange, ItemRef},
    refusal::{Refusal, bounded, required},
    runbooks::Danger,
};

type Decision = Result<Vec<IncidentEvent>, Refusal>;

fn gone() -> Refusal {
    Refusal::unlawful("That item is not on this checklist. Reload the page to see the checklist as it stands.")
}

fn item<'i>(incident: &'i Incident, at: &ItemRef) -> Result<&'i Item, Refusal> {
    incident.checklist(at.checklist).and_then(|checklist| checklist.item(&at.item)).ok_or_else(gone)
}

pub(super) fn start(incident: &Incident, id: ChecklistId, source: ChecklistSource, plan: Plan) -> Decision {
    if incident.checklist(id).is_some() {
        return Ok(vec![]);
    }
    if plan.groups.iter().all(|group| group.items.is_empty() && group.decision.is_none()) {
        return Err(Refusal::unlawful("This runbook has no steps that could become a checklist. Open it and read it instead."));
    }
    Ok(vec![IncidentEvent::ChecklistStarted { id, source, plan }])
}

/// What can't be undone is not ticked in passing.
pub(super) fn change_item(incident: &Incident, at: ItemRef, change: ItemChange) -> Decision {
    let item = item(incident, &at)?;
    if change == ItemChange::Checked && item.danger == Danger::Destructive && item.state != ItemState::Done {
        return Err(Refusal::unlawful(
            "What this item says can't be undone, so one press does not tick it: open its box and press “I did this”. \
             Where there is no such button, reload the page.",
        ));
    }
    put(incident, at, change)
}

pub(super) fn confirm_item(incident: &Incident, at: ItemRef) -> Decision {
    put(incident, at, ItemChange::Checked)
}

fn put(incident: &Incident, at: ItemRef, change: ItemChange) -> Decision {
    let item = item(incident, &at)?;
    let change = match change {
        ItemChange::Skipped { reason } => {
            ItemChange::Skipped { reason: required("reason", &reason, 500, "Say why the item is skipped.")? }
        }
        ItemChange::NotApplicable { reason } => {
            ItemChange::NotApplicable { reason: required("reason", &reason, 500, "Say why the item does not apply.")? }
        }
        ItemChange::Noted { text } => ItemChange::Noted { text: bounded("text", &text, 2_000)? },
        ItemChange::Unchecked => {
            // It would be theirs again.
            item.assignee.as_ref().map_or(Ok(()), |assignee| may_have_a_part(incident, "person", assignee))?;
            ItemChange::Unchecked
        }
        ItemChange::Assigned { person: Some(person) } => {
            may_have_a_part(incident, "person", &person)?;
            ItemChange::Assigned { person: Some(person) }
        }
        other => other,
    };
    let so_already = match &change {
        ItemChange::Checked => item.state == ItemState::Done,
        ItemChange::Unchecked => item.state == ItemState::Open,
        ItemChange::Skipped { reason } => matches!(&item.state, ItemState::Skipped { reason: old } if old == reason),
        ItemChange::NotApplicable { reason } => matches!(&item.state, ItemState::NotApplicable { reason: old } if old == reason),
        ItemChange::Assigned { person } => item.assignee == *person,
        ItemChange::Noted { text } => item.note == *text,
    };
    if so_already {
        return Ok(vec![]);
    }
    Ok(vec![IncidentEvent::ItemChanged { checklist: at.checklist, item: at.item, change }])
}

pub(super) fn add_item(incident: &Incident, checklist: ChecklistId, group: String, text: &str) -> Decision {
    let text = required("text", text, 500, "Write what is to be done.")?;
    let list = incident.checklist(checklist).ok_or_else(gone)?;
    if !list.groups.iter().any(|candidate| candidate.key == group) {
        return Err(gone());
    }
    // The next event's number is unused, so the key is too.
    let item = format!("added-{}", incident.seq + 1);
    Ok(vec![IncidentEvent::ItemAdded { checklist, group, item, text }])
}

/// All of them or none: where one can't be taken, what was typed is still in the form.
pub(super) fn set_values(incident: &Incident, checklist: ChecklistId, values: Vec<(String, String)>) -> Decision {
    let list = incident.checklist(checklist).ok_or_else(gone)?;
    let mut events = Vec::new();
    for (name, typed) in values {
        let parameter = list.parameter(&name).ok_or_else(|| {
            Refusal::unlawful("This checklist leaves no such value to be filled in. Reload the page to see those that it does.")
        })?;
        let value = parameter.checked(&typed)?;
        if value != parameter.text() {
            events.push(IncidentEvent::ValueSet { checklist, name, value });
        }
    }
    Ok(events)
}

pub(super) fn choose_branch(
    incident: &Incident,
    checklist: ChecklistId,
    decision: String,
    branch: String,
    reason: &str,
    mut evidence: Option<i64>,
) -> Decision {
    let list = incident.checklist(checklist).ok_or_else(gone)?;
    let point = list.decision(&decision).ok_or_else(gone)?;
    if !point.branches.iter().any(|candidate| candidate.key == branch) {
        return Err(Refusal::invalid("branch", "Choose one of the branches first."));
    }
    if let Some(number) = evidence {
        on_record(incident, number)?;
    }
    let mut reason = bounded("reason", reason, 1_000)?;
    if let Some(chosen) = point.chosen.as_ref().filter(|chosen| chosen.branch == branch) {
        // Whoever says no more of a branch that is chosen already takes nothing back.
        if reason.is_empty() {
            reason.clone_from(&chosen.reason);
        }
        evidence = evidence.or(chosen.evidence);
        if chosen.reason == reason && chosen.evidence == evidence {
            return Ok(vec![]);
        }
    }
    Ok(vec![IncidentEvent::BranchChosen { checklist, decision, branch, reason, evidence }])
}
