use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{HandbookKind, RunbookDraft, Section, SectionKind, SourceDocument};
use crate::incidents::Severity;

/// What an import would do, as `tocsin import --dry-run --json` prints it for each file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    pub file: String,
    pub runbooks: Vec<RunbookReport>,
    pub handbook: Vec<HandbookReport>,
    pub warnings: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunbookReport {
    pub id: String,
    pub title: String,
    pub severity: Option<Severity>,
    pub owners: Vec<String>,
    pub next_review: Option<NaiveDate>,
    pub sections: Vec<SectionReport>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionReport {
    pub kind: SectionKind,
    pub title: String,
    pub steps: Vec<StepReport>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepReport {
    pub key: String,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandbookReport {
    pub kind: HandbookKind,
    pub title: String,
}

pub fn report(document: &SourceDocument) -> FileReport {
    let next_review = document.metadata.next_review;
    FileReport {
        file: document.file.clone(),
        runbooks: document.runbooks().map(|runbook| runbook_report(runbook, next_review)).collect(),
        handbook: document.handbook().map(|(kind, piece)| HandbookReport { kind, title: piece.title.clone() }).collect(),
        warnings: document
            .warnings
            .iter()
            .map(|warning| match warning.line {
                Some(line) => format!("Line {line}: {}", warning.message),
                None => warning.message.clone(),
            })
            .collect(),
    }
}

fn runbook_report(runbook: &RunbookDraft, next_review: Option<NaiveDate>) -> RunbookReport {
    RunbookReport {
        id: runbook.id(),
        title: runbook.title.clone(),
        severity: runbook.severity.as_ref().map(|reading| reading.level),
        owners: runbook.owners.clone(),
        next_review,
        sections: runbook.sections.iter().map(section_report).collect(),
    }
}

fn section_report(section: &Section) -> SectionReport {
    SectionReport {
        kind: section.kind,
        title: section.title.clone(),
        steps: section.steps.iter().map(|step| StepReport { key: step.key.clone(), text: step.text.clone() }).collect(),
    }
}
