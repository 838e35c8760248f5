use chrono::{Days, NaiveDate};
use domain::{
    Refusal,
    people::Permission,
    refusal::bounded,
    runbooks::{ReviewOutcome, Runbook, RunbookEvent},
};

use super::read::runbook_id;
use crate::{Ask, Backend, Result};

/// What a review may be put off to at most.
const LONGEST: Days = Days::new(2 * 366);

impl Backend {
    /// Records that somebody read the runbook, what they think of it, and when it is next looked at.
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
        let id = runbook_id(&mut self.db.read().await?, slug).await?;
        let decide = |_: &Runbook, _| Ok(vec![RunbookEvent::Reviewed { outcome, note: note.clone(), next_review }]);
        Ok(self.change(id.0, ask, decide).await?.state)
    }

    /// Says who answers for a runbook.
    pub async fn change_owners(&self, ask: Ask<'_>, slug: &str, owners: Vec<String>) -> Result<Runbook> {
        ask.may(Permission::ReviewRunbook)?;
        let mut named = Vec::with_capacity(owners.len());
        for owner in owners {
            let owner = bounded("owners", &owner, 120)?;
            if !owner.is_empty() && !named.contains(&owner) {
                named.push(owner);
            }
        }
        let id = runbook_id(&mut self.db.read().await?, slug).await?;
        let decide = |runbook: &Runbook, _| {
            let so_already = runbook.owners == named;
            Ok(if so_already { vec![] } else { vec![RunbookEvent::OwnersChanged { owners: named.clone() }] })
        };
        Ok(self.change(id.0, ask, decide).await?.state)
    }
}
