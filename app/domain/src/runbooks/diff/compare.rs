use std::{collections::HashSet, rc::Rc};

use similar::DiffTag;

use super::{
    Comparison, Row, RowKind, Side,
    headings::headings,
    lines::{Line, differences, ends_with_returns, lines, number},
    pairs::pairs,
    parts::parts,
    words::{emphasised, whole},
};

/// What differs between two texts, line by line and, where a line was reworded, word by word. Texts of
/// thousands of lines take a fraction of a second; beyond it the differences are found coarsely, never wrongly.
pub fn compare(old: &str, new: &str) -> Comparison {
    let (old_lines, new_lines) = (lines(old), lines(new));
    let texts = Texts { old: &old_lines, new: &new_lines };
    let mut rows = Vec::with_capacity(new_lines.len());
    for op in differences(&old_lines, &new_lines) {
        let (tag, before, after) = op.as_tag_tuple();
        match tag {
            DiffTag::Equal => rows.extend(before.zip(after).map(|(i, j)| texts.unchanged(i, j))),
            DiffTag::Delete => rows.extend(before.map(|i| texts.removed(i))),
            DiffTag::Insert => rows.extend(after.map(|j| texts.added(j))),
            DiffTag::Replace => texts.replaced((before.start, before.end), (after.start, after.end), &mut rows),
        }
    }
    let count = |kind: RowKind| rows.iter().filter(|row| row.kind == kind).count();
    let changed = count(RowKind::Changed);
    let (added, removed) = (count(RowKind::Added) + changed, count(RowKind::Removed) + changed);
    let (old_headings, new_headings) = (headings(&old_lines), headings(&new_lines));
    let heading = |row: &Row| {
        let of = |side: &Option<Side>, headings: &[Option<Rc<str>>]| {
            headings.get(side.as_ref()?.number.saturating_sub(1) as usize).cloned().flatten()
        };
        of(&row.new, &new_headings).or_else(|| of(&row.old, &old_headings))
    };
    let mut known: HashSet<Rc<str>> = HashSet::new();
    let changed_headings = rows.iter().filter(|row| row.kind != RowKind::Unchanged).filter_map(heading);
    let sections = changed_headings.filter(|section| known.insert(Rc::clone(section))).map(|section| String::from(&*section));
    Comparison {
        sections: sections.collect(),
        parts: parts(rows, |row| heading(row).map(|section| String::from(&*section))),
        added: number(added) - 1,
        removed: number(removed) - 1,
        line_ends_changed: old.contains('\n') && new.contains('\n') && ends_with_returns(old) != ends_with_returns(new),
    }
}

struct Texts<'t> {
    old: &'t [Line<'t>],
    new: &'t [Line<'t>],
}

impl Texts<'_> {
    fn unchanged(&self, old: usize, new: usize) -> Row {
        Row { kind: RowKind::Unchanged, old: plain(self.old, old), new: plain(self.new, new) }
    }

    fn removed(&self, old: usize) -> Row {
        Row { kind: RowKind::Removed, old: plain(self.old, old), new: None }
    }

    fn added(&self, new: usize) -> Row {
        Row { kind: RowKind::Added, old: None, new: plain(self.new, new) }
    }

    fn changed(&self, old: usize, new: usize) -> Option<Row> {
        let (before, after) = (self.old.get(old)?, self.new.get(new)?);
        let (old_runs, new_runs) = emphasised(before.text, after.text);
        Some(Row {
            kind: RowKind::Changed,
            old: Some(Side { number: number(old), runs: old_runs, unended: before.unended }),
            new: Some(Side { number: number(new), runs: new_runs, unended: after.unended }),
        })
    }

    /// Lines that belong together stand together; what is left is removed first and added then.
    fn replaced(&self, old: (usize, usize), new: (usize, usize), rows: &mut Vec<Row>) {
        let (before, after) = (texts(self.old, old), texts(self.new, new));
        let (mut i, mut j) = (old.0, new.0);
        for (left, right) in pairs(&before, &after).into_iter().map(|(left, right)| (old.0 + left, new.0 + right)) {
            rows.extend((i..left).map(|i| self.removed(i)));
            rows.extend((j..right).map(|j| self.added(j)));
            rows.extend(self.changed(left, right));
            (i, j) = (left + 1, right + 1);
        }
        rows.extend((i..old.1).map(|i| self.removed(i)));
        rows.extend((j..new.1).map(|j| self.added(j)));
    }
}

fn plain(lines: &[Line<'_>], at: usize) -> Option<Side> {
    lines.get(at).map(|line| Side { number: number(at), runs: whole(line.text, false), unended: line.unended })
}

fn texts<'t>(lines: &[Line<'t>], (from, to): (usize, usize)) -> Vec<&'t str> {
    lines.get(from..to).unwrap_or_default().iter().map(|line| line.text).collect()
}
