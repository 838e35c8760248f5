use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::TimerKind;
use crate::{Backend, Result};

/// A server that dies with a timer in hand leaves it to the others after this long.
pub(super) const CLAIM: Duration = Duration::seconds(30);

#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Due {
    id: Uuid,
    kind: TimerKind,
    pub(super) subject: Uuid,
    pub(super) fire_at: DateTime<Utc>,
}

impl Backend {
    /// Fires what is due and gives how many that were. Several servers may call it at once. One that fails keeps none back that
    /// comes after it; the first error is given when all have had their turn.
    pub async fn fire_due_timers(&self) -> Result<usize> {
        let (mut fired, mut first_error) = (0, None);
        while let Some(due) = self.claim_timer().await? {
            let outcome = match due.kind {
                TimerKind::Respond => self.response_clock_ran_out(due.subject, due.fire_at).await,
                TimerKind::ActionItemDue => self.action_item_became_overdue(due.subject, due.fire_at).await,
                TimerKind::ReviewsDue => self.remind_of_reviews(due.fire_at).await,
            };
            self.settle_timer(&due, outcome.as_ref().err().map(ToString::to_string)).await?;
            match outcome {
                Ok(()) => fired += 1,
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        first_error.map_or(Ok(fired), Err)
    }

    /// When the next timer is due, so that nobody has to look before.
    pub async fn next_timer_at(&self) -> Result<Option<DateTime<Utc>>> {
        let row: (Option<DateTime<Utc>>,) =
            self.db.read().await?.query("SELECT MIN(fire_at) FROM timers WHERE done_at IS NULL").one().await?;
        Ok(row.0)
    }

    pub(super) async fn claim_timer(&self) -> Result<Option<Due>> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        // The second look at the claim is what makes two servers that read the same row take turns.
        let due: Option<Due> = tx
            .query(
                "UPDATE timers SET claim_until = $2, attempts = attempts + 1
                 WHERE id = (SELECT id FROM timers
                             WHERE done_at IS NULL AND fire_at <= $1 AND (claim_until IS NULL OR claim_until <= $1)
                             ORDER BY fire_at LIMIT 1)
                   AND (claim_until IS NULL OR claim_until <= $1)
                 RETURNING id, kind, subject, fire_at",
            )
            .bind(now)
            .bind(now + CLAIM)
            .optional()
            .await?;
        tx.commit().await?;
        Ok(due)
    }

    pub(super) async fn settle_timer(&self, due: &Due, error: Option<String>) -> Result<()> {
        let done_at = error.is_none().then(|| self.clock.now());
        let mut tx = self.db.write().await?;
        // What was cancelled meanwhile stays so, also where it failed.
        tx.query("UPDATE timers SET done_at = COALESCE(done_at, $2), last_error = $3 WHERE id = $1")
            .bind(due.id)
            .bind(done_at)
            .bind(error)
            .execute()
            .await?;
        tx.commit().await
    }
}
