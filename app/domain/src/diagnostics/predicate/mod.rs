//! What should be true of a result, in a line that one can read aloud.
//!
//! ```text
//! rows > 0                     how many rows a statement gave
//! value >= 0.8                 the one value: a JSON path's, or a table's only cell
//! value != "unhealthy"
//! value < 30 min               an age: an interval, seconds, or a time (counted back from the run)
//! column.waiting > 5           true in any row
//! count / max > 0.8            columns of the first row, with + - * /
//! status = 200                 HTTP
//! ```
//!
//! A result that a predicate doesn't fit is never judged: see [`Verdict::CannotJudge`].

mod evaluate;
mod judge;
mod length_of_time;
mod parse;
#[cfg(test)]
mod tests;
mod tokens;
mod tree;

pub use judge::Verdict;
pub use parse::UnreadablePredicate;
pub use tree::Predicate;
