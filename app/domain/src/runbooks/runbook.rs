use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{ReviewOutcome, RunbookDraft, RunbookEvent, SeverityReading, VersionPublished};
use crate::{
    Refusal,
    checklists::{ChecklistSource, Plan},
    ids::{PersonId, RunbookId, SourceId},
    log::{Actor, Fold, KeptWith, Recorded},
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
    /// How often it is looked at, in days; absent where the usual holds.
    pub review_days: Option<u16>,
    pub next_review: NaiveDate,
    /// The review date that the file itself names.
    pub stated_review: Option<NaiveDate>,
    pub last_review: Option<Review>,
    /// Why its review waits; until it is made, or another version comes.
    pub put_off: Option<PutOff>,
    /// Since when nobody works with it any longer.
    pub retired: Option<Retirement>,
    pub last_exercised_at: Option<DateTime<Utc>>,
    pub last_exercised_in: Option<i64>,
    /// By the name of each file that it was brought in from: the newest version that the file is known to have held.
    pub taken: BTreeMap<String, i64>,
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
    /// The file whose runbooks call it by its number, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collection: Option<String>,
}

/// A look at the runbook by somebody who knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub outcome: ReviewOutcome,
    pub note: String,
    pub by: Actor,
    pub at: DateTime<Utc>,
    /// Whether whoever reviewed it had written the version, since nobody else could.
    #[serde(default)]
    pub own: bool,
}

/// A review that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutOff {
    pub until: NaiveDate,
    pub reason: String,
    pub by: Actor,
    pub at: DateTime<Utc>,
}

/// The end of a runbook's use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retirement {
    pub reason: String,
    pub by: Actor,
    pub at: DateTime<Utc>,
}

/// How often a runbook is looked at where nobody said otherwise.
pub(super) const REVIEW_DAYS: u16 = 90;

/// A runbook that was used is looked at again so many days later at the latest.
const REVIEW_AFTER_USE: Days = Days::new(14);

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

    /// The file whose runbooks call it by its number: the one that it stands in, or the one from which that was exported.
    pub fn collection(&self) -> &str {
        self.current().map_or("", |version| version.collection.as_ref().unwrap_or(&version.file))
    }

    /// How many days lie between two reviews.
    pub fn review_days(&self) -> u16 {
        self.review_days.unwrap_or(REVIEW_DAYS)
    }

    /// When it is looked at again, if somebody looks at it on `day`.
    pub fn review_after(&self, day: NaiveDate) -> NaiveDate {
        after_days(day, self.review_days())
    }

    /// Whether its review should have been made before `today`; never where it is retired.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.retired.is_none() && self.next_review < today
    }

    /// What becomes of it when a checklist is made from `version`: whoever used it knows now what is wrong with it, so its
    /// review comes early.
    pub fn exercised(&self, incident: i64, version: i64, today: NaiveDate) -> Vec<RunbookEvent> {
        let mut events = vec![RunbookEvent::Exercised { incident, version }];
        if let Some(early) = today.checked_add_days(REVIEW_AFTER_USE)
            && early < self.next_review
        {
            events.push(RunbookEvent::ReviewScheduled { next_review: early });
        }
        events
    }

    /// Whether it was used since somebody last said what they think of it.
    pub fn is_used_since_review(&self) -> bool {
        let reviewed = self.last_review.as_ref().map(|review| review.at);
        self.last_exercised_at.is_some_and(|used| reviewed.is_none_or(|reviewed| reviewed < used))
    }

    /// Whether somebody wrote or brought in the current version. `proposer` is who began the proposal that it was, if it was one.
    pub fn is_version_by(&self, person: PersonId, proposer: Option<PersonId>) -> bool {
        let published_by = self.current().and_then(|version| version.published_by.person()).map(|person| person.id);
        proposer.or(published_by) == Some(person)
    }

    /// Refuses what needs a runbook that is in use.
    pub fn in_use(&self) -> Result<(), Refusal> {
        let Some(retired) = &self.retired else { return Ok(()) };
        let since = retired.at.format("%-d %b %Y");
        Err(Refusal::unlawful(format!(
            "“{}” is retired since {since}: {} Choose another runbook, or have somebody reinstate it.",
            self.title,
            sentence(&retired.reason)
        )))
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
        self.put_off = None;
        if published.proposal.is_none() {
            self.taken.insert(published.file.clone(), published.number);
        }
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
            collection: published.collection,
        });
        self.draft = Some(draft);
    }
}

/// The day that many days later.
pub(super) fn after_days(day: NaiveDate, days: u16) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(day)
}

impl Fold for Runbook {
    type Event = RunbookEvent;
    const STREAM: &'static str = "runbook";
    const SHAPE: i32 = 4;

    fn kept_with(&self) -> KeptWith<'_> {
        KeptWith::Everybody
    }

    fn apply(&mut self, recorded: &Recorded<RunbookEvent>) {
        use RunbookEvent as E;
        self.seq = recorded.seq;
        let (by, at) = (recorded.actor.clone(), recorded.occurred_at);
        match recorded.event.clone() {
            E::VersionPublished(published) => self.publish(*published, by, at),
            E::FileCaughtUp { file, version } => {
                self.taken.insert(file, version);
            }
            E::OwnersChanged { owners } => self.owners = owners,
            E::SeverityChanged { severity } => self.severity = Some(severity),
            E::SeverityAsWritten => self.severity = self.draft.as_ref().and_then(|draft| draft.severity.clone()),
            E::ReviewIntervalChanged { days } => self.review_days = Some(days),
            E::ReviewIntervalAsUsual => self.review_days = None,
            E::ReviewScheduled { next_review } => self.next_review = next_review,
            E::Reviewed { outcome, note, next_review, own } => {
                self.last_review = Some(Review { outcome, note, by, at, own });
                self.next_review = next_review;
                self.put_off = None;
            }
            E::ReviewPutOff { until, reason } => {
                self.next_review = until;
                self.put_off = Some(PutOff { until, reason, by, at });
            }
            E::Retired { reason } => self.retired = Some(Retirement { reason, by, at }),
            E::Reinstated => self.retired = None,
            E::Exercised { incident, .. } => {
                self.last_exercised_at = Some(at);
                self.last_exercised_in = Some(incident);
            }
        }
    }
}

/// With a full stop behind it.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}
