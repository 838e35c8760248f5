//! Use cases and SQL: everything between a server function and the database.
//!
//! A use case is a method of [`Backend`], in the file of its noun. Its first line says who may; then it
//! calls [`Backend::change`], which loads, decides, appends, projects, commits and wakes.

pub mod accounts;
pub mod action_items;
mod ask;
mod backend;
pub mod background;
pub mod backup;
mod clock;
pub mod db;
pub mod diagnostics;
pub mod doctor;
mod error;
pub mod health;
#[cfg(test)]
mod histories;
pub mod incidents;
pub mod insights;
pub mod lint;
pub mod log;
pub mod mail;
pub mod markdown;
pub mod metrics;
pub mod organisation;
pub mod postmortems;
pub mod proposals;
pub mod runbooks;
pub mod search;
mod secret;
mod sql_text;
#[cfg(test)]
mod testing;
pub mod timers;

pub use ask::Ask;
pub use backend::Backend;
pub use clock::{Clock, Ids};
pub use error::{Error, Result};
pub use metrics::Metrics;
