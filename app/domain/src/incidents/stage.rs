use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

/// Where an incident stands. The order is the usual course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(rename_all = "lowercase", type_name = "TEXT"))]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    #[default]
    Declared,
    Investigating,
    Identified,
    /// The impact is over or bearable; what was done is being watched.
    Mitigated,
    /// A recovery check has passed.
    Resolved,
    /// Nothing is left to do but the action items.
    Closed,
}

impl Stage {
    pub const ALL: [Self; 6] =
        [Self::Declared, Self::Investigating, Self::Identified, Self::Mitigated, Self::Resolved, Self::Closed];

    pub fn word(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Investigating => "investigating",
            Self::Identified => "identified",
            Self::Mitigated => "mitigated",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }

    /// As a heading or a step says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Declared => "Declared",
            Self::Investigating => "Investigating",
            Self::Identified => "Identified",
            Self::Mitigated => "Mitigated",
            Self::Resolved => "Resolved",
            Self::Closed => "Closed",
        }
    }

    /// As the button says it that leads here.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Declared => "Declare",
            Self::Investigating => "Investigate",
            Self::Identified => "Cause identified",
            Self::Mitigated => "Mitigated",
            Self::Resolved => "Resolve",
            Self::Closed => "Close",
        }
    }

    /// Whether people are still at work on it.
    pub fn is_open(self) -> bool {
        self < Self::Resolved
    }

    /// The next stage in the usual course.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| *stage > self)
    }

    /// Whether one may go from here to there (gates apart). Back from resolved or closed is reopening.
    pub fn may_enter(self, to: Self) -> bool {
        match (self, to) {
            (from, to) if from == to => false,
            (Self::Resolved, to) => to == Self::Closed,
            (Self::Closed, _) | (_, Self::Closed | Self::Declared) => false,
            _ => true,
        }
    }
}

impl std::str::FromStr for Stage {
    type Err = Refusal;
    fn from_str(word: &str) -> Result<Self, Refusal> {
        Self::ALL
            .into_iter()
            .find(|stage| stage.word() == word)
            .ok_or_else(|| Refusal::invalid("stage", "Choose one of the stages that the page offers."))
    }
}
