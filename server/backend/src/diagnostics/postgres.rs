use std::time::Duration;

use domain::diagnostics::Observation;
use futures::TryStreamExt as _;
use sqlx::{AssertSqlSafe, Column as _, Executor as _, PgConnection, Row as _, SqlSafeStr as _, Statement as _};
use tokio::time::timeout;

use super::{
    failure::{Failure, Fingerprint, Seen},
    postgres_session::{Session, unseen},
    sql_guard::{Guarded, Shape},
    targets::PostgresTarget,
};

/// What the server has beyond its own statement time-out before the connection is dropped.
const GRACE: Duration = Duration::from_secs(2);

/// Runs one guarded statement inside of the fence.
pub(super) async fn look(target: &PostgresTarget, statement: &Guarded) -> Result<Seen, Failure> {
    let mut session = Session::open(target).await?;
    let reading = async {
        match statement.shape() {
            Shape::Table => table(&mut session.connection, statement.sql(), target).await,
            Shape::Plan => plan(&mut session.connection, statement.sql(), target).await,
        }
    };
    // The server ends a slow statement itself; this is for a server that has stopped answering.
    let seen = timeout(target.statement_timeout + GRACE, reading).await.unwrap_or_else(|_| {
        Err(Failure::unseen("The database stopped answering within the time-out: look at the server itself."))
    });
    session.close().await;
    seen
}

/// The rows of a query as text, read until a cap is met.
async fn table(connection: &mut PgConnection, statement: &str, target: &PostgresTarget) -> Result<Seen, Failure> {
    let prepared =
        (&mut *connection).prepare(AssertSqlSafe(statement.to_owned()).into_sql_str()).await.map_err(|error| unseen(&error))?;
    let columns: Vec<String> = prepared.columns().iter().map(|column| column.name().to_owned()).collect();
    let widest = target.max_bytes / columns.len().max(1) + 1;
    let sql = as_text(statement, columns.len(), widest, target.max_rows);
    let mut reading = Reading { left: target.max_bytes, ..Reading::default() };
    let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(connection);
    while let Some(row) = rows.try_next().await.map_err(|error| unseen(&error))? {
        let cells: Vec<Option<String>> = row.try_get(0).map_err(|error| unseen(&error))?;
        // The server cut a longer cell at `widest` characters.
        let cut = cells.iter().flatten().any(|cell| cell.chars().count() >= widest);
        if reading.rows.len() == target.max_rows || !reading.add(cells) {
            reading.capped = true;
            break;
        }
        reading.capped |= cut;
    }
    drop(rows);
    Ok(reading.seen(columns))
}

/// Every column as text under a number instead of its name, so that names may repeat; each cut, so
/// that one cell can't fill the memory; and one row beyond the cap, to know that there are more.
fn as_text(statement: &str, columns: usize, widest: usize, max_rows: usize) -> String {
    let names: Vec<String> = (1..=columns).map(|number| format!("c{number}")).collect();
    let cells: Vec<String> =
        names.iter().map(|name| format!("pg_catalog.left(probe.{name}::pg_catalog.text, {widest})")).collect();
    let alias = if names.is_empty() { String::new() } else { format!("({})", names.join(", ")) };
    format!(
        "SELECT ARRAY[{}]::pg_catalog.text[] FROM ({statement}) AS probe{alias} LIMIT {}",
        cells.join(", "),
        max_rows.saturating_add(1)
    )
}

/// The lines of an EXPLAIN, which can't stand in a FROM.
async fn plan(connection: &mut PgConnection, statement: &str, target: &PostgresTarget) -> Result<Seen, Failure> {
    let mut reading = Reading { left: target.max_bytes, ..Reading::default() };
    let mut rows = sqlx::query(AssertSqlSafe(statement.to_owned())).fetch(connection);
    while let Some(row) = rows.try_next().await.map_err(|error| unseen(&error))? {
        let line: String = row.try_get_unchecked(0).map_err(|error| unseen(&error))?;
        if reading.rows.len() == target.max_rows || !reading.add(vec![Some(line)]) {
            reading.capped = true;
            break;
        }
    }
    drop(rows);
    Ok(reading.seen(vec!["QUERY PLAN".to_owned()]))
}

#[derive(Default)]
struct Reading {
    rows: Vec<Vec<Option<String>>>,
    fingerprint: Fingerprint,
    left: usize,
    capped: bool,
}

impl Reading {
    /// Keeps a row if there is room for it.
    fn add(&mut self, row: Vec<Option<String>>) -> bool {
        // Cells end with a unit separator and rows with a line end; NULL is a single NUL, which no
        // text of PostgreSQL contains.
        let mut line = Vec::new();
        for cell in &row {
            line.extend_from_slice(cell.as_deref().unwrap_or("\0").as_bytes());
            line.push(0x1f);
        }
        line.push(b'\n');
        let Some(left) = self.left.checked_sub(line.len()) else {
            return false;
        };
        self.left = left;
        self.fingerprint.add(&line);
        self.rows.push(row);
        true
    }

    fn seen(self, columns: Vec<String>) -> Seen {
        let single = match self.rows.as_slice() {
            [row] if !self.capped => match row.as_slice() {
                [cell] => cell.clone().ok_or_else(|| "The single cell is NULL.".to_owned()),
                cells => Err(format!("A value is one column, and there are {}: name the column instead.", cells.len())),
            },
            rows => Err(format!("A value is exactly one row, and {} were read.", rows.len())),
        };
        let (value, value_missing) = match single {
            Ok(value) => (Some(value), None),
            Err(reason) => (None, Some(reason)),
        };
        self.fingerprint.seen(Observation {
            columns,
            row_count: Some(self.rows.len() as u64),
            rows: self.rows,
            capped: self.capped,
            value,
            value_missing,
            ..Observation::default()
        })
    }
}
