//! Whether a live database is what it should be: `tocsin doctor`.
//!
//! Each check is a method of [`Backend`](crate::Backend) that gives a [`Finding`] and changes nothing. A new
//! kind of stream is added to `kinds.rs`, with the tables of its read models; until then the doctor complains.

mod chains;
mod dump;
mod durability;
mod finding;
mod kinds;
mod read_models;
mod waiting;

pub use finding::Finding;

#[cfg(test)]
mod tests;
