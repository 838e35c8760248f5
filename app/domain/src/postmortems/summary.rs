use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ReviewStage, due_at};
use crate::{
    ids::{PersonId, PostmortemId},
    incidents::Severity,
};

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
    /// When the incident was resolved for the last time; absent while it is open.
    pub resolved_at: Option<DateTime<Utc>>,
    pub approved_at: Option<DateTime<Utc>>,
    /// The names of those asked, separated by commas.
    pub reviewers: String,
    /// Their ids, in the same way: two people may have one name.
    pub reviewer_ids: String,
}

impl PostmortemSummary {
    /// As the post-mortem itself has it.
    pub fn due_at(&self) -> Option<DateTime<Utc>> {
        due_at(self.severity, self.resolved_at)
    }

    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.stage != ReviewStage::Approved && self.due_at().is_some_and(|due_at| due_at < now)
    }

    /// Whether somebody was asked to review it, since it went into review.
    pub fn is_reviewed_by(&self, person: PersonId) -> bool {
        let mut asked = self.reviewer_ids.split(',').filter_map(|id| id.parse::<PersonId>().ok());
        self.stage == ReviewStage::InReview && asked.any(|id| id == person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_the_name_of_a_reviewer_was_not_asked_for_that() {
        let [first, second, namesake] = [1, 2, 3].map(|n| PersonId(uuid::Uuid::from_u128(n)));
        let mut summary = PostmortemSummary {
            id: PostmortemId::default(),
            number: 1,
            title: "Checkout times out".to_owned(),
            severity: Severity::P1,
            stage: ReviewStage::InReview,
            started_at: DateTime::default(),
            resolved_at: None,
            approved_at: None,
            reviewers: "Ada, Kim".to_owned(),
            reviewer_ids: format!("{first},{second}"),
        };
        assert!(summary.is_reviewed_by(first) && summary.is_reviewed_by(second) && !summary.is_reviewed_by(namesake));
        summary.stage = ReviewStage::Draft;
        assert!(!summary.is_reviewed_by(first));
        (summary.stage, summary.reviewer_ids) = (ReviewStage::InReview, String::new());
        assert!(!summary.is_reviewed_by(first), "nobody was asked");
    }
}
