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

    pub(super) fn name(&mut self, person: &Person, reason: &str, recorded: &Recorded<IncidentEvent>) {
        let (by, at, reason) = (recorded.actor.clone(), recorded.occurred_at, reason.to_owned());
        self.named.insert(person.id, Named { person: person.clone(), by, at, reason });
    }

    /// Tocsin's own clocks see everything.
    pub fn admits(&self, who: &Who) -> bool {
        who.actor.person().is_none_or(|person| self.holds(person.id))
    }
}
