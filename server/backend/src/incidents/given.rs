//! Whoever is given a role or an item by somebody else hears of it by letter: they may not have the room open.

use domain::{
    checklists::{Checklist, Item},
    incidents::{Incident, IncidentEvent, ItemChange},
    log::{Person, Recorded},
};

use crate::{
    Backend, Result,
    accounts::email_of,
    db::Tx,
    mail::{self, Mail},
};

/// What somebody is given.
enum Gift<'a> {
    Role(&'a str),
    Item(&'a Checklist, &'a Item),
}

/// Does nothing for an event that gives nobody anything, nor for what people take themselves.
pub(super) async fn tell_receiver(
    incident: &Incident,
    tx: &mut Tx,
    backend: &Backend,
    recorded: &Recorded<IncidentEvent>,
) -> Result<()> {
    let Some((receiver, gift)) = given(incident, &recorded.event) else { return Ok(()) };
    if recorded.actor.person().is_some_and(|giver| giver.id == receiver.id) {
        return Ok(());
    }
    let Some(recipient) = email_of(tx, receiver.id).await? else { return Ok(()) };
    let letter = letter(incident, recorded.actor.name(), &gift, recipient);
    mail::post(tx, backend.ids.next(), letter, recorded.recorded_at).await
}

fn given<'a>(incident: &'a Incident, event: &'a IncidentEvent) -> Option<(&'a Person, Gift<'a>)> {
    match event {
        IncidentEvent::RoleAssigned { role, person } => Some((person, Gift::Role(role))),
        IncidentEvent::ItemChanged { checklist, item, change: ItemChange::Assigned { person: Some(person) } } => {
            let list = incident.checklist(*checklist)?;
            Some((person, Gift::Item(list, list.item(item)?)))
        }
        _ => None,
    }
}

/// A letter goes where anybody may read it: of a restricted incident it says not even which role or item, since people name
/// those.
fn letter(incident: &Incident, giver: &str, gift: &Gift<'_>, recipient: String) -> Mail {
    let (label, severity, number) = (incident.label(), incident.severity.label(), incident.number);
    let (drill, practise) = if incident.drill { ("Drill: ", "This is a drill.\n\n") } else { ("", "") };
    let is_restricted = incident.is_restricted();
    let (short, whole) = match gift {
        Gift::Role(_) if is_restricted => ("a role".to_owned(), "a role.".to_owned()),
        Gift::Item(..) if is_restricted => ("an item".to_owned(), "an item of a checklist.".to_owned()),
        Gift::Role(role) => ((*role).to_owned(), format!("a role: {role}.")),
        Gift::Item(list, item) => {
            ("an item".to_owned(), format!("an item of the checklist “{}”:\n\n{}", list.title, list.filled_in(item).text))
        }
    };
    let (title, next) = if is_restricted {
        ("a restricted incident", "to see what it is")
    } else {
        (incident.title.as_str(), "to see where it stands")
    };
    Mail {
        recipient,
        subject: format!("{drill}{severity} {label}, {short} is yours: {title}"),
        body: format!(
            "{practise}{giver} gave you {whole}\n\n{severity} {label}: {title}\n\nOpen {{site}}/incidents/{number} {next}.\n"
        ),
    }
}
