use serde::Serialize;
use similar::{ChangeTag, TextDiff};

/// A proposal: these bytes of the file become this text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    pub start: usize,
    pub end: usize,
    pub replacement: String,
}

/// A line of a fix as a diff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hunk {
    Kept(String),
    Removed(String),
    Added(String),
}

impl Fix {
    /// The file with the fix in it.
    pub fn applied(&self, source: &str) -> String {
        let (before, after) = (source.get(..self.start).unwrap_or_default(), source.get(self.end..).unwrap_or_default());
        format!("{before}{}{after}", self.replacement)
    }

    /// The lines that it touches, before and after.
    pub fn diff(&self, source: &str) -> Vec<Hunk> {
        let before = source.get(..self.start).unwrap_or_default();
        let after = source.get(self.end..).unwrap_or_default();
        let head = before.rfind('\n').map_or(0, |at| at + 1);
        // A fix that takes whole lines away ends behind a line break.
        let whole = source.get(head..self.end).unwrap_or_default().ends_with('\n');
        let tail = if whole { 0 } else { after.find('\n').unwrap_or(after.len()) };
        let old = source.get(head..self.end + tail).unwrap_or_default();
        let new =
            format!("{}{}{}", before.get(head..).unwrap_or_default(), self.replacement, after.get(..tail).unwrap_or_default());
        let diff = TextDiff::from_lines(old, new.as_str());
        let lines = diff.iter_all_changes().map(|change| {
            let line = change.value().trim_end_matches(['\n', '\r']).to_owned();
            match change.tag() {
                ChangeTag::Equal => Hunk::Kept(line),
                ChangeTag::Delete => Hunk::Removed(line),
                ChangeTag::Insert => Hunk::Added(line),
            }
        });
        lines.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fix_within_a_line_shows_the_line_before_and_after() {
        let source = "one\ntail -f log\nthree\n";
        let fix = Fix { start: 9, end: 11, replacement: "-n 200".to_owned() };
        assert_eq!(fix.applied(source), "one\ntail -n 200 log\nthree\n");
        assert_eq!(fix.diff(source), [Hunk::Removed("tail -f log".to_owned()), Hunk::Added("tail -n 200 log".to_owned())]);
    }

    #[test]
    fn a_fix_that_takes_a_line_away_leaves_its_neighbours() {
        let source = "BEGIN;\nCREATE\nCOMMIT;\n";
        let fix = Fix { start: 0, end: 22, replacement: "CREATE\n".to_owned() };
        assert_eq!(
            fix.diff(source),
            [Hunk::Removed("BEGIN;".to_owned()), Hunk::Kept("CREATE".to_owned()), Hunk::Removed("COMMIT;".to_owned())]
        );
    }
}
