use domain::people::Permission;

use crate::{Ask, Backend, Result};

/// Up to where the log stands. While two of these are equal, so is all that is read from the log and its read models, on
/// whichever server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsOf(String);

impl Backend {
    /// Up to where the log stands just now. What is read afterwards is as of then, or newer.
    pub async fn as_of(&self, ask: Ask<'_>) -> Result<AsOf> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        // Events are never deleted, and one writer adds them: their number only grows. PostgreSQL has many writers, and
        // says itself which of them a statement sees (PostgreSQL 17, 9.27.7).
        let sql = if tx.is_postgres() {
            "SELECT CAST(pg_current_snapshot() AS TEXT)"
        } else {
            "SELECT CAST(coalesce(max(rowid), 0) AS TEXT) FROM events"
        };
        let (mark,): (String,) = tx.query(sql).one().await?;
        Ok(AsOf(mark))
    }
}

#[cfg(test)]
mod tests {
    use domain::incidents::Command;

    use crate::{
        Ask,
        incidents::tests::outage,
        testing::{ada, ben, on_both_databases},
    };

    on_both_databases! {
        async fn every_change_moves_it_and_a_look_does_not(backend) {
            let number = backend.declare_incident(Ask::by(ada()), outage()).await.unwrap().number;
            let declared = backend.as_of(Ask::by(ada())).await.unwrap();
            backend.room(Ask::by(ada()), number).await.unwrap();
            // In the tests' PostgreSQL others write meanwhile.
            if !backend.db.is_postgres() {
                assert_eq!(backend.as_of(Ask::by(ben())).await.unwrap(), declared);
            }
            let mut seen = vec![declared];
            for n in 0..5 {
                let note = Command::Note { text: format!("Look {n}") };
                backend.work_on_incident(Ask::by(ada()), number, note).await.unwrap();
                let now = backend.as_of(Ask::by(ada())).await.unwrap();
                assert!(!seen.contains(&now), "{now:?} was there before: {seen:?}");
                seen.push(now);
            }
        }
    }
}
