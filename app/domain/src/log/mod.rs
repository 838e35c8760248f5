//! The log: everything that happens is an event, all else is read from it.

mod actor;
mod stream;

pub use actor::{Actor, Person};
pub use stream::{Fold, KeptWith, Recorded};
