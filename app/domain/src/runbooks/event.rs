use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{RunbookDraft, SeverityReading};
use crate::ids::{RunbookId, SourceId};

/// What can happen to a runbook. Names and fields are for ever: an old event must still decode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RunbookEvent {
    VersionPublished(Box<VersionPublished>),
    /// A file was found to hold a version that had come about without it.
    FileCaughtUp {
        file: String,
        version: i64,
    },
    OwnersChanged {
        owners: Vec<String>,
    },
    /// Somebody graded it otherwise than its text does.
    SeverityChanged {
        severity: SeverityReading,
    },
    /// What was said of its severity is taken back: it is the one that its text names, if any.
    SeverityAsWritten,
    /// How often it is looked at, in days.
    ReviewIntervalChanged {
        days: u16,
    },
    /// It is looked at as often as is usual.
    ReviewIntervalAsUsual,
    ReviewScheduled {
        next_review: NaiveDate,
    },
    /// Somebody read it and said what they think of it.
    Reviewed {
        outcome: ReviewOutcome,
        note: String,
        next_review: NaiveDate,
        /// Whether they had written the version themselves, since nobody else could review it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        own: bool,
    },
    /// Its review waits a little longer, and why.
    ReviewPutOff {
        until: NaiveDate,
        reason: String,
    },
    /// Nobody is to work with it any longer: it stays to be read.
    Retired {
        reason: String,
    },
    Reinstated,
    /// A checklist was made from it: it was used in earnest.
    Exercised {
        incident: i64,
        version: i64,
    },
}

/// A version, and where in which file it stands. It never changes again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VersionPublished {
    pub id: RunbookId,
    /// Unique among all runbooks; given once and kept.
    pub slug: String,
    pub number: i64,
    pub source: SourceId,
    pub file: String,
    /// Bytes of the file.
    pub start: usize,
    pub end: usize,
    /// Of the slice, in lower-case hex.
    pub sha256: String,
    /// As the file says it of itself.
    pub document_version: Option<String>,
    pub last_updated: Option<NaiveDate>,
    /// The review date that the file itself names.
    pub stated_review: Option<NaiveDate>,
    pub next_review: NaiveDate,
    /// The proposal that it was, `PROP-n`; absent for what came with a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<i64>,
    /// The file whose runbooks call it by its number, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collection: Option<String>,
    pub draft: RunbookDraft,
}

/// What came of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewOutcome {
    StillValid,
    NeedsChange,
}

impl ReviewOutcome {
    pub const ALL: [Self; 2] = [Self::StillValid, Self::NeedsChange];

    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::StillValid => "still_valid",
            Self::NeedsChange => "needs_change",
        }
    }

    /// The words on screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::StillValid => "still valid",
            Self::NeedsChange => "needs a change",
        }
    }
}

impl std::str::FromStr for ReviewOutcome {
    type Err = crate::Refusal;
    fn from_str(word: &str) -> Result<Self, crate::Refusal> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.word() == word)
            .ok_or_else(|| crate::Refusal::invalid("outcome", "Say whether the runbook is still valid or needs a change."))
    }
}
