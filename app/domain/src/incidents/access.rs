use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccessRecordId, IncidentId},
    log::{Actor, Fold, KeptWith, Person, Recorded},
};

/// Who looked at a restricted incident, when, and where. A stream of its own, so that looking changes nothing in the incident,
/// and chained as every other: what was put down can't be taken out unnoticed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AccessRecord {
    pub seq: i64,
    pub id: AccessRecordId,
    pub incident: IncidentId,
    /// The last one of each person through each door; all of them are its events.
    pub last: Vec<Look>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    pub person: Person,
    pub door: Door,
    pub at: DateTime<Utc>,
}

/// A place that shows words of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    Room,
    Postmortem,
    /// The post-mortem as a file.
    Export,
    ActionItem,
    /// What a checklist taught, and what is proposed from it.
    Lessons,
}

/// Names and fields are for ever: an old event must still decode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AccessEvent {
    Began { id: AccessRecordId, incident: IncidentId },
    Looked { person: Person, door: Door },
}

/// Within so long, somebody who looks through the same door again looks still.
const STILL: Duration = Duration::minutes(15);

impl Door {
    /// Where it was, as the end of "Ada looked at …".
    pub fn label(self) -> &'static str {
        match self {
            Self::Room => "the room",
            Self::Postmortem => "the post-mortem",
            Self::Export => "the post-mortem as a file",
            Self::ActionItem => "an action item",
            Self::Lessons => "its lessons",
        }
    }
}

impl Look {
    fn is_of(&self, person: &Person, door: Door) -> bool {
        self.person.id == person.id && self.door == door
    }
}

impl AccessRecord {
    /// What there is to put down when somebody looks now; nothing where they look still.
    pub fn look(
        &self,
        id: AccessRecordId,
        incident: IncidentId,
        actor: &Actor,
        door: Door,
        at: DateTime<Utc>,
    ) -> Vec<AccessEvent> {
        let Some(person) = actor.person() else { return vec![] };
        if self.last.iter().any(|look| look.is_of(person, door) && at - look.at < STILL) {
            return vec![];
        }
        let looked = AccessEvent::Looked { person: person.clone(), door };
        if self.seq == 0 { vec![AccessEvent::Began { id, incident }, looked] } else { vec![looked] }
    }
}

impl Fold for AccessRecord {
    type Event = AccessEvent;
    const STREAM: &'static str = "access_record";
    const SHAPE: i32 = 1;

    fn kept_with(&self) -> KeptWith<'_> {
        KeptWith::Incident(self.incident)
    }

    fn apply(&mut self, recorded: &Recorded<AccessEvent>) {
        self.seq = recorded.seq;
        match &recorded.event {
            AccessEvent::Began { id, incident } => (self.id, self.incident) = (*id, *incident),
            AccessEvent::Looked { person, door } => {
                self.last.retain(|look| !look.is_of(person, *door));
                self.last.push(Look { person: person.clone(), door: *door, at: recorded.occurred_at });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{at, person, recorded};

    fn looks(record: &mut AccessRecord, actor: &Actor, door: Door, minute: i64) -> usize {
        let events = record.look(AccessRecordId::default(), IncidentId::default(), actor, door, at(minute));
        let looked = events.iter().filter(|event| matches!(event, AccessEvent::Looked { .. })).count();
        for event in events {
            record.apply(&recorded(record.seq + 1, at(minute), actor.clone(), event));
        }
        looked
    }

    #[test]
    fn a_look_counts_once_in_a_quarter_of_an_hour() {
        let [ada, ben] = ["Ada", "Ben"].map(|name| Actor::Person(person(name)));
        let mut record = AccessRecord::default();
        assert_eq!(looks(&mut record, &ada, Door::Room, 0), 1);
        assert_eq!(looks(&mut record, &ada, Door::Room, 14), 0, "they look still");
        assert_eq!(looks(&mut record, &ada, Door::Postmortem, 14), 1, "through another door");
        assert_eq!(looks(&mut record, &ada, Door::Room, 15), 1, "they came back");
        assert_eq!(looks(&mut record, &ben, Door::Room, 15), 1);
        assert_eq!(looks(&mut record, &Actor::Tocsin, Door::Room, 60), 0, "a clock is nobody");
        assert_eq!(record.last.len(), 3);
    }
}
