use serde::{Deserialize, Serialize};

/// What must be so before an incident may enter a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// No *resolved* without a recovery check that passed.
    RecoveryCheck,
    /// No *closed* without a prevention item or a signed waiver.
    Prevention,
    /// No *closed* of a P0 or P1 without a reviewed post-mortem.
    ReviewedPostmortem,
}

impl Gate {
    /// What is missing and how to give it.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::RecoveryCheck => "No recovery check has passed yet: record one first.",
            Self::Prevention => {
                "No prevention is planned yet: add an action item, or sign a waiver that says why none is needed."
            }
            Self::ReviewedPostmortem => "A P0 or P1 closes with an approved post-mortem: ask for its review first.",
        }
    }

    /// What is missing, in a word or two beside the lock in the stepper.
    pub fn short(self) -> &'static str {
        match self {
            Self::RecoveryCheck => "recovery check",
            Self::Prevention => "prevention",
            Self::ReviewedPostmortem => "review",
        }
    }
}
