//! Proposals: changing a runbook so that somebody else reads the change first, and publishing what was approved.

mod catch_up;
mod follow;
mod list;
mod preview;
mod project;
mod propose;
mod publish;
mod read;
mod review;

pub use list::{ProposalFilter, ProposalPage, ProposalPlace};
pub use preview::TextPreview;
pub(crate) use project::relist;
pub use propose::Propose;
pub use read::{Draft, ProposalReading};

#[cfg(test)]
mod tests;
