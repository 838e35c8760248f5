//! Copies of the database, and what has to be known before one takes the place of another.
//!
//! SQLite is copied here. PostgreSQL brings tools of its own, which the command line calls; here is only what they do
//! not tell.

mod copy;
mod inspect;
mod noted;
mod place;

pub use inspect::{Contents, inspect};
pub use noted::Noted;
pub use place::{Occupied, occupied, tables};

#[cfg(test)]
mod tests;
