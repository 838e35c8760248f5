use std::{collections::HashMap, sync::Arc};

use backend::{Ask, Backend, Result, incidents::ItemDetails};
use chrono::{DateTime, Utc};
use domain::{
    ids::ChecklistId,
    incidents::{Incident, Recipient, Severity},
    log::Person,
    people::{Permission, Who},
    timeline::Entry,
};

/// Everything that the room shows; the same for all who may do the same in it.
#[derive(Debug, Clone)]
pub struct RoomView {
    pub incident: Incident,
    pub entries: Vec<Entry>,
    /// What the items of its checklists have beneath them.
    pub details: HashMap<ChecklistId, Arc<ItemDetails>>,
    pub now: DateTime<Utc>,
    pub may_work: bool,
    pub may_override: bool,
    /// Who can be given a role or an item: of a restricted incident, those who are named.
    pub people: Vec<Person>,
    /// Who can still be named on a restricted incident.
    pub unnamed: Vec<Person>,
    /// What a checklist can be started from: value and words.
    pub plans: Vec<(String, String)>,
    /// The severities with their words.
    pub severities: Vec<(String, String)>,
    /// Whom the severity matrix calls when nobody answers in time.
    pub would_call: Vec<Recipient>,
}

/// Gathers what the room shows.
pub async fn room_view(backend: &Backend, who: &Who, number: i64) -> Result<RoomView> {
    let ask = Ask::by(who);
    let room = backend.room(ask, number).await?;
    let organisation = backend.organisation().await?;
    let people = backend.list_people(ask).await?.into_iter().filter(|member| member.disabled_at.is_none());
    let people = people.map(|member| Person { id: member.id, name: member.name });
    let sees = |person: &Person| room.incident.audience.as_ref().is_none_or(|audience| audience.holds(person.id));
    let (people, unnamed): (Vec<Person>, Vec<Person>) = people.partition(sees);
    let runbooks = backend.offered_runbooks(ask).await?;
    let fixed = [
        organisation.protocol.as_ref().map(|plan| ("protocol".to_owned(), plan.title.clone())),
        organisation.triage.as_ref().map(|plan| ("triage".to_owned(), plan.title.clone())),
    ];
    let words = |severity: Severity| {
        let name = organisation.matrix.rule(severity).map(|rule| rule.name.clone()).unwrap_or_default();
        (severity.word().to_owned(), format!("{} {name}", severity.label()))
    };
    Ok(RoomView {
        now: backend.clock.now(),
        may_work: who.may(Permission::WorkOnIncident).is_ok(),
        may_override: who.may(Permission::OverrideGate).is_ok(),
        people,
        unnamed,
        plans: fixed.into_iter().flatten().chain(runbooks).collect(),
        severities: Severity::ALL.map(words).to_vec(),
        would_call: organisation.would_call(room.incident.severity),
        details: backend.item_details(&room.incident),
        incident: room.incident,
        entries: room.entries,
    })
}
