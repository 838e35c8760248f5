use std::{path::Path, str::FromStr};

use sqlx::{
    Connection as _, PgConnection, SqliteConnection,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};

use super::{Noted, inspect};
use crate::{Result, db::known_migrations};

/// What stands where a backup is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occupied {
    /// Absent where it can't be told: a file of SQLite holds something that is damaged or somebody else's.
    pub events: Option<i64>,
    /// A server has it open at this moment.
    pub in_use: bool,
    /// A table because of which a PostgreSQL database is not Tocsin's alone. A file of SQLite is set aside whole, whosever it
    /// is.
    pub stranger: Option<String>,
}

impl Occupied {
    /// Whether something is there that is to be kept.
    pub fn holds_something(&self) -> bool {
        self.events != Some(0)
    }
}

/// Where sqlx notes which changes of the schema were made.
const NOTES: &str = "_sqlx_migrations";

/// What stands at this address, `postgres://…` or `sqlite:FILE`; an empty place has no events.
pub async fn occupied(database_url: &str) -> Result<Occupied> {
    match database_url.strip_prefix("sqlite:") {
        Some(file) => sqlite(Path::new(file.trim_start_matches("//"))).await,
        None => postgres(database_url).await,
    }
}

async fn sqlite(file: &Path) -> Result<Occupied> {
    if !file.exists() {
        return Ok(Occupied { events: Some(0), in_use: false, stranger: None });
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
    let is_empty = file.metadata().is_ok_and(|file| file.len() == 0);
    let events = if is_empty { Some(0) } else { inspect(file).await?.events };
    Ok(Occupied { events, in_use, stranger: None })
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
    let tables: Vec<(String,)> =
        sqlx::query_as("SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
            .fetch_all(&mut connection)
            .await?;
    let tables: Vec<String> = tables.into_iter().map(|(name,)| name).collect();
    let noted: Vec<(i64, String)> = if tables.iter().any(|table| table == NOTES) {
        sqlx::query_as("SELECT version, description FROM _sqlx_migrations").fetch_all(&mut connection).await?
    } else {
        vec![]
    };
    let beside = in_another_schema(&mut connection).await?;
    connection.close().await?;
    let stranger = stranger(&tables, &Noted::new(noted)).map(str::to_owned).or(beside);
    Ok(Occupied { events: Some(events), in_use: servers.0 > 0, stranger })
}

/// The first table in a schema that is neither Tocsin's nor PostgreSQL's own nor an extension's. `pg_dump` takes the whole database, so a restore
/// would put back those tables too, as they were when the backup was made.
async fn in_another_schema(connection: &mut PgConnection) -> Result<Option<String>> {
    let found: Option<(String,)> = sqlx::query_as(
        r"SELECT format('%I.%I', nspname, relname) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
          WHERE relkind IN ('r', 'p') AND nspname IS DISTINCT FROM current_schema()
            AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\_%'
            AND NOT EXISTS (SELECT 1 FROM pg_depend
                            WHERE classid = CAST('pg_class' AS regclass) AND objid = pg_class.oid AND deptype = 'e')
          ORDER BY nspname, relname LIMIT 1",
    )
    .fetch_optional(connection)
    .await?;
    Ok(found.map(|(name,)| name))
}

/// Of the tables in a schema one that keeps it from being Tocsin's alone. A schema is Tocsin's where it has events and notes
/// the first change that Tocsin makes. If it notes nothing but what is known here, each table has to come from one of those
/// changes. In the schema of a newer Tocsin a table that nobody here knows is taken for that one's, or nothing could be put in
/// its place; so there, and only there, a table of another program is not told.
fn stranger<'t>(tables: &'t [String], noted: &Noted) -> Option<&'t str> {
    let known = known_migrations(true);
    let ours: Vec<&str> = known.iter().flat_map(|change| made_by(change.sql.as_str())).chain([NOTES]).collect();
    let unknown = tables.iter().find(|table| !ours.contains(&table.as_str()));
    let is_whole = ["events", NOTES].iter().all(|name| tables.iter().any(|table| table == name));
    let odd = if !is_whole || !noted.is_tocsins() {
        unknown.or(tables.first())
    } else if noted.is_newer() {
        None
    } else {
        unknown
    };
    odd.map(String::as_str)
}

/// The tables that a change of the schema makes.
fn made_by(sql: &str) -> impl Iterator<Item = &str> {
    let begins = sql.split("CREATE TABLE ").skip(1).map(|rest| rest.trim_start_matches("IF NOT EXISTS "));
    begins.filter_map(|rest| rest.split([' ', '(', '\n']).next())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn told(tables: &[&str], changes: &[(i64, &str)]) -> Option<String> {
        let tables: Vec<String> = tables.iter().map(|table| (*table).to_owned()).collect();
        let noted = Noted::new(changes.iter().map(|(number, name)| (*number, (*name).to_owned())).collect());
        stranger(&tables, &noted).map(str::to_owned)
    }

    #[test]
    fn a_schema_is_tocsins_alone_where_it_is_whole_and_every_table_comes_from_a_change_of_its_own() {
        let known = known_migrations(true);
        let changes: Vec<(i64, &str)> = known.iter().map(|change| (change.version, change.description.as_ref())).collect();
        let ours = [NOTES, "events", "incidents", "runbook_terms", "streams"];
        let with = |more: &'static str| [&ours[..], &[more]].concat();
        assert_eq!(told(&[], &[]), None, "nobody is there");
        assert_eq!(told(&ours, &changes), None);
        assert_eq!(told(&ours, &changes[..1]), None, "of an older Tocsin");
        assert_eq!(told(&with("orders"), &changes).as_deref(), Some("orders"));
        assert_eq!(told(&["orders"], &[]).as_deref(), Some("orders"));
        assert_eq!(told(&[NOTES, "events", "orders"], &[(1, "orders")]).as_deref(), Some("orders"));
        assert_eq!(told(&[NOTES, "events"], &[(20_260_101_120_000, "events")]).as_deref(), Some(NOTES));
        assert_eq!(told(&[NOTES, "incidents"], &changes).as_deref(), Some(NOTES), "its events are gone");
        let newer = [&changes[..], &[(9999, "of tomorrow")]].concat();
        assert_eq!(told(&with("of_tomorrow"), &newer), None, "of a newer Tocsin");
    }
}
