use serde::{Deserialize, Serialize};

#[cfg(feature = "import")]
use crate::checklists::Departure;

/// What a lesson may make of a runbook's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amendment {
    /// What was added becomes a step.
    Insert,
    /// It is said beneath the step.
    Remark,
    Remove,
    Move,
    /// A person writes it in: the step is no item of a list, so where it ends can't be told.
    ByHand,
}

impl Amendment {
    pub const ALL: [Self; 5] = [Self::Insert, Self::Remark, Self::Remove, Self::Move, Self::ByHand];

    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Remark => "remark",
            Self::Remove => "remove",
            Self::Move => "move",
            Self::ByHand => "by_hand",
        }
    }

    /// The words on screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Insert => "Make it a step",
            Self::Remark => "Say so beneath the step",
            Self::Remove => "Take the step out",
            Self::Move => "Move the step",
            Self::ByHand => "Write it in yourself",
        }
    }
}

impl std::str::FromStr for Amendment {
    type Err = crate::Refusal;
    fn from_str(word: &str) -> Result<Self, crate::Refusal> {
        let found = Self::ALL.into_iter().find(|amendment| amendment.word() == word);
        found.ok_or_else(|| {
            crate::Refusal::invalid("lesson", "Choose what becomes of each lesson from those that the page offers.")
        })
    }
}

#[cfg(feature = "import")]
impl Departure {
    /// What may come of it.
    pub(super) fn amendments(&self) -> &'static [Amendment] {
        match self {
            Self::Added => &[Amendment::Insert],
            Self::Skipped { .. } | Self::NotApplicable { .. } => &[Amendment::Remark, Amendment::Remove],
            Self::LeftOpen => &[Amendment::Remove],
            Self::Noted { .. } | Self::Late { .. } | Self::Revised { .. } => &[Amendment::Remark],
            Self::Earlier { .. } | Self::Later { .. } => &[Amendment::Move, Amendment::Remark],
        }
    }
}
