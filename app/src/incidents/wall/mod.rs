//! The wall: an incident on a big screen, to be read from five metres by people who press nothing.

pub mod api;
mod parts;
mod wall_page;

pub use wall_page::WallPage;
