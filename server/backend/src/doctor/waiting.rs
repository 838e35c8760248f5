use chrono::{DateTime, Duration, Utc};
use domain::people::Permission;

use super::Finding;
use crate::{Ask, Backend, Result};

/// A server that runs fires what is due within a second or two.
const LATE: Duration = Duration::minutes(1);
/// A letter that waits longer than this meets a mail server that does not answer.
const LONG: Duration = Duration::hours(1);
/// A letter that was given up longer ago than this is nobody's news any more, or one would keep everything from ever being well
/// again. The figure of `/metrics` counts it still.
const LATELY: Duration = Duration::days(7);

impl Backend {
    /// Whether what was promised for a time has happened by then.
    pub async fn check_timers(&self, ask: Ask<'_>) -> Result<Finding> {
        ask.may(Permission::ChangeSettings)?;
        let mut tx = self.db.read().await?;
        let armed: i64 = tx.query("SELECT COUNT(*) FROM timers WHERE done_at IS NULL").scalar().await?;
        let late: Vec<(String, DateTime<Utc>, i32, Option<String>)> = tx
            .query(
                "SELECT kind, fire_at, attempts, last_error FROM timers
                 WHERE done_at IS NULL AND fire_at < $1 ORDER BY fire_at",
            )
            .bind(self.clock.now() - LATE)
            .all()
            .await?;
        let problems = late.iter().map(|(kind, fire_at, attempts, error)| {
            let error = error.as_deref().map(|error| format!(", last with “{error}”")).unwrap_or_default();
            format!(
                "A timer ({kind}) was due at {} and has not fired after {attempts} attempts{error}. Is the server running?",
                fire_at.format("%Y-%m-%d %H:%M UTC")
            )
        });
        Ok(Finding { said: format!("{armed} timers armed, {} of them late", late.len()), problems: problems.collect() })
    }

    /// Whether mail leaves.
    pub async fn check_mail(&self, ask: Ask<'_>) -> Result<Finding> {
        ask.may(Permission::ChangeSettings)?;
        let mut tx = self.db.read().await?;
        let (waiting, oldest): (i64, Option<DateTime<Utc>>) =
            tx.query("SELECT COUNT(*), MIN(created_at) FROM outbox WHERE sent_at IS NULL AND given_up_at IS NULL").one().await?;
        let given_up: i64 =
            tx.query("SELECT COUNT(*) FROM outbox WHERE given_up_at > $1").bind(self.clock.now() - LATELY).scalar().await?;
        let last_error: Option<(Option<String>,)> = tx
            .query(
                "SELECT last_error FROM outbox WHERE last_error IS NOT NULL AND sent_at IS NULL ORDER BY created_at DESC LIMIT 1",
            )
            .optional()
            .await?;
        let because = last_error.and_then(|(error,)| error).map(|error| format!(" The last answer: {error}")).unwrap_or_default();
        let days = LATELY.num_days();
        let mut problems = Vec::new();
        if given_up > 0 {
            problems.push(format!("{given_up} letters were given up in the last {days} days and never arrived.{because}"));
        }
        if oldest.is_some_and(|oldest| self.clock.now() - oldest > LONG) {
            problems
                .push(format!("A letter has waited for more than an hour: check mail.smtp, and that the server runs.{because}"));
        }
        Ok(Finding { said: format!("{waiting} letters waiting, {given_up} given up in the last {days} days"), problems })
    }
}
