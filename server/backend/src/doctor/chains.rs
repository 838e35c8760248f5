use domain::people::Permission;
use uuid::Uuid;

use super::Finding;
use crate::{Ask, Backend, Result, log::verify};

impl Backend {
    /// Whether every event is as it was recorded, and none is missing.
    pub async fn check_chains(&self, ask: Ask<'_>) -> Result<Finding> {
        ask.may(Permission::ChangeSettings)?;
        let mut tx = self.db.read().await?;
        let streams: Vec<(Uuid, String)> = tx.query("SELECT id, kind FROM streams ORDER BY id").all().await?;
        let events: i64 = tx.query("SELECT COUNT(*) FROM events").scalar().await?;
        let mut problems = Vec::new();
        for (stream, kind) in &streams {
            if let Some(broken) = verify(&mut tx, *stream).await? {
                problems.push(format!(
                    "{kind} {stream}, event {}: {}. Restore the database from a backup, and find out who wrote to it.",
                    broken.seq, broken.why
                ));
            }
        }
        let strays: i64 = tx.query("SELECT COUNT(*) FROM events WHERE stream NOT IN (SELECT id FROM streams)").scalar().await?;
        if strays > 0 {
            problems.push(format!("{strays} events belong to no stream. Restore the database from a backup."));
        }
        Ok(Finding { said: format!("{} streams with {events} events, each chained to the one before", streams.len()), problems })
    }
}
