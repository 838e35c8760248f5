use std::{path::Path, str::FromStr};

use sqlx::{
    Connection as _, PgConnection, SqliteConnection,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};

use super::inspect;
use crate::Result;

/// What stands where a backup is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occupied {
    pub events: i64,
    /// A server has it open at this moment.
    pub in_use: bool,
}

/// What stands at this address, `postgres://…` or `sqlite:FILE`; an empty place has no events.
pub async fn occupied(database_url: &str) -> Result<Occupied> {
    match database_url.strip_prefix("sqlite:") {
        Some(file) => sqlite(Path::new(file.trim_start_matches("//"))).await,
        None => postgres(database_url).await,
    }
}

async fn sqlite(file: &Path) -> Result<Occupied> {
    if !file.exists() {
        return Ok(Occupied { events: 0, in_use: false });
    }
    // Only who has it alone may take it out of WAL mode, which also brings everything into the one file.
    let alone = SqliteConnectOptions::new().filename(file).journal_mode(SqliteJournalMode::Delete);
    let in_use = match SqliteConnection::connect_with(&alone).await {
        Ok(connection) => {
            connection.close().await?;
            false
        }
        Err(sqlx::Error::Database(error)) => error.message().contains("locked") || error.message().contains("busy"),
        Err(error) => return Err(error.into()),
    };
    Ok(Occupied { events: inspect(file).await?.events.unwrap_or(0), in_use })
}

async fn postgres(url: &str) -> Result<Occupied> {
    let mut connection = PgConnection::connect_with(&PgConnectOptions::from_str(url)?).await?;
    let servers: (i64,) = sqlx::query_as(
        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tocsin'",
    )
    .fetch_one(&mut connection)
    .await?;
    let events = match sqlx::query_as::<_, (i64,)>("SELECT COUNT(*) FROM events").fetch_one(&mut connection).await {
        Ok((events,)) => events,
        // There is no such table.
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42P01") => 0,
        Err(error) => return Err(error.into()),
    };
    connection.close().await?;
    Ok(Occupied { events, in_use: servers.0 > 0 })
}

/// The tables in a PostgreSQL database, quoted; they go before those of a backup come.
pub async fn tables(url: &str) -> Result<Vec<String>> {
    let mut connection = PgConnection::connect_with(&PgConnectOptions::from_str(url)?).await?;
    let names: Vec<(String,)> =
        sqlx::query_as("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = current_schema()")
            .fetch_all(&mut connection)
            .await?;
    connection.close().await?;
    Ok(names.into_iter().map(|(name,)| name).collect())
}
