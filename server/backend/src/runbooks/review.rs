use chrono::{Days, NaiveDate};
use domain::{
    Refusal,
    ids::PersonId,
    people::{Permission, Role},
    refusal::bounded,
    runbooks::{ReviewOutcome, Runbook, RunbookEvent, Upkeep},
};

use super::read::runbook_id;
use crate::{Ask, Backend, Result, db::Tx, log};

/// What a review may be put off to at most.
const LONGEST: Days = Days::new(2 * 366);

/// What a due review can wait at most: longer is a review with the outcome “still valid”.
const LONGEST_WAIT: Days = Days::new(90);

impl Backend {
    /// Records that somebody read the runbook, what they think of it, and when it is next looked at. Whoever wrote the version
    /// does so only where nobody else could, and the review says that it was one of one's own.
    pub async fn review_runbook(
        &self,
        ask: Ask<'_>,
        slug: &str,
        outcome: ReviewOutcome,
        note: &str,
        next_review: NaiveDate,
    ) -> Result<Runbook> {
        ask.may(Permission::ReviewRunbook)?;
        let note = bounded("note", note, 2_000)?;
        let today = self.clock.now().date_naive();
        if next_review <= today {
            return Err(Refusal::invalid("next_review", "The next review lies in the future: choose a day after today.").into());
        }
        if today.checked_add_days(LONGEST).is_some_and(|latest| next_review > latest) {
            return Err(
                Refusal::invalid("next_review", "A review more than two years ahead is none: choose an earlier day.").into()
            );
        }
        let mut tx = self.db.read().await?;
        let id = runbook_id(&mut tx, slug).await?;
        let read: Runbook = log::load(&mut tx, &self.cache, ask.eyes(), id.0).await?;
        let own = is_own(&mut tx, ask, &read).await?;
        let other = if own { other_reviewer(&mut tx, ask).await? } else { None };
        drop(tx);
        let decide = |runbook: &Runbook, _| {
            runbook.in_use()?;
            if runbook.version() != read.version() {
                return Err(Refusal::Stale);
            }
            if let Some(other) = &other {
                return Err(Refusal::unlawful(format!(
                    "Version {} is yours, and nobody sees their own mistakes: ask somebody else who reviews runbooks, such as {other}.",
                    runbook.version()
                )));
            }
            Ok(vec![RunbookEvent::Reviewed { outcome, note: note.clone(), next_review, own }])
        };
        Ok(self.change(id.0, ask, decide).await?.state)
    }

    /// Lets a review wait until `until`, with a reason that stands beside it.
    pub async fn put_off_review(&self, ask: Ask<'_>, slug: &str, until: NaiveDate, reason: &str) -> Result<Runbook> {
        ask.may(Permission::ReviewRunbook)?;
        let reason = bounded("reason", reason, 500)?;
        if reason.is_empty() {
            return Err(Refusal::invalid("reason", "Say why it has to wait: whoever relies on the runbook will ask.").into());
        }
        let today = self.clock.now().date_naive();
        let latest = today.checked_add_days(LONGEST_WAIT).unwrap_or(today);
        if until <= today || until > latest {
            let sentence = format!(
                "A review can wait until a day after today and until {} at most: choose such a day.",
                latest.format("%-d %b %Y")
            );
            return Err(Refusal::invalid("until", sentence).into());
        }
        let id = runbook_id(&mut self.db.read().await?, slug).await?;
        let decide = |runbook: &Runbook, _| {
            runbook.in_use()?;
            if until <= runbook.next_review {
                let due = runbook.next_review.format("%-d %b %Y");
                return Err(Refusal::invalid("until", format!("It is not due before {due}: choose a later day.")));
            }
            Ok(vec![RunbookEvent::ReviewPutOff { until, reason: reason.clone() }])
        };
        Ok(self.change(id.0, ask, decide).await?.state)
    }

    /// Says who answers for a runbook, how grave what it is for is, and how often it is looked at.
    pub async fn change_upkeep(&self, ask: Ask<'_>, slug: &str, upkeep: &Upkeep) -> Result<Runbook> {
        ask.may(Permission::ReviewRunbook)?;
        let today = self.clock.now().date_naive();
        let id = runbook_id(&mut self.db.read().await?, slug).await?;
        let decide = |runbook: &Runbook, _| {
            runbook.in_use()?;
            Ok(upkeep.change(runbook, today))
        };
        Ok(self.change(id.0, ask, decide).await?.state)
    }
}

/// Whether whoever asks wrote the current version, in a proposal or in a file that they brought in.
async fn is_own(tx: &mut Tx, ask: Ask<'_>, runbook: &Runbook) -> Result<bool> {
    let Some(me) = ask.who.actor.person() else { return Ok(false) };
    let proposal = runbook.current().and_then(|version| version.proposal);
    let begun: Option<(Option<PersonId>,)> =
        tx.query("SELECT author_id FROM proposals WHERE number = $1").bind(proposal).optional().await?;
    Ok(runbook.is_version_by(me.id, begun.and_then(|(author,)| author)))
}

/// The name of somebody else who may review; none where there is nobody.
async fn other_reviewer(tx: &mut Tx, ask: Ask<'_>) -> Result<Option<String>> {
    let people: Vec<(PersonId, String, Role)> =
        tx.query("SELECT id, name, role FROM people WHERE disabled_at IS NULL ORDER BY LOWER(name), id").all().await?;
    let other = people.into_iter().find(|(id, _, role)| Permission::ReviewRunbook.allows(*role) && !ask.who.is(*id));
    Ok(other.map(|(_, name, _)| name))
}
