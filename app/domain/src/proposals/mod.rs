//! Proposals: a change of a runbook that somebody else reads before it becomes the next version.

mod decide;
mod event;
mod proposal;
mod summary;

pub use decide::{Command, decide, fits_in_a_runbook};
pub use event::{Origin, ProposalEvent};
pub use proposal::{Approval, Proposal, Remark, Stage};
pub use summary::ProposalSummary;
