use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Runbook;
use crate::{ids::RunbookId, incidents::Severity};

/// A runbook as lists show it: the read model, one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct RunbookSummary {
    pub id: RunbookId,
    pub slug: String,
    pub external_id: Option<String>,
    /// The name by which a later import of its file finds it again.
    pub import_id: String,
    pub title: String,
    pub severity: Option<Severity>,
    /// Joined by a comma and a blank.
    pub owners: String,
    pub version: i64,
    pub file: String,
    pub sha256: String,
    pub next_review: NaiveDate,
    pub last_exercised_at: Option<DateTime<Utc>>,
    /// Whether nobody works with it any longer.
    pub retired: bool,
}

impl RunbookSummary {
    /// Whether its review should have been made before `today`; never where it is retired.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        !self.retired && self.next_review < today
    }
}

impl From<&Runbook> for RunbookSummary {
    fn from(runbook: &Runbook) -> Self {
        Self {
            id: runbook.id,
            slug: runbook.slug.clone(),
            external_id: runbook.external_id.clone(),
            import_id: runbook.draft.as_ref().map(super::RunbookDraft::id).unwrap_or_default(),
            title: runbook.title.clone(),
            severity: runbook.severity.as_ref().map(|reading| reading.level),
            owners: runbook.owners.join(", "),
            version: runbook.version(),
            file: runbook.file().to_owned(),
            sha256: runbook.current().map(|version| version.sha256.clone()).unwrap_or_default(),
            next_review: runbook.next_review,
            last_exercised_at: runbook.last_exercised_at,
            retired: runbook.retired.is_some(),
        }
    }
}
