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

/// Decides on a day, in UTC. Asking for what is so already gives no events and no refusal.
pub fn decide(item: &ActionItem, command: Command, today: NaiveDate) -> Result<Vec<ActionItemEvent>, Refusal> {
    use ActionItemEvent as E;
    if (item.seq == 0) != matches!(command, Command::Add { .. }) {
        return Err(Refusal::unlawful("There is no such action item. Look for it in the list of action items."));
    }
    let event = match command {
        Command::Add { id, number, title, kind, owner, due, origin } => {
            let title = required("title", &title, 300, "Say what is to be done.")?;
            E::Added { id, number, title, item_kind: kind, owner, due: ahead(due, today)?, origin }
        }
        Command::Start if item.state != State::Open => return Ok(vec![]),
        Command::Start => E::Started,
        Command::Reassign { .. } | Command::Reschedule { .. } if item.state == State::Done => {
            return Err(Refusal::unlawful(
                "It is done, and what is done keeps its owner and due date. Reopen it first if it is not.",
            ));
        }
        Command::Reassign { owner } if item.owner.as_ref() == Some(&owner) => return Ok(vec![]),
        Command::Reassign { owner } => E::Reassigned { owner },
        Command::Reschedule { due, .. } if item.due == due => return Ok(vec![]),
        Command::Reschedule { due, reason } => {
            let reason = required("reason", &reason, 500, "Say why the due date moves.")?;
            E::Rescheduled { due: ahead(due, today)?, reason }
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

/// A promise is about the future. Yesterday passes, since it may still be today west of Greenwich.
fn ahead(due: NaiveDate, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    if today.pred_opt().is_some_and(|yesterday| due < yesterday) {
        return Err(Refusal::invalid("due", "That day has passed: choose the day by which it will be done."));
    }
    if due.signed_duration_since(today).num_days() > MOST_DAYS {
        return Err(Refusal::invalid("due", "That is more than ten years ahead: check the year."));
    }
    Ok(due)
}

/// Further ahead than this is a slip of the keyboard.
const MOST_DAYS: i64 = 3_653;

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;
    use crate::{
        log::{Actor, Fold},
        scene::{at, person, recorded},
    };

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn add(title: &str, due: NaiveDate) -> Command {
        let (id, owner) = (ActionItemId::default(), person("Ben"));
        Command::Add { id, number: 7, title: title.to_owned(), kind: Kind::Prevent, owner, due, origin: Origin::default() }
    }

    fn after(commands: impl IntoIterator<Item = Command>) -> ActionItem {
        let mut item = ActionItem::default();
        for command in commands {
            for event in decide(&item, command, today()).unwrap() {
                item.apply(&recorded(item.seq + 1, at(0), Actor::Tocsin, event));
            }
        }
        item
    }

    fn refused_field(item: &ActionItem, command: Command) -> String {
        match decide(item, command, today()) {
            Err(Refusal::Invalid { field, .. }) => field,
            other => panic!("no field was refused: {other:?}"),
        }
    }

    #[test]
    fn what_is_to_be_done_and_a_day_to_come_are_needed() {
        let none = ActionItem::default();
        assert_eq!(refused_field(&none, add(" ", today())), "title");
        assert_eq!(refused_field(&none, add("Set a lock timeout", today() - Days::new(2))), "due");
        assert_eq!(refused_field(&none, add("Set a lock timeout", today() + Days::new(20_000))), "due");
        assert!(decide(&none, add("Set a lock timeout", today()), today()).is_ok());
    }

    #[test]
    fn a_due_date_moves_with_a_reason_and_work_is_done_with_proof() {
        let item = after([add("Set a lock timeout", today())]);
        let later = today() + Days::new(7);
        assert_eq!(refused_field(&item, Command::Reschedule { due: later, reason: String::new() }), "reason");
        assert_eq!(refused_field(&item, Command::Complete { proof: " ".to_owned() }), "proof");
    }

    #[test]
    fn what_is_done_keeps_its_owner_and_day_until_it_is_reopened() {
        let done = Command::Complete { proof: "https://example.org/change/7".to_owned() };
        let item = after([add("Set a lock timeout", today()), Command::Start, done.clone()]);
        assert_eq!(item.state, State::Done);
        assert!(matches!(decide(&item, Command::Reassign { owner: person("Ada") }, today()), Err(Refusal::Unlawful(_))));
        assert_eq!(decide(&item, done.clone(), today()).unwrap(), vec![]);
        let again = after([add("Set a lock timeout", today()), done, Command::Reopen { reason: String::new() }]);
        assert_eq!((again.state, again.proof.as_str(), again.done_at), (State::Open, "", None));
    }

    #[test]
    fn nothing_happens_to_what_was_never_added() {
        assert!(matches!(decide(&ActionItem::default(), Command::Start, today()), Err(Refusal::Unlawful(_))));
    }
}
