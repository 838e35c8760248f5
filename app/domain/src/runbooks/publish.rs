//! What becomes of a runbook when a file that holds it is imported.

use chrono::{Days, NaiveDate};

use super::{FrontMatter, Metadata, Piece, Runbook, RunbookDraft, RunbookEvent, VersionPublished, carry_keys};
use crate::ids::{RunbookId, SourceId};

/// A runbook is looked at again after so many days, where its file names no date.
const REVIEW_AFTER: Days = Days::new(90);

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
    pub today: NaiveDate,
}

/// Nothing where the runbook is the same already; else a new version, whose steps keep the keys that
/// they had. A date or an owner that the file changed outside the runbook is taken without one.
pub fn publish(runbook: &Runbook, publication: &Publication<'_>) -> Vec<RunbookEvent> {
    let Publication { source, file, metadata, piece, proposal, today, .. } = *publication;
    let current = runbook.current();
    // A severity that stands above the text may be another one while the text is the same.
    let graded_anew = publication.front.is_some() && publication.draft.severity != runbook.severity;
    if current.is_some_and(|current| current.sha256 == piece.sha256) && !graded_anew {
        return restate(runbook, publication);
    }
    let mut draft = publication.draft.clone();
    if let Some(old) = &runbook.draft {
        carry_keys(old, &mut draft);
    }
    let (id, slug) = match current {
        Some(_) => (runbook.id, runbook.slug.clone()),
        None => (publication.id, publication.slug.to_owned()),
    };
    vec![RunbookEvent::VersionPublished(Box::new(VersionPublished {
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
            Some(_) => runbook.next_review.max(today.checked_add_days(REVIEW_AFTER).unwrap_or(today)),
            // What was exported may have been overtaken by a review.
            None if publication.front.is_some() && current.is_some() => {
                metadata.next_review.map_or(runbook.next_review, |stated| stated.max(runbook.next_review))
            }
            None => next_review(runbook, metadata, today),
        },
        proposal,
        draft,
    }))]
}

/// The date that the file names counts when it is new; one that was there before may have been
/// overtaken by a review.
fn next_review(runbook: &Runbook, metadata: &Metadata, today: NaiveDate) -> NaiveDate {
    let first = runbook.versions.is_empty();
    match metadata.next_review {
        Some(stated) if first || runbook.stated_review != Some(stated) => stated,
        Some(_) => runbook.next_review,
        None => {
            let usual = metadata.last_updated.unwrap_or(today).checked_add_days(REVIEW_AFTER).unwrap_or(today);
            if first { usual } else { usual.max(runbook.next_review) }
        }
    }
}

fn restate(runbook: &Runbook, publication: &Publication<'_>) -> Vec<RunbookEvent> {
    let mut events = Vec::new();
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
