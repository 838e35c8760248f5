use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What everybody may know of a target: never where it is, nor how to get in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetCard {
    pub name: String,
    pub kind: TargetKind,
    /// How long a probe may take, in milliseconds.
    pub timeout_ms: u64,
    /// How many rows are read; none where a target has no rows.
    pub max_rows: Option<u64>,
    /// How much is read, in bytes.
    pub max_bytes: u64,
}

/// What a target is asked in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    Postgres,
    Http,
}

impl TargetKind {
    /// The word of the wire, of `tocsin.toml` and of `data-kind` in pages.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Http => "http",
        }
    }

    /// The word that people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Http => "HTTP",
        }
    }
}

/// One thing that must not be possible on a target, tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfTest {
    /// What was tried, in the words of the administrator.
    pub check: String,
    pub passed: bool,
    /// What the target or the guard answered.
    pub said: String,
}

/// A target with what its last self-test found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExaminedTarget {
    pub card: TargetCard,
    /// When it was tested; none before the first time.
    pub tested_at: Option<DateTime<Utc>>,
    pub tests: Vec<SelfTest>,
}
