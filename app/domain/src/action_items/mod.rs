//! Action items: work that was promised, with an owner and a due date, until it is done.

mod action_item;
mod decide;
mod event;
mod summary;

pub use action_item::{ActionItem, Kind, Origin, State};
pub use decide::{Command, decide};
pub use event::ActionItemEvent;
pub use summary::ActionItemSummary;
