use sqlx::{
    Arguments as _, Encode, FromRow, Postgres, Sqlite, Type,
    postgres::{PgArguments, PgRow},
    sqlite::{SqliteArguments, SqliteRow},
};

use super::{Tx, connect::Inner, patience::patiently};
use crate::error::Result;

/// A value that both databases can store.
pub trait Value: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> {}
impl<T> Value for T where T: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> {}

/// A row that both databases can yield.
pub trait Record: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Record for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

enum Args {
    Sqlite(SqliteArguments),
    Postgres(PgArguments),
}

/// A statement being prepared: bind values in order, then fetch or execute.
#[must_use = "a query does nothing until it is fetched or executed"]
pub struct Query<'t> {
    tx: &'t mut Tx,
    sql: &'static str,
    args: sqlx::Result<Args>,
}

impl Tx {
    pub fn query<'t>(&'t mut self, sql: &'static str) -> Query<'t> {
        let args = match self.inner {
            Inner::Sqlite(_) | Inner::SqliteWriter(_) => Args::Sqlite(SqliteArguments::default()),
            Inner::Postgres(_) | Inner::PostgresWriter(_) => Args::Postgres(PgArguments::default()),
        };
        Query { tx: self, sql, args: Ok(args) }
    }
}

macro_rules! run {
    ($query:expr, $sql:ident, $args:ident, $conn:ident => $body:expr) => {{
        let Query { tx, sql: $sql, args } = $query;
        let _statement = tx.metrics.statement.start_timer();
        match (&mut tx.inner, args?) {
            (Inner::Sqlite(connection), Args::Sqlite($args)) => {
                let $conn = &mut **connection;
                $body
            }
            (Inner::SqliteWriter(unit), Args::Sqlite($args)) => {
                let $conn = unit.connection()?;
                let ended = async { $body }.await;
                unit.heed(&ended);
                ended
            }
            (Inner::Postgres(loan) | Inner::PostgresWriter(loan), Args::Postgres($args)) => {
                let $conn = loan.connection()?;
                patiently(Box::pin(async { $body })).await
            }
            _ => unreachable!("arguments are made for their own connection"),
        }
    }};
}

impl Query<'_> {
    pub fn bind<T: Value>(mut self, value: T) -> Self {
        let added = match &mut self.args {
            Ok(Args::Sqlite(args)) => args.add(value),
            Ok(Args::Postgres(args)) => args.add(value),
            Err(_) => return self,
        };
        if let Err(error) = added {
            self.args = Err(sqlx::Error::Encode(error));
        }
        self
    }

    /// Executes and gives the number of rows touched.
    pub async fn execute(self) -> Result<u64> {
        debug_assert!(self.tx.may_write(), "a unit that only reads has no transaction: {}", self.sql);
        run!(self, sql, args, conn => Ok(sqlx::query_with(sql, args).execute(conn).await?.rows_affected()))
    }

    pub async fn all<T: Record>(self) -> Result<Vec<T>> {
        run!(self, sql, args, conn => Ok(sqlx::query_as_with(sql, args).fetch_all(conn).await?))
    }

    pub async fn optional<T: Record>(self) -> Result<Option<T>> {
        run!(self, sql, args, conn => Ok(sqlx::query_as_with(sql, args).fetch_optional(conn).await?))
    }

    pub async fn one<T: Record>(self) -> Result<T> {
        run!(self, sql, args, conn => Ok(sqlx::query_as_with(sql, args).fetch_one(conn).await?))
    }

    pub async fn scalar<T>(self) -> Result<T>
    where
        (T,): Record,
    {
        Ok(self.one::<(T,)>().await?.0)
    }
}
