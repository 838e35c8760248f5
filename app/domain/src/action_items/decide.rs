use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ActionItem, ActionItemEvent, Kind, Origin, State};
use crate::{
    ids::ActionItemId,
    log::Person,
    refusal::{Refusal, bounded, required},
};

/// What somebody wants of an action item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    Add { id: ActionItemId, number: i64, title: String, kind: Kind, owner: Person, due: NaiveDate, origin: Origin },
    Start,
    Reassign { owner: Person },
    Reschedule { due: NaiveDate, reason: String },
    Complete { proof: String },
    Reopen { reason: String },
}

/// Decides. Asking for what is so already gives no events and no refusal.
pub fn decide(item: &ActionItem, command: Command) -> Result<Vec<ActionItemEvent>, Refusal> {
    use ActionItemEvent as E;
    if (item.seq == 0) != matches!(command, Command::Add { .. }) {
        return Err(Refusal::unlawful("There is no such action item. Look for it in the list of action items."));
    }
    let event = match command {
        Command::Add { id, number, title, kind, owner, due, origin } => {
            let title = required("title", &title, 300, "Say what is to be done.")?;
            E::Added { id, number, title, item_kind: kind, owner, due, origin }
        }
        Command::Start if item.state != State::Open => return Ok(vec![]),
        Command::Start => E::Started,
        Command::Reassign { owner } if item.owner.as_ref() == Some(&owner) => return Ok(vec![]),
        Command::Reassign { owner } => E::Reassigned { owner },
        Command::Reschedule { due, .. } if item.due == due => return Ok(vec![]),
        Command::Reschedule { due, reason } => {
            let reason = required("reason", &reason, 500, "Say why the due date moves.")?;
            E::Rescheduled { due, reason }
        }
        Command::Complete { .. } if item.state == State::Done => return Ok(vec![]),
        Command::Complete { proof } => {
            let proof = required("proof", &proof, 2_000, "Say how one can see that it is done: a link, or a note.")?;
            E::Completed { proof }
        }
        Command::Reopen { .. } if item.state != State::Done => return Ok(vec![]),
        Command::Reopen { reason } => E::Reopened { reason: bounded("reason", &reason, 500)? },
    };
    Ok(vec![event])
}
