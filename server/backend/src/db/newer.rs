//! A database that a newer Tocsin has changed already, as while several servers are updated one after the other.
//!
//! A migration adds before a later one takes away, so that the former Tocsin still works beside the new one. Whether that is
//! so is looked at and not believed.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{Connection as _, SqliteConnection, migrate::Migrator};

use super::{Db, connect::known_migrations};
use crate::error::{Error, Result};

/// The terms of the search are kept in each database's own way, in tables whose names begin so.
const OWN: &str = "runbook_terms";

/// A column: its table, its name, and whether a row can't be made without a value for it.
type Column = (String, String, i64);

const OF_SQLITE: &str = "SELECT tables.name, columns.name,
        CASE WHEN columns.\"notnull\" = 1 AND columns.dflt_value IS NULL AND columns.pk = 0 THEN 1 ELSE 0 END
    FROM sqlite_schema AS tables JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'";
const OF_POSTGRES: &str = "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT),
        CAST(CASE WHEN is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' THEN 1 ELSE 0 END AS BIGINT)
    FROM information_schema.columns WHERE table_schema = current_schema()";

/// The migrations of the database that are in none of `known`.
pub(super) async fn unknown(db: &Db, known: &Migrator) -> Result<Vec<i64>> {
    let applied: Vec<(i64,)> =
        db.read().await?.query("SELECT version FROM _sqlx_migrations WHERE success ORDER BY version").all().await?;
    Ok(applied.into_iter().map(|(version,)| version).filter(|version| !known.version_exists(*version)).collect())
}

/// Refuses a schema in which something is gone that this Tocsin asks for, or which asks for something that it doesn't know.
pub(super) async fn still_serves(db: &Db) -> Result<()> {
    let found: Vec<Column> = db.read().await?.query(if db.is_postgres() { OF_POSTGRES } else { OF_SQLITE }).all().await?;
    let found: BTreeMap<(&str, &str), i64> =
        found.iter().map(|(table, column, asks)| ((table.as_str(), column.as_str()), *asks)).collect();
    let expected = expected().await?;
    let ours: BTreeSet<&str> = expected.iter().map(|(table, ..)| table.as_str()).collect();
    let own: BTreeSet<(&str, &str)> = expected.iter().map(|(table, column, _)| (table.as_str(), column.as_str())).collect();
    let is_own = |table: &str| db.is_postgres() && table.starts_with(OWN);
    if let Some((table, column)) = own.iter().find(|column| !is_own(column.0) && !found.contains_key(*column)) {
        return Err(refusal(&format!("{table}.{column} is gone")));
    }
    let is_asked = |column: &(&str, &str)| ours.contains(column.0) && !own.contains(column) && !is_own(column.0);
    match found.iter().find(|(column, asks)| **asks == 1 && is_asked(column)) {
        Some(((table, column), _)) => Err(refusal(&format!("{table}.{column} has to be filled in"))),
        None => Ok(()),
    }
}

fn refusal(what: &str) -> Error {
    Error::Internal(format!(
        "a newer Tocsin has changed the database so that this one can't work with it any more ({what}): start the newer one"
    ))
}

/// The schema as this Tocsin would make it.
async fn expected() -> Result<Vec<Column>> {
    let mut connection = SqliteConnection::connect("sqlite::memory:").await?;
    known_migrations(false).run(&mut connection).await?;
    let columns = sqlx::query_as(OF_SQLITE).fetch_all(&mut connection).await?;
    connection.close().await?;
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use sqlx::Executor as _;

    use super::*;
    use crate::{Backend, testing::on_both_databases};

    /// Changes the schema as a migration of a later release would.
    async fn migrate(backend: &Backend, statements: &'static str) {
        let noted = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                     VALUES (9999, 'of tomorrow', TRUE, '', 0)";
        let noted = if backend.db.is_postgres() { noted.replace("''", "'\\x00'") } else { noted.replace("''", "x'00'") };
        if let Some(pool) = backend.db.postgres() {
            pool.execute(sqlx::raw_sql(statements)).await.unwrap();
            pool.execute(sqlx::AssertSqlSafe(noted)).await.unwrap();
        } else if let Some(mut connection) = backend.db.sqlite().await.unwrap() {
            connection.execute(sqlx::raw_sql(statements)).await.unwrap();
            connection.execute(sqlx::AssertSqlSafe(noted)).await.unwrap();
        }
    }

    async fn seen(backend: &Backend) -> Result<Vec<i64>> {
        let unknown = unknown(&backend.db, &known_migrations(backend.db.is_postgres())).await?;
        still_serves(&backend.db).await?;
        Ok(unknown)
    }

    on_both_databases! {
        async fn a_schema_that_only_grew_serves(backend) {
            assert_eq!(seen(&backend).await.unwrap(), Vec::<i64>::new());
            migrate(
                &backend,
                "ALTER TABLE incidents ADD COLUMN weather TEXT;
                 ALTER TABLE people ADD COLUMN height BIGINT NOT NULL DEFAULT 0;
                 CREATE TABLE weather (id BIGINT PRIMARY KEY, said TEXT NOT NULL);",
            )
            .await;
            assert_eq!(seen(&backend).await.unwrap(), [9999]);
        }

        async fn a_schema_that_lacks_something_does_not(backend) {
            migrate(&backend, "ALTER TABLE incidents DROP COLUMN services;").await;
            let error = seen(&backend).await.unwrap_err().to_string();
            assert!(error.contains("incidents.services is gone") && error.contains("start the newer one"), "{error}");
        }

        async fn nor_does_one_that_asks_for_what_nobody_here_knows(backend) {
            migrate(
                &backend,
                "DROP TABLE snapshots;
                 CREATE TABLE snapshots (stream UUID PRIMARY KEY, shape INTEGER NOT NULL, seq BIGINT NOT NULL,
                     state TEXT NOT NULL, weather TEXT NOT NULL);",
            )
            .await;
            let error = seen(&backend).await.unwrap_err().to_string();
            assert!(error.contains("snapshots.weather has to be filled in"), "{error}");
        }
    }
}
