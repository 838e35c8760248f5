//! What differs between two versions of a text, and which version brought a line.
//!
//! The types go to the browser. Finding the differences ([`compare`], [`blame`]) is the server's
//! business and needs the feature `compare`.

#[cfg(feature = "compare")]
mod blame;
mod change;
#[cfg(feature = "compare")]
mod compare;
mod comparison;
#[cfg(feature = "compare")]
mod headings;
#[cfg(feature = "compare")]
mod likeness;
#[cfg(feature = "compare")]
mod lines;
#[cfg(feature = "compare")]
mod pairs;
#[cfg(feature = "compare")]
mod parts;
mod steps;
#[cfg(feature = "compare")]
mod words;

#[cfg(feature = "compare")]
pub use blame::blame;
pub use change::VersionChange;
#[cfg(feature = "compare")]
pub use compare::compare;
pub use comparison::{BlamedLine, Comparison, Gap, Hunk, Part, Row, RowKind, Run, Side};
#[cfg(feature = "compare")]
pub use likeness::{likeness_of_texts, likeness_of_titles};
pub use steps::{StepChange, StepChanged, changed_steps};

#[cfg(test)]
mod tests;
