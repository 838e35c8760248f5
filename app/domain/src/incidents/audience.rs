use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::IncidentEvent;
use crate::{
    ids::{AccessRecordId, PersonId},
    log::{Actor, Person, Recorded},
    people::Who,
};

/// For whom a restricted incident is, and for nobody else, whatever their role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Audience {
    /// Where it is put down who looked.
    pub record: AccessRecordId,
    pub since: DateTime<Utc>,
    pub by: Actor,
    pub reason: String,
    pub named: BTreeMap<PersonId, Named>,
}

/// Somebody who is named on a restricted incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Named {
    pub person: Person,
    pub by: Actor,
    pub at: DateTime<Utc>,
    /// Of those who named themselves without having been named.
    pub reason: String,
}

impl Audience {
    pub fn holds(&self, person: PersonId) -> bool {
        self.named.contains_key(&person)
    }

    /// What becomes of it by an event.
    pub(super) fn after(before: Option<Self>, recorded: &Recorded<IncidentEvent>) -> Option<Self> {
        match &recorded.event {
            IncidentEvent::Restricted { record, people, reason } => {
                let (by, since, reason) = (recorded.actor.clone(), recorded.occurred_at, reason.clone());
                let nobody = Self { record: *record, since, by, reason, named: BTreeMap::new() };
                Some(people.iter().fold(nobody, |audience, person| audience.with(person, "", recorded)))
            }
            IncidentEvent::PersonNamed { person, reason } => before.map(|audience| audience.with(person, reason, recorded)),
            IncidentEvent::PersonUnnamed { person } => before.map(|mut audience| {
                audience.named.remove(&person.id);
                audience
            }),
            IncidentEvent::RestrictionLifted { .. } => None,
            _ => before,
        }
    }

    fn with(mut self, person: &Person, reason: &str, recorded: &Recorded<IncidentEvent>) -> Self {
        let (by, at, reason) = (recorded.actor.clone(), recorded.occurred_at, reason.to_owned());
        self.named.insert(person.id, Named { person: person.clone(), by, at, reason });
        self
    }

    /// Tocsin's own clocks see everything.
    pub fn admits(&self, who: &Who) -> bool {
        who.actor.person().is_none_or(|person| self.holds(person.id))
    }
}
