use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Origin, ProposalEvent};
use crate::{
    ids::{PersonId, ProposalId, RunbookId},
    log::{Actor, Fold, KeptWith, Recorded},
};

/// A change of a runbook, from its first draft until it is a version or given up. `PROP-7`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Proposal {
    pub seq: i64,
    pub id: ProposalId,
    pub number: i64,
    pub runbook: RunbookId,
    pub slug: String,
    /// The runbook's title.
    pub title: String,
    /// The version that the text began as, or was last brought up to.
    pub base: i64,
    pub text: String,
    pub summary: String,
    pub origin: Origin,
    pub stage: Stage,
    pub author: Option<Actor>,
    pub begun_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    /// Counted from 1: each other text is one.
    pub revision: i64,
    pub remarks: Vec<Remark>,
    pub approval: Option<Approval>,
    /// What a reviewer asked for last, until there is another revision.
    pub changes_asked: Option<Remark>,
    /// The version that it became.
    pub published: Option<i64>,
    /// Why it was given up.
    pub withdrawn: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(rename_all = "snake_case", type_name = "TEXT"))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    #[default]
    Draft,
    InReview,
    Approved,
    Published,
    Withdrawn,
}

/// What somebody said of a line, or of the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    pub revision: i64,
    /// Of the text of that revision, from 1; 0 where it is about the whole.
    pub line: u32,
    pub quoted: String,
    pub text: String,
    pub by: Actor,
    pub at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub by: Actor,
    pub at: DateTime<Utc>,
}

impl Stage {
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Approved => "approved",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The words on screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::InReview => "In review",
            Self::Approved => "Approved",
            Self::Published => "Published",
            Self::Withdrawn => "Withdrawn",
        }
    }

    /// Whether something can still become of it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::InReview | Self::Approved)
    }
}

impl Proposal {
    /// `PROP-7`
    pub fn label(&self) -> String {
        format!("PROP-{}", self.number)
    }

    pub fn is_by(&self, person: PersonId) -> bool {
        self.author.as_ref().and_then(Actor::person).is_some_and(|author| author.id == person)
    }

    fn remark(&self, line: u32, quoted: &str, text: &str, recorded: &Recorded<ProposalEvent>) -> Remark {
        let (by, at) = (recorded.actor.clone(), recorded.occurred_at);
        Remark { revision: self.revision, line, quoted: quoted.to_owned(), text: text.to_owned(), by, at }
    }
}

impl Fold for Proposal {
    type Event = ProposalEvent;
    const STREAM: &'static str = "proposal";
    const SHAPE: i32 = 1;

    fn kept_with(&self) -> KeptWith<'_> {
        match self.origin {
            Origin::Incident { number } => KeptWith::IncidentNumbered(number),
            Origin::Editor | Origin::Finding { .. } | Origin::Version { .. } => KeptWith::Everybody,
        }
    }

    fn apply(&mut self, recorded: &Recorded<ProposalEvent>) {
        use ProposalEvent as E;
        self.seq = recorded.seq;
        self.changed_at = recorded.occurred_at;
        match &recorded.event {
            E::Begun { id, number, runbook, slug, title, base, text, summary, origin } => {
                self.id = *id;
                self.number = *number;
                self.runbook = *runbook;
                self.slug.clone_from(slug);
                self.title.clone_from(title);
                self.base = *base;
                self.text.clone_from(text);
                self.summary.clone_from(summary);
                self.origin = origin.clone();
                self.author = Some(recorded.actor.clone());
                self.begun_at = recorded.occurred_at;
                self.revision = 1;
            }
            E::Revised { base, text, summary } => {
                self.base = *base;
                if self.text != *text {
                    self.text.clone_from(text);
                    self.revision += 1;
                    self.changes_asked = None;
                    if self.approval.take().is_some() {
                        self.stage = Stage::InReview;
                    }
                }
                self.summary.clone_from(summary);
            }
            E::ReviewRequested => {
                self.stage = Stage::InReview;
                self.changes_asked = None;
            }
            E::Remarked { line, quoted, text } => {
                let remark = self.remark(*line, quoted, text, recorded);
                self.remarks.push(remark);
            }
            E::Approved { .. } => {
                self.stage = Stage::Approved;
                self.approval = Some(Approval { by: recorded.actor.clone(), at: recorded.occurred_at });
                self.changes_asked = None;
            }
            E::ChangesAsked { comment } => {
                self.stage = Stage::Draft;
                self.approval = None;
                self.changes_asked = Some(self.remark(0, "", comment, recorded));
            }
            E::Withdrawn { reason } => {
                self.stage = Stage::Withdrawn;
                self.withdrawn.clone_from(reason);
            }
            E::Published { version } => {
                self.stage = Stage::Published;
                self.published = Some(*version);
            }
        }
    }
}
