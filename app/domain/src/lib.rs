//! What things are in Tocsin, and which changes are lawful.
//!
//! Pure: no clock, no socket, no database. The server folds events with the code here, and so does
//! the browser, so that both always see the same room.

pub mod action_items;
pub mod checklists;
pub mod diagnostics;
pub mod ids;
pub mod incidents;
pub mod insights;
pub mod live;
pub mod log;
pub mod organisation;
pub mod people;
pub mod postmortems;
pub mod proposals;
pub mod refusal;
pub mod runbooks;
#[cfg(test)]
mod scene;
pub mod timeline;

pub use refusal::Refusal;
