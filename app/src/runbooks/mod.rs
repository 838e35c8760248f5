//! Runbooks: the library, bringing files in, reading, and versions.

#[cfg(feature = "ssr")]
mod answers;
pub mod api;
mod contents;
mod copy;
mod facts;
mod finding;
mod handbook_page;
mod health_page;
#[cfg(feature = "ssr")]
mod import_answers;
mod import_page;
mod library_page;
mod preview_becoming;
mod preview_file;
mod preview_many;
mod preview_page;
mod preview_read;
mod review_calendar;
mod reviews_page;
mod runbook_page;
mod start;
pub mod symptoms;
pub mod versions;
mod views;

#[cfg(feature = "ssr")]
pub(crate) use answers::finding_view;
#[cfg(feature = "ssr")]
pub(crate) use copy::{CopyButton, CopyButtons};
pub(crate) use finding::{FindingCard, capital};
pub use handbook_page::HandbookPage;
pub use health_page::HealthPage;
pub use import_page::{ImportPage, UPLOAD};
pub use library_page::LibraryPage;
pub(crate) use library_page::late_by;
pub use preview_page::PreviewPage;
pub use reviews_page::ReviewsPage;
pub use runbook_page::RunbookPage;
pub use symptoms::SymptomsPage;
pub use versions::{BlamePage, ComparePage, Diff, HistoryPage, Layout};
pub(crate) use views::FindingView;
