//! What the pages get: everything ready to be shown.

use domain::runbooks::{
    Version,
    diff::{Comparison, VersionChange},
};
use serde::{Deserialize, Serialize};

/// All versions of a runbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryView {
    pub slug: String,
    pub title: String,
    /// Newest first.
    pub versions: Vec<PastView>,
    pub may_propose: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastView {
    pub version: Version,
    pub lines: usize,
    /// Against the version before; absent for the first.
    pub change: Option<VersionChange>,
}

/// Two versions beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparisonView {
    pub slug: String,
    pub title: String,
    /// Numbers of all versions, newest first.
    pub versions: Vec<i64>,
    pub from: Version,
    pub to: Version,
    pub comparison: Comparison,
    pub change: VersionChange,
}

/// The current version, line by line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlameView {
    pub slug: String,
    pub title: String,
    pub current: i64,
    pub groups: Vec<BlameGroup>,
}

/// Lines that stand together and came together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlameGroup {
    pub version: Version,
    /// How many versions ago it came; everything from 4 on is old.
    pub age: i64,
    /// Number and text.
    pub lines: Vec<(u32, String)>,
}

/// What is new in a runbook to whoever looks at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedView {
    /// The version and the incident in which they used it last.
    pub version: i64,
    pub incident: i64,
    pub change: VersionChange,
}
