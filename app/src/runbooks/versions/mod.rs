//! Versions of a runbook: the history, any two beside each other, and who brought which line.
//!
//! [`Diff`] shows any comparison of two texts; its style is `style/components/diff.css`.

#[cfg(feature = "ssr")]
mod answers;
pub mod api;
mod blame_page;
mod choose;
mod compare_page;
mod diff;
mod diff_head;
mod diff_line;
mod history_page;
mod news;
mod past_version;
mod steps;
mod views;

#[cfg(feature = "ssr")]
pub(super) use answers::changed_since;
pub use blame_page::BlamePage;
pub use compare_page::ComparePage;
pub use diff::{Below, Diff, Excerpt, Layout};
pub use history_page::HistoryPage;
pub(super) use news::ChangedSinceUsed;
pub use views::ChangedView;
