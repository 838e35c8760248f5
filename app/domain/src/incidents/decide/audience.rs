//! For whom an incident is.

use crate::{
    checklists::ItemState,
    ids::AccessRecordId,
    incidents::{Incident, IncidentEvent, ItemChange},
    log::Person,
    people::{Permission, Who},
    refusal::{Refusal, bounded, required},
};

use super::lifecycle::may_override;

type Decision = Result<Vec<IncidentEvent>, Refusal>;

/// Whoever restricts it is named, and so is whoever has a part in it already.
pub(super) fn restrict(incident: &Incident, record: AccessRecordId, others: Vec<Person>, reason: &str, by: &Who) -> Decision {
    if incident.audience.is_some() {
        return Ok(vec![]);
    }
    let reason = bounded("reason", reason, 1_000)?;
    let parts = incident.roles.values().cloned().chain(assignees(incident));
    let mut people: Vec<Person> = Vec::new();
    for person in by.actor.person().cloned().into_iter().chain(parts).chain(others) {
        if people.iter().all(|known| known.id != person.id) {
            people.push(person);
        }
    }
    if people.is_empty() {
        return Err(Refusal::invalid("person", "Name at least one person who is to see it: else nobody could."));
    }
    // One that was restricted before goes on with the same record.
    let record = incident.access_record.unwrap_or(record);
    Ok(vec![IncidentEvent::Restricted { record, people, reason }])
}

fn assignees(incident: &Incident) -> impl Iterator<Item = Person> + '_ {
    let items = incident.checklists.iter().flat_map(|list| &list.groups).flat_map(|group| &group.items);
    items.filter(|item| item.state == ItemState::Open).filter_map(|item| item.assignee.clone())
}

pub(super) fn name(incident: &Incident, person: Person, reason: &str) -> Decision {
    let audience = incident.audience.as_ref().ok_or_else(open_to_all)?;
    if audience.holds(person.id) {
        return Ok(vec![]);
    }
    let reason = bounded("reason", reason, 1_000)?;
    Ok(vec![IncidentEvent::PersonNamed { person, reason }])
}

/// For an administrator who is not named: what only people know who have left would be lost else.
pub(super) fn name_oneself(incident: &Incident, reason: &str, by: &Who) -> Decision {
    by.may(Permission::ManagePeople)?;
    let reason = required("reason", reason, 1_000, "Say why you have to see it: all who are named will read it.")?;
    let person = by.actor.person().ok_or_else(|| Refusal::unlawful("Sign in first: the record says who looked."))?;
    name(incident, person.clone(), &reason)
}

/// Takes their roles and items from them too: nobody has a part in what they can't see.
pub(super) fn unname(incident: &Incident, person: &Person) -> Decision {
    let audience = incident.audience.as_ref().ok_or_else(open_to_all)?;
    if !audience.holds(person.id) {
        return Ok(vec![]);
    }
    if audience.named.len() == 1 {
        return Err(Refusal::unlawful("Nobody else is named. Name somebody else first, or open the incident to everybody."));
    }
    let held = incident.roles.iter().filter(|(_, holder)| holder.id == person.id);
    let mut events: Vec<IncidentEvent> = held.map(|(role, _)| IncidentEvent::RoleReleased { role: role.clone() }).collect();
    for list in &incident.checklists {
        let items = list.groups.iter().flat_map(|group| &group.items);
        let open = items.filter(|item| item.state == ItemState::Open);
        let theirs = open.filter(|item| item.assignee.as_ref().is_some_and(|assignee| assignee.id == person.id));
        events.extend(theirs.map(|item| IncidentEvent::ItemChanged {
            checklist: list.id,
            item: item.key.clone(),
            change: ItemChange::Assigned { person: None },
        }));
    }
    events.push(IncidentEvent::PersonUnnamed { person: person.clone() });
    Ok(events)
}

/// What everybody has seen can't be taken back, so it takes whoever may override a gate.
pub(super) fn lift(incident: &Incident, reason: &str, by: &Who) -> Decision {
    if incident.audience.is_none() {
        return Ok(vec![]);
    }
    if !may_override(incident, by) {
        return Err(Refusal::unlawful(
            "Opening a restricted incident to everybody takes whoever commands it, or a commander who is named. Ask one of them.",
        ));
    }
    let reason = required("reason", reason, 1_000, "Say why everybody may see it now.")?;
    Ok(vec![IncidentEvent::RestrictionLifted { reason }])
}

/// Whoever gets a part in a restricted incident has to see it.
pub fn may_have_a_part(incident: &Incident, field: &str, person: &Person) -> Result<(), Refusal> {
    match &incident.audience {
        Some(audience) if !audience.holds(person.id) => Err(Refusal::invalid(
            field,
            format!("This incident is restricted, and {} is not named. Name them under “Who sees it” first.", person.name),
        )),
        _ => Ok(()),
    }
}

fn open_to_all() -> Refusal {
    Refusal::unlawful("This incident is not restricted: everybody sees it. Restrict it first.")
}
