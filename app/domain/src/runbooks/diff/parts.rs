//! Changes with some lines around them, and the stretches between.

use super::{Gap, Hunk, Part, Row, RowKind};

/// Unchanged lines that are shown before and after a change.
const AROUND: usize = 3;

/// Cuts rows into hunks and gaps. `heading` is that of a row. A gap hides at least two lines: to say that one
/// is hidden takes as much room as the line.
pub(super) fn parts(rows: Vec<Row>, heading: impl Fn(&Row) -> Option<String>) -> Vec<Part> {
    let near = near(&rows);
    let mut parts: Vec<Part> = Vec::new();
    for (row, near) in rows.into_iter().zip(near) {
        match (parts.last_mut(), near) {
            (Some(Part::Hunk(hunk)), true) => hunk.rows.push(row),
            (Some(Part::Gap(gap)), false) => gap.rows.push(row),
            (_, true) => parts.push(Part::Hunk(Hunk { section: None, rows: vec![row] })),
            (_, false) => parts.push(Part::Gap(Gap { rows: vec![row] })),
        }
    }
    for part in &mut parts {
        if let Part::Hunk(hunk) = part {
            let changed = hunk.rows.iter().find(|row| row.kind != RowKind::Unchanged);
            hunk.section = changed.and_then(&heading);
        }
    }
    parts
}

/// Which rows are shown: those that changed, and those beside them.
fn near(rows: &[Row]) -> Vec<bool> {
    let changed: Vec<usize> =
        rows.iter().enumerate().filter(|(_, row)| row.kind != RowKind::Unchanged).map(|(at, _)| at).collect();
    let mut near = vec![false; rows.len()];
    let mut show = |from: usize, to: usize| near.iter_mut().take(to).skip(from).for_each(|shown| *shown = true);
    let mut shown_to: Option<usize> = None;
    for at in changed {
        let from = at.saturating_sub(AROUND);
        let from = match shown_to {
            Some(end) if end + 1 >= from => end,
            None if from <= 1 => 0,
            _ => from,
        };
        let to = at + 1 + AROUND;
        let to = if to + 1 >= rows.len() { rows.len() } else { to };
        show(from.min(at), to);
        shown_to = Some(to);
    }
    near
}
