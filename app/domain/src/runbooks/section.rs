use serde::{Deserialize, Serialize};

use super::{Anchor, Step};

/// A part of a runbook under one heading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Unique among the sections of the runbook: `mitigation`, `mitigation-2`.
    pub key: String,
    pub kind: SectionKind,
    /// As written, without the heading's marks.
    pub title: String,
    /// Markdown before the first step.
    pub intro: String,
    pub start: usize,
    pub end: usize,
    /// As in "Immediate Actions (First 5 Minutes)".
    pub time_box_minutes: Option<u32>,
    pub steps: Vec<Step>,
    pub decisions: Vec<Decision>,
}

/// What a section is for, whatever its file calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    Trigger,
    Symptoms,
    Causes,
    Diagnostics,
    Immediate,
    Mitigation,
    Escalation,
    Prevention,
    PostIncident,
    Other,
}

impl SectionKind {
    /// As the wire and the database write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Trigger => "trigger",
            Self::Symptoms => "symptoms",
            Self::Causes => "causes",
            Self::Diagnostics => "diagnostics",
            Self::Immediate => "immediate",
            Self::Mitigation => "mitigation",
            Self::Escalation => "escalation",
            Self::Prevention => "prevention",
            Self::PostIncident => "post_incident",
            Self::Other => "other",
        }
    }

    /// What step keys begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Trigger => "trig",
            Self::Symptoms => "sym",
            Self::Causes => "cause",
            Self::Diagnostics => "diag",
            Self::Immediate => "imm",
            Self::Mitigation => "mit",
            Self::Escalation => "esc",
            Self::Prevention => "prev",
            Self::PostIncident => "post",
            Self::Other => "step",
        }
    }

    /// From when its windows are counted.
    pub fn anchor(self) -> Anchor {
        match self {
            Self::PostIncident | Self::Prevention => Anchor::Resolved,
            _ => Anchor::Declared,
        }
    }

    /// Whether its lines are something to do during or after an incident, and not something to know.
    pub fn is_action(self) -> bool {
        matches!(self, Self::Diagnostics | Self::Immediate | Self::Mitigation | Self::Escalation | Self::PostIncident)
    }
}

/// A question on which the way forward depends. A person answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Unique in the runbook, as `imm-choice`.
    pub key: String,
    pub ask: String,
    /// The key of the step after which it is asked; absent where it comes before the first step.
    pub after: Option<String>,
    /// The key of the branch within which it is asked.
    pub branch: Option<String>,
    pub branches: Vec<Branch>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// Unique in the runbook, as `imm-a`.
    pub key: String,
    pub label: String,
    /// Markdown: what it looks like, or what to do.
    pub detail: String,
    /// The key of the section or step with which it goes on.
    pub leads_to: Option<String>,
}
