use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use serde::Serialize;

use super::{Fix, Rule, rules};

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Good to know; nobody is hurt by it.
    Hint,
    /// It will cost somebody time in an incident.
    Warning,
    /// It can do harm, leak something, or can't work.
    Error,
}

impl Level {
    /// The worst first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Hint];

    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(self.word())
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|level| level.word() == word);
        known.ok_or_else(|| format!("“{word}” is no level: write error, warning or hint."))
    }
}

/// Something in a file that somebody should change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub rule: Rule,
    pub level: Level,
    #[serde(flatten)]
    pub place: Place,
    /// What is wrong here: a sentence.
    pub what: String,
    /// Why that is bad, and what to do.
    pub why: String,
    pub fix: Option<Fix>,
}

impl Finding {
    /// A review that Tocsin knows to be late, whatever day the file names.
    pub(crate) fn overdue(start: usize, due: NaiveDate, today: NaiveDate) -> Self {
        let text = Rule::OverdueReview.text();
        let place = Place { start, end: start, line: 0, runbook: None, step: None };
        let (what, why) = (rules::overdue(due, today), text.why.to_owned());
        Self { rule: Rule::OverdueReview, level: text.level, place, what, why, fix: None }
    }
}

/// Where something stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Bytes of the file.
    pub start: usize,
    pub end: usize,
    /// Counted from 1; 0 for what stands on no line.
    pub line: u32,
    /// The id of the runbook in which it stands; absent for what is about the whole file.
    pub runbook: Option<String>,
    /// The key of the step, where it stands in one.
    pub step: Option<String>,
}
