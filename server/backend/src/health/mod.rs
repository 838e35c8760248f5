//! Whether this server can do its work: `/readyz`, as checks with names.

mod check;
mod readiness;

pub use check::{Check, Health};
pub use readiness::Readiness;

#[cfg(test)]
mod tests;
