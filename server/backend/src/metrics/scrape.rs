use std::time::Duration;

use chrono::Duration as Span;

use crate::{Backend, Result};

/// A server that runs fires what is due within a second or two.
const LATE: Span = Span::seconds(10);
/// Whoever asks for figures waits no longer than this for the database.
const PATIENCE: Duration = Duration::from_secs(2);

impl Backend {
    /// All figures as Prometheus reads them. Without a database those that are in it stay as they were, and
    /// `tocsin_database_up` is 0.
    pub async fn metrics_text(&self) -> Result<String> {
        let waits = &self.metrics.waits;
        let pool = self.db.pool();
        waits.connections.set(pool.open.into());
        waits.connections_idle.set(pool.idle.into());
        waits.connections_most.set(pool.most.into());
        let looked = tokio::time::timeout(PATIENCE, self.look_at_waits()).await;
        waits.database_up.set(matches!(looked, Ok(Ok(()))).into());
        self.metrics.text()
    }

    async fn look_at_waits(&self) -> Result<()> {
        let waits = &self.metrics.waits;
        let mut tx = self.db.read().await?;
        let late_before = self.clock.now() - LATE;
        let (armed, late): (i64, i64) = tx
            .query("SELECT COUNT(*), COUNT(CASE WHEN fire_at < $1 THEN 1 END) FROM timers WHERE done_at IS NULL")
            .bind(late_before)
            .one()
            .await?;
        let waiting: i64 = tx.query("SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL AND given_up_at IS NULL").scalar().await?;
        let given_up: i64 = tx.query("SELECT COUNT(*) FROM outbox WHERE given_up_at IS NOT NULL").scalar().await?;
        waits.timers_armed.set(armed);
        waits.timers_late.set(late);
        waits.letters_waiting.set(waiting);
        waits.letters_given_up.set(given_up);
        Ok(())
    }
}
