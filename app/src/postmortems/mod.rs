//! Post-mortems: the list, and the page on which one is written, reviewed and exported.

mod action_items;
pub mod api;
mod chapter;
mod editor;
mod head;
mod postmortem_page;
#[cfg(feature = "ssr")]
mod postmortem_view;
mod postmortems_page;
mod review_bar;

pub use postmortem_page::PostmortemPage;
pub use postmortems_page::PostmortemsPage;
