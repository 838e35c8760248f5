//! What becomes of a runbook when a file that holds it is imported.

use chrono::NaiveDate;

use super::{
    FrontMatter, Metadata, Piece, Runbook, RunbookDraft, RunbookEvent, Said, Upkeep, VersionPublished, carry_keys,
    runbook::{REVIEW_DAYS, after_days},
};
use crate::ids::{RunbookId, SourceId};

/// A piece of a file that is to be a version of a runbook.
#[derive(Debug, Clone)]
pub struct Publication<'a> {
    /// For a runbook that isn't there yet.
    pub id: RunbookId,
    pub slug: &'a str,
    pub source: SourceId,
    pub file: &'a str,
    pub metadata: &'a Metadata,
    /// Where the file is one runbook and says so.
    pub front: Option<&'a FrontMatter>,
    pub piece: &'a Piece,
    pub draft: &'a RunbookDraft,
    /// The proposal that this was, `PROP-n`. Its review was one of the runbook.
    pub proposal: Option<i64>,
    /// What whoever imports it says of its upkeep.
    pub upkeep: Upkeep,
    pub today: NaiveDate,
}

impl Publication<'_> {
    /// What is said of its upkeep, by who imports it and above the text. What was exported comes back as it was.
    fn said(&self, runbook: &Runbook) -> Upkeep {
        let Some(front) = self.front else { return self.upkeep.clone() };
        let was = runbook.draft.as_ref();
        let comes_back = runbook.versions.is_empty() && front.sha256.as_ref() == Some(&self.piece.sha256);
        let above = Upkeep {
            owners: (comes_back && !front.owners.is_empty()).then(|| front.owners.clone()),
            severity: front.level.filter(|_| comes_back).map(Said::This),
            review_days: self
                .draft
                .review_days
                .filter(|days| was.is_none_or(|was| was.review_days != Some(*days)))
                .map(Said::This),
        };
        self.upkeep.clone().over(above)
    }
}

/// Nothing where the runbook is the same already; else a new version, whose steps keep the keys that
/// they had. A date or an owner that the file changed outside the runbook is taken without one.
pub fn publish(runbook: &Runbook, publication: &Publication<'_>) -> Vec<RunbookEvent> {
    let draft = publication.draft;
    let was = runbook.draft.as_ref();
    // A severity that stands above the text may be another one while the text is the same.
    let graded_anew =
        publication.front.is_some() && draft.severity != runbook.severity && was.is_none_or(|was| was.severity != draft.severity);
    let is_same = runbook.current().is_some_and(|current| current.sha256 == publication.piece.sha256) && !graded_anew;
    let mut events = if is_same { restate(runbook, publication) } else { vec![version(runbook, publication)] };
    let mut after = runbook.clone();
    for event in &events {
        match event {
            RunbookEvent::VersionPublished(published) => {
                after.owners.clone_from(&published.draft.owners);
                after.severity.clone_from(&published.draft.severity);
                after.next_review = published.next_review;
                after.draft = Some(published.draft.clone());
            }
            RunbookEvent::OwnersChanged { owners } => after.owners.clone_from(owners),
            RunbookEvent::ReviewScheduled { next_review } => after.next_review = *next_review,
            _ => {}
        }
    }
    let said = publication.said(runbook);
    let upkeep = if is_same { said } else { said.over(outliving(runbook, draft)) };
    events.extend(upkeep.change(&after, publication.today));
    events
}

/// What somebody said of the runbook holds for a version that says what the one before did.
fn outliving(runbook: &Runbook, draft: &RunbookDraft) -> Upkeep {
    let Some(was) = &runbook.draft else { return Upkeep::default() };
    let severity = runbook.severity.as_ref().filter(|_| was.severity == draft.severity);
    Upkeep {
        owners: (was.owners == draft.owners).then(|| runbook.owners.clone()),
        severity: severity.map(|reading| Said::This(reading.level)),
        review_days: None,
    }
}

/// Whether somebody would answer for the runbook with this text, and whether it would be known how grave it is: by the text, or
/// by what somebody said that [`publish`] would leave.
pub fn owned_and_graded(runbook: &Runbook, draft: &RunbookDraft) -> (bool, bool) {
    let said = outliving(runbook, draft);
    let owners = said.owners.as_ref().unwrap_or(&draft.owners);
    (!owners.is_empty(), said.severity.is_some() || draft.severity.is_some())
}

fn version(runbook: &Runbook, publication: &Publication<'_>) -> RunbookEvent {
    let Publication { source, file, metadata, piece, proposal, today, .. } = *publication;
    let current = runbook.current();
    let mut draft = publication.draft.clone();
    if let Some(old) = &runbook.draft {
        carry_keys(old, &mut draft);
    }
    let (id, slug) = match current {
        Some(_) => (runbook.id, runbook.slug.clone()),
        None => (publication.id, publication.slug.to_owned()),
    };
    let days = match publication.said(runbook).review_days {
        Some(said) => said.word().unwrap_or(REVIEW_DAYS),
        None => runbook.review_days(),
    };
    RunbookEvent::VersionPublished(Box::new(VersionPublished {
        id,
        slug,
        number: runbook.version() + 1,
        source,
        file: file.to_owned(),
        start: piece.start,
        end: piece.end,
        sha256: piece.sha256.clone(),
        document_version: metadata.version.clone(),
        last_updated: metadata.last_updated,
        stated_review: metadata.next_review,
        next_review: match proposal {
            Some(_) => runbook.next_review.max(after_days(today, days)),
            // What was exported may have been overtaken by a review.
            None if publication.front.is_some() && current.is_some() => {
                metadata.next_review.map_or(runbook.next_review, |stated| stated.max(runbook.next_review))
            }
            None => next_review(runbook, metadata, usual_review(metadata, days, today)),
        },
        proposal,
        collection: collection(runbook, publication).filter(|collection| collection != file),
        draft,
    }))
}

/// A file of its own, by an export or by a proposal, takes a runbook out of none.
fn collection(runbook: &Runbook, publication: &Publication<'_>) -> Option<String> {
    let before = runbook.current().map(|_| runbook.collection().to_owned());
    match (publication.proposal, publication.front) {
        (Some(_), _) => before,
        (None, Some(front)) => front.collection.clone().or(before),
        (None, None) => None,
    }
}

/// When a runbook that nothing is known of is reviewed next, by its file and by what is said of its upkeep.
#[must_use]
pub fn first_review(metadata: &Metadata, upkeep: &Upkeep, today: NaiveDate) -> NaiveDate {
    let days = upkeep.review_days.and_then(Said::word).unwrap_or(REVIEW_DAYS);
    metadata.next_review.unwrap_or_else(|| usual_review(metadata, days, today))
}

/// Where the file names no date: so long after it was last changed.
fn usual_review(metadata: &Metadata, days: u16, today: NaiveDate) -> NaiveDate {
    after_days(metadata.last_updated.unwrap_or(today), days)
}

/// The date that the file names counts when it is new; one that was there before may have been
/// overtaken by a review.
fn next_review(runbook: &Runbook, metadata: &Metadata, usual: NaiveDate) -> NaiveDate {
    let first = runbook.versions.is_empty();
    match metadata.next_review {
        Some(stated) if first || runbook.stated_review != Some(stated) => stated,
        Some(_) => runbook.next_review,
        None => {
            if first {
                usual
            } else {
                usual.max(runbook.next_review)
            }
        }
    }
}

fn restate(runbook: &Runbook, publication: &Publication<'_>) -> Vec<RunbookEvent> {
    let mut events = Vec::new();
    if publication.proposal.is_none() && runbook.caught_up(publication.file, publication.front) {
        events.push(RunbookEvent::FileCaughtUp { file: publication.file.to_owned(), version: runbook.version() });
    }
    let known = runbook.draft.as_ref().map(|draft| &draft.owners);
    if known != Some(&publication.draft.owners) && runbook.owners != publication.draft.owners {
        events.push(RunbookEvent::OwnersChanged { owners: publication.draft.owners.clone() });
    }
    if let Some(stated) = publication.metadata.next_review
        && runbook.stated_review != Some(stated)
        && runbook.next_review < stated
    {
        events.push(RunbookEvent::ReviewScheduled { next_review: stated });
    }
    events
}
