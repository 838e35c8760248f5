//! Post-mortems: written together, reviewed, approved.
//!
//! The log holds the workflow; the text of the sections is a shared document (see the backend), because
//! several people type at once.

mod decide;
mod event;
mod postmortem;

pub use decide::{Command, decide};
pub use event::PostmortemEvent;
pub use postmortem::{Approval, Postmortem, ReviewStage, Section};
