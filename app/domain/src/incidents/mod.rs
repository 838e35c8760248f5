//! Filled by its own change.

mod severity;

pub use severity::Severity;
