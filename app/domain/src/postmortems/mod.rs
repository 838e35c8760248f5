//! Post-mortems: written together, reviewed, approved.
//!
//! The log holds the workflow; the text of the sections is a shared document (see the backend), because
//! several people type at once.

mod decide;
mod draft;
mod edit;
mod event;
mod message;
mod postmortem;
mod summary;

pub use decide::{Command, decide};
pub use draft::draft;
pub use edit::{Edit, edit_between, length, rebase};
pub use event::PostmortemEvent;
pub use message::{Caret, DocumentMessage, LARGEST_UPDATE, Place};
pub use postmortem::{Approval, DUE_WITHIN, Postmortem, ReviewStage, Section, Voided, due_at, span};
pub use summary::PostmortemSummary;
