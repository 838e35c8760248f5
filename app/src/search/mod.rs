//! One place to find any thing or to do it: a page that works without script, and the palette, which asks the same.

#[cfg(feature = "ssr")]
mod answers;
pub mod api;
#[cfg(feature = "ssr")]
mod commands;
mod groups;
mod palette;
#[cfg(feature = "ssr")]
mod places;
mod search_page;

#[cfg(feature = "ssr")]
pub use answers::options;
pub(crate) use palette::Palette;
pub use search_page::SearchPage;
