use std::{borrow::Cow, time::Duration};

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use super::{Finding, Rule};

/// Beyond this the lines of a fix are compared coarsely, never wrongly: a fence may be written anew from first to last.
const LONGEST: Duration = Duration::from_millis(100);

/// So many bytes of a line are shown before a finding, and behind it: of a file that is one long line, each of its findings
/// would hold the whole.
const AROUND: usize = 600;

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
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        // A fix that takes whole lines away ends behind a line break.
        let whole = source.get(line..self.end).unwrap_or_default().ends_with('\n');
        let rest = if whole { 0 } else { after.find('\n').unwrap_or(after.len()) };
        let head = end_of(before.get(line..).unwrap_or_default());
        let tail = beginning_of(after.get(..rest).unwrap_or_default());
        let old = format!("{head}{}{tail}", source.get(self.start..self.end).unwrap_or_default());
        let new = format!("{head}{}{tail}", self.replacement);
        let diff = TextDiff::configure().timeout(LONGEST).diff_lines(old.as_str(), new.as_str());
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
                Hunk::Removed(line) => Hunk::Removed(self.masked(source, &line).into_owned()),
                other => other,
            })
            .collect()
    }

    /// The line on which it stands, with a secret masked.
    pub fn line(&self, source: &str) -> String {
        let head = source.get(..self.place.start).unwrap_or_default();
        let start = head.rfind('\n').map_or(0, |newline| newline + 1);
        let line = source.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        // Masked before it is cut: half a secret would not be found.
        let line = self.masked(source, line);
        let (before, behind) = line.split_at(line.floor_char_boundary(self.place.start.saturating_sub(start)));
        format!("{}{}", end_of(before), beginning_of(behind))
    }

    fn masked<'l>(&self, source: &str, line: &'l str) -> Cow<'l, str> {
        match source.get(self.place.start..self.place.end) {
            Some(secret) if self.rule == Rule::PlaintextSecret && !secret.is_empty() => line.replace(secret, "•••").into(),
            _ => line.into(),
        }
    }
}

fn end_of(text: &str) -> String {
    let from = text.ceil_char_boundary(text.len().saturating_sub(AROUND));
    format!("{}{}", if from > 0 { "…" } else { "" }, text.get(from..).unwrap_or_default())
}

fn beginning_of(text: &str) -> String {
    let to = text.floor_char_boundary(AROUND);
    format!("{}{}", text.get(..to).unwrap_or_default(), if to < text.len() { "…" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::{Level, Place};

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

    #[test]
    fn of_a_long_line_what_stands_around_a_finding_is_shown() {
        let source = format!("{}tail -f log{}\n", "ä ".repeat(3_000), " b".repeat(3_000));
        let start = source.find("-f").unwrap();
        let fix = Fix { start, end: start + 2, replacement: "-n 200".to_owned() };
        let hunks = fix.diff(&source);
        let [Hunk::Removed(old), Hunk::Added(new)] = hunks.as_slice() else { panic!("{hunks:?}") };
        for (line, words) in [(old, "tail -f log"), (new, "tail -n 200 log")] {
            assert!(line.starts_with('…') && line.ends_with('…') && line.contains(words) && line.len() < 1_300, "{line}");
        }
        let place = Place { start, end: start + 2, line: 1, runbook: None, step: None };
        let (level, what, why) = (Level::Warning, String::new(), String::new());
        let mut finding = Finding { rule: Rule::NeverEnds, level, place, what, why, fix: Some(fix) };
        let line = finding.line(&source);
        assert!(line.contains("tail -f log") && line.len() < 1_300, "{line}");
        finding.rule = Rule::PlaintextSecret;
        finding.place.end = source.len() - 10;
        let line = finding.line(&source);
        assert!(line.ends_with("tail •••b b b b b"), "a secret is masked though it is longer than what is shown: {line}");
    }
}
