use serde::{Deserialize, Serialize};

/// An alert as a runbook defines it: its name, or the sentence that stands for one, and what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertDefinition {
    pub name: String,
    /// In the order in which they are written.
    pub facts: Vec<AlertFact>,
}

/// A line of an alert's definition, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertFact {
    pub kind: AlertFactKind,
    pub value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertFactKind {
    Severity,
    /// For how long it has to be so.
    Duration,
    Threshold,
    Affected,
    Metrics,
    Impact,
    /// What people say who see it.
    UserReport,
    Summary,
}

impl AlertFactKind {
    /// From the word before the colon, in lower case.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "severity" => Self::Severity,
            "duration" | "for" => Self::Duration,
            "threshold" | "condition" => Self::Threshold,
            "affected" => Self::Affected,
            "metric" | "metrics" => Self::Metrics,
            "impact" => Self::Impact,
            "user report" | "user reports" => Self::UserReport,
            "summary" => Self::Summary,
            _ => return None,
        })
    }

    /// The words on screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Severity => "Severity",
            Self::Duration => "For",
            Self::Threshold => "Threshold",
            Self::Affected => "Affected",
            Self::Metrics => "Metrics",
            Self::Impact => "Impact",
            Self::UserReport => "People say",
            Self::Summary => "Summary",
        }
    }
}
