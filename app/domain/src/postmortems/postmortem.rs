use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::PostmortemEvent;
use crate::{
    ids::{IncidentId, PersonId, PostmortemId},
    incidents::Severity,
    log::{Actor, Fold, KeptWith, Person, Recorded},
};

/// The workflow of a post-mortem, folded from its events. Title and severity are the incident's, as they are now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Postmortem {
    pub seq: i64,
    pub id: PostmortemId,
    pub incident: IncidentId,
    pub incident_number: i64,
    pub started_at: DateTime<Utc>,
    pub stage: ReviewStage,
    pub sections: Vec<Section>,
    pub reviewers: Vec<Person>,
    pub approval: Option<Approval>,
    /// Who edited it after its approval, or reopened the incident, until it goes into review again.
    pub voided: Option<Voided>,
    /// What the last reviewer asked for, until it goes into review again.
    pub changes_asked: Option<String>,
}

/// A heading and the text that it begins with; `key` names its text in the shared document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    pub key: String,
    pub heading: String,
    pub hint: String,
    pub seed: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub by: Actor,
    pub at: DateTime<Utc>,
    pub content_hash: String,
    /// Whether they had written on it themselves.
    pub own: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voided {
    pub by: Actor,
    pub at: DateTime<Utc>,
    /// Whether they reopened the incident; else they edited the text.
    pub reopened: bool,
}

/// A P0 or P1 asks for its post-mortem within so long after it was resolved.
pub const DUE_WITHIN: Duration = Duration::hours(24);

/// When the post-mortem of an incident must be approved, by how that is graded and when it was resolved for the last time.
/// Absent where nothing asks for it in time, and while the incident is open.
pub fn due_at(severity: Severity, resolved_at: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    resolved_at.filter(|_| severity.is_grave()).map(|at| at + DUE_WITHIN)
}

impl Postmortem {
    /// Whether somebody was asked to review it, since it went into review.
    pub fn is_reviewed_by(&self, person: PersonId) -> bool {
        self.stage == ReviewStage::InReview && self.reviewers.iter().any(|reviewer| reviewer.id == person)
    }

    pub fn section(&self, key: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.key == key)
    }
}

/// A length of time as people say it: "49 min", "2 h 5 min", "3 d 4 h".
pub fn span(length: Duration) -> String {
    let minutes = length.num_minutes().max(0);
    match (minutes / (24 * 60), minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, 0, _) => format!("{days} d"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(rename_all = "snake_case", type_name = "TEXT"))]
#[serde(rename_all = "snake_case")]
pub enum ReviewStage {
    #[default]
    Draft,
    InReview,
    Approved,
}

impl ReviewStage {
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::InReview => "In review",
            Self::Approved => "Approved",
        }
    }
}

impl Fold for Postmortem {
    type Event = PostmortemEvent;
    const STREAM: &'static str = "postmortem";
    const SHAPE: i32 = 2;

    fn kept_with(&self) -> KeptWith<'_> {
        KeptWith::Incident(self.incident)
    }

    fn apply(&mut self, recorded: &Recorded<PostmortemEvent>) {
        use PostmortemEvent as E;
        self.seq = recorded.seq;
        match &recorded.event {
            E::Started { id, incident, incident_number, sections, .. } => {
                self.id = *id;
                self.incident = *incident;
                self.incident_number = *incident_number;
                self.sections.clone_from(sections);
                self.started_at = recorded.occurred_at;
            }
            E::ReviewRequested { reviewers } => {
                self.stage = ReviewStage::InReview;
                self.reviewers.clone_from(reviewers);
                self.changes_asked = None;
                self.voided = None;
                self.approval = None;
            }
            E::Approved { content_hash, own } => {
                let (by, at, content_hash) = (recorded.actor.clone(), recorded.occurred_at, content_hash.clone());
                self.stage = ReviewStage::Approved;
                self.approval = Some(Approval { by, at, content_hash, own: *own });
            }
            E::ChangesAsked { comment } => {
                self.stage = ReviewStage::Draft;
                self.changes_asked = Some(comment.clone());
            }
            E::ApprovalVoided { reopened } => {
                let (by, at) = (recorded.actor.clone(), recorded.occurred_at);
                self.stage = ReviewStage::Draft;
                self.approval = None;
                self.voided = Some(Voided { by, at, reopened: *reopened });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_grave_and_over_is_due_a_day_after_it_was_resolved_for_the_last_time() {
        let at = |hour: i64| DateTime::from_timestamp(hour * 3_600, 0);
        for (severity, resolved_at, due) in [
            (Severity::P0, at(2), at(26)),
            (Severity::P1, at(2), at(26)),
            // Reopened, and resolved again.
            (Severity::P1, None, None),
            (Severity::P1, at(50), at(74)),
            // Re-graded.
            (Severity::P2, at(2), None),
            (Severity::P3, at(2), None),
        ] {
            assert_eq!(due_at(severity, resolved_at), due, "{severity:?}, {resolved_at:?}");
        }
    }
}
