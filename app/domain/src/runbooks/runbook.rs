use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{ReviewOutcome, RunbookDraft, RunbookEvent, SeverityReading, VersionPublished};
use crate::{
    checklists::{ChecklistSource, Plan},
    ids::{RunbookId, SourceId},
    log::{Actor, Fold, Recorded},
};

/// A plan of work with all its versions, folded from its events.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Runbook {
    pub seq: i64,
    pub id: RunbookId,
    /// Unique and stable: what addresses are made of.
    pub slug: String,
    /// The file's own lasting name for it, such as `RB-003`.
    pub external_id: Option<String>,
    pub title: String,
    pub severity: Option<SeverityReading>,
    pub owners: Vec<String>,
    pub next_review: NaiveDate,
    /// The review date that the file itself names.
    pub stated_review: Option<NaiveDate>,
    pub last_review: Option<Review>,
    pub last_exercised_at: Option<DateTime<Utc>>,
    pub last_exercised_in: Option<i64>,
    /// Oldest first.
    pub versions: Vec<Version>,
    /// The current version's content; absent until there is one.
    pub draft: Option<RunbookDraft>,
}

/// Where a version came from. Its content stands in the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub number: i64,
    pub source: SourceId,
    pub file: String,
    pub start: usize,
    pub end: usize,
    pub sha256: String,
    pub document_version: Option<String>,
    pub last_updated: Option<NaiveDate>,
    pub published_at: DateTime<Utc>,
    pub published_by: Actor,
    /// The proposal that it was, `PROP-n`; absent for what came with a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<i64>,
}

/// A look at the runbook by somebody who knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub outcome: ReviewOutcome,
    pub note: String,
    pub by: Actor,
    pub at: DateTime<Utc>,
}

impl Runbook {
    pub fn current(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// The current version's number; 0 before the first.
    pub fn version(&self) -> i64 {
        self.current().map_or(0, |version| version.number)
    }

    /// The file that the current version stands in.
    pub fn file(&self) -> &str {
        self.current().map_or("", |version| version.file.as_str())
    }

    /// Whether its review should have been made before `today`.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.next_review < today
    }

    /// What a checklist of the current version is made from.
    pub fn plan(&self) -> Option<(ChecklistSource, Plan)> {
        let source = ChecklistSource::Runbook { runbook: self.id, slug: self.slug.clone(), version: self.version() };
        self.draft.as_ref().map(|draft| (source, Plan::from_runbook(draft)))
    }

    fn publish(&mut self, published: VersionPublished, by: Actor, at: DateTime<Utc>) {
        let draft = published.draft;
        self.id = published.id;
        self.slug = published.slug;
        self.external_id.clone_from(&draft.external_id);
        self.title.clone_from(&draft.title);
        self.severity.clone_from(&draft.severity);
        self.owners.clone_from(&draft.owners);
        self.next_review = published.next_review;
        self.stated_review = published.stated_review;
        self.versions.push(Version {
            number: published.number,
            source: published.source,
            file: published.file,
            start: published.start,
            end: published.end,
            sha256: published.sha256,
            document_version: published.document_version,
            last_updated: published.last_updated,
            published_at: at,
            published_by: by,
            proposal: published.proposal,
        });
        self.draft = Some(draft);
    }
}

impl Fold for Runbook {
    type Event = RunbookEvent;
    const STREAM: &'static str = "runbook";
    const SHAPE: i32 = 1;

    fn apply(&mut self, recorded: &Recorded<RunbookEvent>) {
        use RunbookEvent as E;
        self.seq = recorded.seq;
        let (by, at) = (recorded.actor.clone(), recorded.occurred_at);
        match recorded.event.clone() {
            E::VersionPublished(published) => self.publish(*published, by, at),
            E::OwnersChanged { owners } => self.owners = owners,
            E::ReviewScheduled { next_review } => self.next_review = next_review,
            E::Reviewed { outcome, note, next_review } => {
                self.last_review = Some(Review { outcome, note, by, at });
                self.next_review = next_review;
            }
            E::Exercised { incident, .. } => {
                self.last_exercised_at = Some(at);
                self.last_exercised_in = Some(incident);
            }
        }
    }
}
