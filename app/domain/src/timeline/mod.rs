//! The timeline: an incident's events as people read them.

mod entry;
mod sentence;

pub use entry::Entry;
pub use sentence::{Mark, mark, sentence};
