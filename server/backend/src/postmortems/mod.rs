//! Post-mortems: started when an incident is resolved, written together, reviewed, exported.

mod documents;
mod export;
mod project;
mod read;
mod review;
mod sections;
mod start;

pub use documents::{DocumentNews, DocumentSession, Documents, Texts};
pub(crate) use project::fill_reviewers;
pub(crate) use read::summary_columns;
pub use read::{PostmortemList, PostmortemPage};
pub(crate) use review::void_approval_of_reopened;
pub(crate) use start::start_postmortem_in;

#[cfg(test)]
mod review_tests;
#[cfg(test)]
mod tests;
