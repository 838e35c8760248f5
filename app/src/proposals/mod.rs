//! Proposals: the editor of a runbook's text, the page on which a change is reviewed, and the list of them.

#[cfg(feature = "ssr")]
mod answers;
pub mod api;
mod discussion;
mod editor_page;
mod found;
mod live_preview;
mod proposal_page;
mod proposals_page;
mod verdict;
mod views;

pub use editor_page::{EditPage, ProposePage};
pub use proposal_page::ProposalPage;
pub(crate) use proposals_page::first_line;
pub use proposals_page::{ProposalsPage, StageMark};
