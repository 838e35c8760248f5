use std::path::Path;

use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{Result, db::known_migrations};

/// What an SQLite file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Absent: it is no database of Tocsin's.
    pub events: Option<i64>,
    /// What keeps it from being used, in sentences.
    pub problems: Vec<String>,
}

/// Looks into a file without changing it.
pub async fn inspect(file: &Path) -> Result<Contents> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let contents = look(&mut connection).await;
    connection.close().await?;
    match contents {
        Ok(contents) => Ok(contents),
        // Not a database at all, or one that is torn at its root.
        Err(sqlx::Error::Database(error)) => Ok(Contents { events: None, problems: vec![format!("It can't be read: {error}.")] }),
        Err(error) => Err(error.into()),
    }
}

async fn look(connection: &mut SqliteConnection) -> sqlx::Result<Contents> {
    let said: Vec<(String,)> = sqlx::query_as("PRAGMA integrity_check(10)").fetch_all(&mut *connection).await?;
    let mut problems: Vec<String> = said.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect();
    let ours: (i64,) =
        sqlx::query_as("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('events', '_sqlx_migrations')")
            .fetch_one(&mut *connection)
            .await?;
    if ours.0 < 2 {
        return Ok(Contents { events: None, problems });
    }
    let applied: Vec<(i64,)> = sqlx::query_as("SELECT version FROM _sqlx_migrations").fetch_all(&mut *connection).await?;
    let known = known_migrations(false);
    if applied.iter().any(|(version,)| !known.version_exists(*version)) {
        problems.push("It was made by a newer Tocsin: restore it with that one.".to_owned());
    }
    let events: (i64,) = sqlx::query_as("SELECT COUNT(*) FROM events").fetch_one(&mut *connection).await?;
    Ok(Contents { events: Some(events.0), problems })
}
