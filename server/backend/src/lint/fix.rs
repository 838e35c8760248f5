use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use super::{Finding, Rule};

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

impl Finding {
    /// Its fix as a diff, in which a secret is not shown once more: reports end up in logs and on screens.
    pub fn diff(&self, source: &str) -> Vec<Hunk> {
        let Some(fix) = &self.fix else { return Vec::new() };
        let hunks = fix.diff(source).into_iter();
        hunks
            .map(|hunk| match hunk {
                Hunk::Removed(line) => Hunk::Removed(self.masked(source, &line)),
                other => other,
            })
            .collect()
    }

    /// The line on which it stands, with a secret masked.
    pub fn line(&self, source: &str) -> String {
        let head = source.get(..self.place.start).unwrap_or_default();
        let start = head.rfind('\n').map_or(0, |newline| newline + 1);
        let line = source.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        self.masked(source, line)
    }

    fn masked(&self, source: &str, line: &str) -> String {
        match source.get(self.place.start..self.place.end) {
            Some(secret) if self.rule == Rule::PlaintextSecret && !secret.is_empty() => line.replace(secret, "•••"),
            _ => line.to_owned(),
        }
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
