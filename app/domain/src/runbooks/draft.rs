use serde::{Deserialize, Serialize};

use super::{AlertDefinition, Section, SectionKind, Step};
use crate::incidents::Severity;

/// A runbook as it stands in a file, before anybody has accepted it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunbookDraft {
    /// The file's own lasting name for it, such as `RB-003`.
    pub external_id: Option<String>,
    /// The number in its heading, else its place among the file's runbooks, from 1.
    pub ordinal: u32,
    pub slug: String,
    pub title: String,
    pub severity: Option<SeverityReading>,
    pub owners: Vec<String>,
    /// How many days lie between two reviews, where front matter says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_days: Option<u16>,
    /// Markdown between the heading and the first section, without the lines read as metadata.
    pub summary: String,
    pub sections: Vec<Section>,
    /// Names of alerts, as an alert manager would send them, or the sentences that stand for them.
    pub alert_names: Vec<String>,
    /// Those of them that the runbook defines, with what it says of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<AlertDefinition>,
    /// Texts that somebody might paste from a log.
    pub error_signatures: Vec<String>,
    pub references: Vec<Reference>,
}

impl RunbookDraft {
    /// The name by which a later import finds it again: its own id, else slug and ordinal.
    pub fn id(&self) -> String {
        self.external_id.clone().unwrap_or_else(|| format!("{}-{}", self.ordinal, self.slug))
    }

    /// The place that such a name tells: 3 of `3-slow-orders` and of `RB-003`.
    pub fn place_in(id: &str) -> Option<u32> {
        let number = |part: &str| part.parse().ok();
        id.split('-').next().and_then(number).or_else(|| id.rsplit('-').next().and_then(number))
    }

    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.sections.iter().flat_map(|section| &section.steps)
    }

    /// What one may see when this is the right runbook.
    pub fn symptoms(&self) -> impl Iterator<Item = &Step> {
        self.sections.iter().filter(|section| section.kind == SectionKind::Symptoms).flat_map(|section| &section.steps)
    }

    pub fn step(&self, key: &str) -> Option<&Step> {
        self.steps().find(|step| step.key == key)
    }
}

/// A severity, and the words that it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeverityReading {
    pub original: String,
    pub level: Severity,
}

/// A place where the runbook points at something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    pub kind: ReferenceKind,
    /// As written: a URL, a path, `Runbook 3`, `Rollback Procedure`.
    pub target: String,
    /// What it leads to: the id of a runbook or the key of a section. Absent for URLs and
    /// documents, and where nothing of that name was found.
    pub resolved: Option<String>,
    pub start: usize,
    pub end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceKind {
    Runbook,
    Section,
    Document,
    Url,
}
