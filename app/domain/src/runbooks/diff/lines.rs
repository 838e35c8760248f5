//! A text as lines.

use std::{
    hash::Hash,
    time::{Duration, Instant},
};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

/// A line without its end, and whether it lacks one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    pub(super) unended: bool,
}

/// A line ends with `\n` or `\r\n`; the last may lack an end.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    text.split_inclusive('\n').map(line).collect()
}

fn line(whole: &str) -> Line<'_> {
    match whole.strip_suffix('\n') {
        Some(rest) => Line { text: rest.strip_suffix('\r').unwrap_or(rest), unended: false },
        None => Line { text: whole, unended: true },
    }
}

/// Whether its lines end as Windows ends them.
pub(super) fn ends_with_returns(text: &str) -> bool {
    text.contains("\r\n")
}

/// Beyond this the differences are found coarsely, never wrongly.
const LONGEST: Duration = Duration::from_millis(400);

/// Which lines are the same. Lines that are unique in both texts lead, so that a blank line or a closing
/// fence never ties together what does not belong together.
pub(super) fn differences<T: Eq + Hash + Ord>(old: &[T], new: &[T]) -> Vec<DiffOp> {
    capture_diff_slices_deadline(Algorithm::Patience, old, new, Some(Instant::now() + LONGEST))
}

/// A place in a text as people count, from 1.
pub(super) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
}
