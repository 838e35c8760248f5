//! The lines of a runbook's text, those of a step together, so that steps can be moved among them.

mod edit;
mod find;
mod marker;
mod piece;

pub(super) use edit::Lines;
