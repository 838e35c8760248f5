use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{ActionItem, Kind, State};
use crate::{
    ids::{ActionItemId, PersonId, PostmortemId},
    log::Person,
};

/// An action item as lists show it: the read model, one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct ActionItemSummary {
    pub id: ActionItemId,
    pub number: i64,
    pub title: String,
    pub kind: Kind,
    pub owner_id: PersonId,
    pub owner_name: String,
    pub due: NaiveDate,
    pub state: State,
    /// The incident that it came out of, `INC-n`.
    pub incident_number: Option<i64>,
    pub postmortem: Option<PostmortemId>,
    pub added_at: DateTime<Utc>,
    pub done_at: Option<DateTime<Utc>>,
    /// How one can see that it is done; empty before.
    pub proof: String,
}

impl ActionItemSummary {
    pub fn owner(&self) -> Person {
        Person { id: self.owner_id, name: self.owner_name.clone() }
    }

    /// `ACT-7`
    pub fn label(&self) -> String {
        format!("ACT-{}", self.number)
    }

    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.state != State::Done && self.due < today
    }
}

impl From<&ActionItem> for ActionItemSummary {
    fn from(item: &ActionItem) -> Self {
        let owner = item.owner.clone().unwrap_or_else(|| Person { id: PersonId::default(), name: String::new() });
        Self {
            id: item.id,
            number: item.number,
            title: item.title.clone(),
            kind: item.kind,
            owner_id: owner.id,
            owner_name: owner.name,
            due: item.due,
            state: item.state,
            incident_number: item.origin.incident_number,
            postmortem: item.origin.postmortem,
            added_at: item.added_at,
            done_at: item.done_at,
            proof: item.proof.clone(),
        }
    }
}
