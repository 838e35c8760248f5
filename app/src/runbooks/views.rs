//! What the pages get: everything ready to be shown.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    incidents::Severity,
    runbooks::{
        AlertDefinition, HandbookKind, HealthMark, Review, Runbook, RunbookSummary, SectionKind, Version, diff::Comparison,
    },
};
use serde::{Deserialize, Serialize};

use super::versions::ChangedView;

/// The library: a page of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Library {
    /// Each with what the linter says of it today.
    pub runbooks: Vec<(RunbookSummary, Option<HealthMark>)>,
    pub next: Option<String>,
    pub total: i64,
    pub overdue: i64,
    /// How many are out of use.
    pub retired: i64,
    pub today: NaiveDate,
    pub handbook: Vec<Section>,
    pub may_import: bool,
}

/// The schedule of reviews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviews {
    pub today: NaiveDate,
    /// Longest overdue first; `overdue_sum` counts those too that are beyond the list.
    pub overdue: Vec<RunbookSummary>,
    pub overdue_sum: i64,
    /// Soonest first.
    pub coming: Vec<RunbookSummary>,
    /// How many are due after the calendar's last day.
    pub later: i64,
    pub may_review: bool,
}

/// A section of the handbook and where it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    pub title: String,
    pub file: String,
    pub href: String,
}

/// The preview of an import, or how far the files are read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PreviewView {
    Reading { done: usize, total: usize },
    Ready(ImportView),
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportView {
    pub id: String,
    pub files: Vec<FileView>,
    pub offers: Vec<OfferView>,
    pub created: usize,
    pub changed: usize,
    pub same: usize,
    /// How many have moved on since their file was taken, and are left as they are.
    pub kept: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileView {
    /// Its place among the files, from 0.
    pub at: usize,
    pub name: String,
    pub title: String,
    /// Headings of this level begin its pieces, where somebody said so.
    pub level: Option<u8>,
    /// Whether it says itself that it is one runbook.
    pub is_single: bool,
    /// Whether somebody cut it by hand.
    pub is_cut: bool,
    pub pieces: Vec<PieceView>,
    pub warnings: Vec<String>,
    pub left_out: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PieceView {
    /// On which it begins, from 1.
    pub line: usize,
    pub title: String,
    /// Whether a heading begins it, so that it could belong to what stands above.
    pub has_heading: bool,
    /// The headings in it, at which it can be cut.
    pub headings: Vec<HeadingView>,
    pub kind: PieceIs,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadingView {
    pub words: String,
    pub line: usize,
    /// Absent for a plain line that stands for one.
    pub level: Option<u8>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PieceIs {
    Handbook(HandbookKind),
    Runbook(Box<FoundRunbook>),
    /// What stands before the first heading that divides the file.
    Rest,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundRunbook {
    pub severity: Option<Severity>,
    pub owners: Vec<String>,
    /// How many days lie between two reviews, where it is said here.
    pub review_days: Option<u16>,
    /// Whether its upkeep is said here, and not by the file.
    pub is_said: bool,
    pub sections: Vec<ReadSection>,
    /// What the linter finds bad in it: the line, and a sentence.
    pub findings: Vec<(u32, String)>,
    pub fate: FateView,
    /// Whether the runbook that it is already is out of use.
    pub retired: bool,
    pub health: HealthMark,
    /// Which runbook it may be said to be: value and words of each way, the first as it is recognised.
    pub which: Vec<(String, String)>,
    /// The value of the way that somebody chose; empty where it is as recognised.
    pub said: String,
    /// Where the runbook has moved on since the file was taken.
    pub moved: Option<MovedView>,
    /// What leads from the current version to this text.
    pub change: Option<Comparison>,
}

/// A section as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadSection {
    pub title: String,
    pub kind: SectionKind,
    pub steps: usize,
    pub decisions: usize,
}

/// A version that came about since a file was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedView {
    pub number: i64,
    /// What the file held when it was taken; 0 where nobody knows.
    pub since: i64,
    /// Whether the file has another text since, too.
    pub both: bool,
}

/// What becomes of a runbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FateView {
    New,
    Same,
    /// The next version of the one with this title.
    Version {
        number: i64,
        of: String,
    },
    /// The one with this title stays as it is.
    Kept {
        number: i64,
        of: String,
    },
}

impl FateView {
    /// The number of the version that is there.
    pub fn current(&self) -> i64 {
        match self {
            Self::New | Self::Same => 0,
            Self::Version { number, .. } => number - 1,
            Self::Kept { number, .. } => *number,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferView {
    pub word: String,
    pub label: String,
    pub from: String,
    pub holds: String,
    /// What would be otherwise, in sentences.
    pub changes: Vec<String>,
    pub replaces: bool,
    /// Whether it is ticked.
    pub chosen: bool,
    /// Whether whoever looks may adopt it.
    pub allowed: bool,
}

/// A version of a runbook, ready to be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReadingView {
    pub runbook: Runbook,
    pub version: Version,
    pub page: PageView,
    pub steps: usize,
    pub decisions: usize,
    pub alerts: Vec<String>,
    /// Those that it defines.
    pub definitions: Vec<AlertDefinition>,
    pub today: NaiveDate,
    /// What is new to whoever looks, if they used an older version; absent on older ones.
    pub changed: Option<ChangedView>,
    /// What the linter says of the current version; absent for older ones.
    pub health: Option<HealthMark>,
    /// Incidents on which a checklist can be started: number and title, newest first.
    pub open: Vec<(i64, String)>,
    pub may_start: bool,
    pub may_propose: bool,
    pub may_review: bool,
    /// Open proposals: number and label.
    pub proposals: Vec<(i64, String)>,
}

impl ReadingView {
    pub fn is_current(&self) -> bool {
        self.version.number == self.runbook.version()
    }

    pub fn last_review(&self) -> Option<&Review> {
        self.runbook.last_review.as_ref()
    }

    pub fn exercised(&self) -> Option<(DateTime<Utc>, i64)> {
        self.runbook.last_exercised_at.zip(self.runbook.last_exercised_in)
    }
}

/// A runbook's findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthView {
    pub slug: String,
    pub title: String,
    pub version: i64,
    pub score: i64,
    /// "2 errors, 1 warning"
    pub words: String,
    pub reasons: Vec<ReasonView>,
    /// What the text lacks and somebody has said under Upkeep.
    pub spared: Vec<String>,
    pub own: Vec<FindingView>,
    pub file: Vec<FindingView>,
    pub file_name: String,
    pub may_propose: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonView {
    pub title: String,
    pub level: String,
    pub count: u32,
    pub points: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingView {
    pub rule: String,
    /// "error", "warning" or "hint"
    pub level: String,
    pub what: String,
    pub why: String,
    /// Of the file, or of the text that is being written; 0 where it stands on none.
    pub line: u32,
    pub text: String,
    pub step: Option<String>,
    /// Empty where only a person knows what is right.
    pub diff: Vec<DiffLine>,
    /// By which whoever looks may mend it; absent where they may not, or the fix lies outside of the runbook.
    pub fix: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DiffLine {
    Kept(String),
    Removed(String),
    Added(String),
}

/// A text and its contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageView {
    /// Safe as it stands.
    pub html: String,
    /// Id, title and level of each heading.
    pub contents: Vec<(String, String, u8)>,
}

/// A section of the handbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionView {
    pub title: String,
    pub file: String,
    pub page: PageView,
}

/// "20 Jan 2026"
pub fn day(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

/// "3 steps"
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
