use domain::people::Permission;

use super::Finding;
use crate::{Ask, Backend, Result, db::Tx};

impl Backend {
    /// Whether the database waits for the disk at each commit.
    pub async fn check_durability(&self, ask: Ask<'_>) -> Result<Finding> {
        ask.may(Permission::ChangeSettings)?;
        let mut tx = self.db.read().await?;
        if !tx.is_postgres() {
            // Nobody else has a say in it: each connection that writes is made so.
            return Ok(Finding { said: "SQLite waits for the disk at each commit".to_owned(), problems: vec![] });
        }
        let settings = Settings::of(&mut tx).await?;
        let said = format!("fsync is {}, synchronous_commit is {}", settings.fsync, settings.synchronous_commit);
        Ok(Finding { said, problems: settings.problems() })
    }
}

/// What PostgreSQL says of itself, to a connection of ours: a role or a database may have settings of its own.
pub(super) struct Settings {
    pub(super) fsync: String,
    pub(super) synchronous_commit: String,
}

impl Settings {
    pub(super) async fn of(tx: &mut Tx) -> Result<Self> {
        let fsync: String = tx.query("SHOW fsync").scalar().await?;
        let synchronous_commit: String = tx.query("SHOW synchronous_commit").scalar().await?;
        Ok(Self { fsync, synchronous_commit })
    }

    /// Only `off` loses anything that was acknowledged. The other words say how far its standbys have to be:
    /// <https://www.postgresql.org/docs/15/runtime-config-wal.html>.
    pub(super) fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if self.fsync == "off" {
            problems.push(
                "fsync is off: after a power cut the database may be beyond repair. Set fsync = on in postgresql.conf, and \
                 reload PostgreSQL."
                    .to_owned(),
            );
        }
        if self.synchronous_commit == "off" {
            problems.push(
                "synchronous_commit is off: what people did last before PostgreSQL crashes is lost, though they were told that \
                 it is done. Set synchronous_commit = on where it was switched off: in postgresql.conf, for this database or \
                 for its role."
                    .to_owned(),
            );
        }
        problems
    }
}
