//! Which runbook it is, by what people see: the symptoms of all runbooks as rows (`rows`), and the choice among them (`choose`).

mod choose;
mod rows;

pub use choose::{Likely, Symptom, SymptomFilter, SymptomPage};
pub(crate) use rows::{fill_symptoms, write_symptoms};

#[cfg(test)]
mod tests;
