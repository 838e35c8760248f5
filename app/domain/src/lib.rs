//! What things are in Tocsin, and which changes are lawful.
//!
//! Pure: no clock, no socket, no database. The server folds events with the code here, and so does
//! the browser, so that both always see the same room.

pub mod checklists;
pub mod diagnostics;
pub mod incidents;
pub mod runbooks;
