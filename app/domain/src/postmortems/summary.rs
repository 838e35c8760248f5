use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ReviewStage;
use crate::{ids::PostmortemId, incidents::Severity};

/// A post-mortem as lists show it. Title and severity are the incident's own, as they are now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct PostmortemSummary {
    pub id: PostmortemId,
    /// The incident's number: the post-mortem of INC-42 is at `/postmortems/42`.
    pub number: i64,
    pub title: String,
    pub severity: Severity,
    pub stage: ReviewStage,
    pub started_at: DateTime<Utc>,
    /// Absent where nothing asks for one in time.
    pub due_at: Option<DateTime<Utc>>,
    pub approved_at: Option<DateTime<Utc>>,
    /// The names of those asked, separated by commas.
    pub reviewers: String,
}

impl PostmortemSummary {
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.stage != ReviewStage::Approved && self.due_at.is_some_and(|due_at| due_at < now)
    }
}
