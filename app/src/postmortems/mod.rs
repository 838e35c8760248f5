//! Post-mortems: the list, and the page on which one is written, reviewed and exported.

#[cfg(feature = "ssr")]
mod action_items;
pub mod api;
#[cfg(feature = "ssr")]
mod chapter;
#[cfg(any(feature = "ssr", feature = "editor"))]
mod editor;
#[cfg(feature = "ssr")]
mod head;
#[cfg(feature = "ssr")]
mod postmortem_page;
#[cfg(feature = "ssr")]
mod postmortem_view;
mod postmortems_page;
#[cfg(feature = "ssr")]
mod review_bar;

#[cfg(feature = "ssr")]
pub use postmortem_page::PostmortemPage;
pub use postmortems_page::PostmortemsPage;
