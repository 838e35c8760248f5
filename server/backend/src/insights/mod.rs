//! Figures over a stretch of time, gathered from the log and the read models; the domain computes them.

mod courses;
mod figures;
mod promises;
mod runbooks;
#[cfg(test)]
mod tests;

pub use figures::Figures;
pub use runbooks::UsedRunbook;
