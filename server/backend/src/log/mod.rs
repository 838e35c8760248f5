//! The log: streams of events, and the one way to add to them.
//!
//! A use case calls [`Backend::change`](crate::Backend::change); nothing else appends, and nothing else
//! writes read models.

mod append;
mod as_of;
mod between;
mod cache;
mod change;
mod eyes;
mod look;
mod number;
mod read;
mod row;
mod snapshot;
mod verify;
mod wake;

pub(crate) use append::hold;
pub use as_of::AsOf;
pub use cache::Cache;
pub(crate) use change::first_time;
pub use change::{Change, Projected};
pub use eyes::Eyes;
pub(crate) use number::next_number;
pub use read::{entries_after, load};
pub use verify::{Broken, verify};
pub use wake::Wakes;
