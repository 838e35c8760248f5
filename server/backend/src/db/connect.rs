use std::{str::FromStr, sync::Arc, time::Duration};

use sqlx::{
    ConnectOptions as _, PgPool, Sqlite, SqliteConnection, SqlitePool,
    migrate::Migrator,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    loan::Loan,
    newer,
    patience::patiently,
    writer::{Unit, Writer},
};
use crate::{error::Result, metrics::DatabaseMetrics};

static PORTABLE: Migrator = sqlx::migrate!("../../migrations");
static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

/// The changes of the schema that this Tocsin knows.
pub(crate) fn known_migrations(is_postgres: bool) -> Migrator {
    let overlay = if is_postgres { &POSTGRES } else { &SQLITE };
    let mut migrator = Migrator::with_migrations(PORTABLE.iter().chain(overlay.iter()).cloned().collect());
    // While servers are updated one after the other, the former one may have to start once more: see `newer`.
    migrator.set_ignore_missing(true);
    migrator
}

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pools: Pools,
    metrics: DatabaseMetrics,
    newer: Arc<[i64]>,
}

#[derive(Clone, Debug)]
enum Pools {
    /// Readers in parallel, one writer at a time.
    Sqlite {
        read: SqlitePool,
        write: Writer,
    },
    Postgres(PgPool),
}

/// How many connections there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PoolSize {
    pub(crate) open: u32,
    pub(crate) idle: u32,
    pub(crate) most: u32,
}

impl Db {
    /// Opens `postgres://…` or `sqlite:FILE`, and brings the schema up to date. Refuses one that a newer Tocsin has changed
    /// so that this one can't work with it.
    pub async fn connect(url: &str, metrics: DatabaseMetrics) -> Result<Self> {
        let pools = if url.starts_with("postgres") {
            let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(Duration::from_secs(5));
            // By its name an administrator tells who holds a connection; so does a restore.
            let options = PgConnectOptions::from_str(url)?.application_name("tocsin");
            let pool = pool.connect_with(options).await?;
            known_migrations(true).run(&pool).await?;
            Pools::Postgres(pool)
        } else {
            let options = SqliteConnectOptions::from_str(url)?
                .create_if_missing(true)
                .foreign_keys(true)
                .journal_mode(SqliteJournalMode::Wal)
                // What was acknowledged survives a power cut.
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(5));
            let mut connection = options.connect().await?;
            known_migrations(false).run(&mut connection).await?;
            let readers = SqlitePoolOptions::new().max_connections(8).acquire_timeout(Duration::from_secs(5));
            // A file is always there: nothing is asked of a connection before it is used.
            let readers = readers.test_before_acquire(false);
            Pools::Sqlite {
                read: readers.connect_with(options.clone().pragma("query_only", "ON")).await?,
                write: Writer::new(options, connection),
            }
        };
        let mut db = Self { pools, metrics, newer: Arc::default() };
        let known = known_migrations(db.is_postgres());
        db.newer = newer::unknown(&db, &known).await?.into();
        if !db.newer.is_empty() {
            newer::still_serves(&db).await?;
            tracing::warn!(migrations = ?db.newer, "the schema is newer than this Tocsin, which works on with it: update this one");
        }
        Ok(db)
    }

    /// Changes of the schema that a newer Tocsin has made and this one works with.
    pub fn newer_migrations(&self) -> &[i64] {
        &self.newer
    }

    /// Begins a unit of work that only reads. Each statement sees what is committed when it runs, on SQLite as PostgreSQL has it
    /// by default (READ COMMITTED): a transaction around them would be two more turns to the database for each page.
    pub async fn read(&self) -> Result<Tx> {
        let _wait = self.metrics.read_wait.start_timer();
        let inner = match &self.pools {
            Pools::Sqlite { read, .. } => Inner::Sqlite(read.acquire().await?),
            Pools::Postgres(pool) => Inner::Postgres(patiently(Loan::of(pool)).await?),
        };
        Ok(Tx { inner, may_write: false, metrics: self.metrics.clone() })
    }

    /// Begins a unit of work that may write. SQLite takes its write lock now, so that a reader never
    /// fails half-way when it turns writer. Await nothing but queries before the commit.
    pub async fn write(&self) -> Result<Tx> {
        self.begin_to_write(false).await
    }

    /// The same for what takes long, such as an import: units of work that are done before it are not kept waiting for it.
    pub async fn write_at_length(&self) -> Result<Tx> {
        self.begin_to_write(true).await
    }

    async fn begin_to_write(&self, alone: bool) -> Result<Tx> {
        let _wait = self.metrics.write_wait.start_timer();
        let inner = match &self.pools {
            Pools::Sqlite { write, .. } => Inner::SqliteWriter(write.begin(alone).await?),
            Pools::Postgres(pool) => Inner::PostgresWriter(patiently(Loan::in_transaction(pool)).await?),
        };
        Ok(Tx { inner, may_write: true, metrics: self.metrics.clone() })
    }

    pub fn is_postgres(&self) -> bool {
        self.postgres().is_some()
    }

    /// For what PostgreSQL alone can do.
    pub(crate) fn postgres(&self) -> Option<&PgPool> {
        match &self.pools {
            Pools::Sqlite { .. } => None,
            Pools::Postgres(pool) => Some(pool),
        }
    }

    /// A connection of its own, for what SQLite alone can do beside its writer.
    pub(crate) async fn sqlite(&self) -> Result<Option<SqliteConnection>> {
        match &self.pools {
            Pools::Sqlite { write, .. } => Ok(Some(write.connect().await?)),
            Pools::Postgres(_) => Ok(None),
        }
    }

    pub(crate) fn pool(&self) -> PoolSize {
        fn of<D: sqlx::Database>(pool: &sqlx::Pool<D>) -> PoolSize {
            let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
            PoolSize { open: pool.size(), idle: idle.min(pool.size()), most: pool.options().get_max_connections() }
        }
        match &self.pools {
            // The one writer is always in use when somebody writes: its queue is measured, not its number.
            Pools::Sqlite { read, .. } => of(read),
            Pools::Postgres(pool) => of(pool),
        }
    }

    /// Closes every connection; nothing can be asked any more.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// A unit of work. What one that may write has not committed never happened; dropping it rolls back.
pub struct Tx {
    pub(super) inner: Inner,
    may_write: bool,
    pub(super) metrics: DatabaseMetrics,
}

pub(super) enum Inner {
    Sqlite(PoolConnection<Sqlite>),
    SqliteWriter(Unit),
    Postgres(Loan),
    PostgresWriter(Loan),
}

impl Tx {
    pub async fn commit(self) -> Result<()> {
        let _commit = self.metrics.commit.start_timer();
        match self.inner {
            Inner::Sqlite(_) | Inner::Postgres(_) => {} // Nothing was written.
            Inner::SqliteWriter(unit) => unit.commit().await?,
            Inner::PostgresWriter(loan) => patiently(loan.commit()).await?,
        }
        Ok(())
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.inner, Inner::Postgres(_) | Inner::PostgresWriter(_))
    }

    /// Whether what it reads may be what nobody has committed yet, its own or, on SQLite, that of others who share its commit.
    pub(crate) fn may_write(&self) -> bool {
        self.may_write
    }
}
