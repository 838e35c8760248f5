use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Kind, Origin};
use crate::{ids::ActionItemId, log::Person};

/// What can happen to an action item. Names and fields are for ever: an old event must still decode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ActionItemEvent {
    Added {
        id: ActionItemId,
        number: i64,
        title: String,
        item_kind: Kind,
        owner: Person,
        due: NaiveDate,
        origin: Origin,
    },
    Started,
    Reassigned {
        owner: Person,
    },
    Rescheduled {
        due: NaiveDate,
        reason: String,
    },
    /// `proof` says how one can see that it is done: a link, a note.
    Completed {
        proof: String,
    },
    Reopened {
        reason: String,
    },
}
