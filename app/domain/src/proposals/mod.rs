//! Proposals: a change of a runbook that somebody else reads before it becomes the next version.

mod command;
mod decide;
mod event;
mod proposal;
mod summary;
mod text;

pub use command::Command;
pub use decide::decide;
pub use event::{Origin, ProposalEvent};
pub use proposal::{Approval, Proposal, Remark, Stage};
pub use summary::ProposalSummary;
pub use text::fits_in_a_runbook;
