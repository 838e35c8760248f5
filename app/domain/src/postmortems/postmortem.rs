use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::PostmortemEvent;
use crate::{
    ids::{IncidentId, PersonId, PostmortemId},
    incidents::Severity,
    log::{Actor, Fold, KeptWith, Person, Recorded},
};

/// The workflow of a post-mortem, folded from its events.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Postmortem {
    pub seq: i64,
    pub id: PostmortemId,
    pub incident: IncidentId,
    pub incident_number: i64,
    pub title: String,
    pub severity: Severity,
    pub started_at: DateTime<Utc>,
    pub stage: ReviewStage,
    pub sections: Vec<Section>,
    pub reviewers: Vec<Person>,
    pub approval: Option<Approval>,
    /// Who edited it after its approval, until it goes into review again.
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
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voided {
    pub by: Actor,
    pub at: DateTime<Utc>,
}

/// A P0 or P1 asks for its post-mortem within so long.
const DUE_WITHIN: Duration = Duration::hours(24);

impl Postmortem {
    /// When it must be approved; absent where nothing asks for it in time.
    pub fn due_at(&self) -> Option<DateTime<Utc>> {
        self.severity.is_grave().then(|| self.started_at + DUE_WITHIN)
    }

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
    const SHAPE: i32 = 1;

    fn kept_with(&self) -> KeptWith<'_> {
        KeptWith::Incident(self.incident)
    }

    fn apply(&mut self, recorded: &Recorded<PostmortemEvent>) {
        use PostmortemEvent as E;
        self.seq = recorded.seq;
        match &recorded.event {
            E::Started { id, incident, incident_number, title, severity, sections } => {
                self.id = *id;
                self.incident = *incident;
                self.incident_number = *incident_number;
                self.title.clone_from(title);
                self.severity = *severity;
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
            E::Approved { content_hash } => {
                self.stage = ReviewStage::Approved;
                self.approval =
                    Some(Approval { by: recorded.actor.clone(), at: recorded.occurred_at, content_hash: content_hash.clone() });
            }
            E::ChangesAsked { comment } => {
                self.stage = ReviewStage::Draft;
                self.changes_asked = Some(comment.clone());
            }
            E::ApprovalVoided => {
                self.stage = ReviewStage::Draft;
                self.approval = None;
                self.voided = Some(Voided { by: recorded.actor.clone(), at: recorded.occurred_at });
            }
        }
    }
}
