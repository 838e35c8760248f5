//! The wall: an incident on a big screen, to be read from five metres by people who press nothing.

#[cfg(feature = "hydrate")]
mod anew;
pub mod api;
mod island;
mod parts;
mod wall_page;

pub use wall_page::WallPage;
