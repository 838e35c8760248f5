//! Finding any incident, runbook, step, person, action item or post-mortem by what somebody types or pastes.
//!
//! What is typed becomes `wanted::Wanted`: words, and perhaps a number. Titles are matched in their own tables
//! (`titles`), runbooks by their passages (`runbooks`), a read model that `passages` writes and that is found by its terms
//! (`terms`) in an index (`index`); of the few that may answer (`candidates`) the best are told.

mod candidates;
mod find;
mod index;
mod passages;
mod runbooks;
mod terms;
mod titles;
mod wanted;

pub use find::Findings;
pub(crate) use passages::{fill_passages, unmarked, write_passages};
pub use runbooks::{FoundRunbook, FoundStep};

#[cfg(test)]
mod tests;
