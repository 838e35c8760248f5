use std::{str::FromStr as _, time::Duration};

use sqlx::{
    AssertSqlSafe, Connection as _, PgConnection,
    postgres::{PgConnectOptions, PgDatabaseError},
};
use tokio::time::timeout;

use super::{failure::Failure, targets::PostgresTarget};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// One connection inside of one transaction that can't write. It is never committed; dropping it
/// closes the connection, which rolls back as well.
pub(super) struct Session {
    pub(super) connection: PgConnection,
    /// Whether the role may read what other sessions run.
    pub(super) sees_statistics: bool,
}

impl Session {
    /// Connects, refuses a role that may do harm, and raises the fence.
    pub(super) async fn open(target: &PostgresTarget) -> Result<Self, Failure> {
        let url = target.url.reveal().map_err(Failure::unseen)?;
        let options = PgConnectOptions::from_str(&url)
            .map_err(|_| Failure::unseen("The address of the target cannot be read: write postgres://USER@HOST/DATABASE."))?
            .application_name("tocsin probe")
            .options([("default_transaction_read_only", "on")]);
        let connecting = timeout(CONNECT_TIMEOUT, PgConnection::connect_with(&options));
        let connection = connecting
            .await
            .map_err(|_| {
                Failure::unseen("The database did not answer within 5 seconds: check that it runs and can be reached from here.")
            })?
            .map_err(|error| unseen(&error))?;
        let mut session = Self { connection, sees_statistics: false };
        let ready = timeout(CONNECT_TIMEOUT, async {
            session.inspect_role().await?;
            session.raise_fence(target.statement_timeout).await
        });
        ready.await.map_err(|_| Failure::unseen("The database took more than 5 seconds to begin: look at its load."))??;
        Ok(session)
    }

    /// The rights of the role and of every role that it could become.
    async fn inspect_role(&mut self) -> Result<(), Failure> {
        let rights: Rights = sqlx::query_as(
            "SELECT session_user::text AS role,
                    coalesce(bool_or(rolsuper), true) AS superuser,
                    coalesce(bool_or(rolcreaterole OR rolcreatedb OR rolreplication), true) AS creator,
                    coalesce(bool_or(rolname IN ('pg_signal_backend', 'pg_execute_server_program',
                                                 'pg_write_server_files', 'pg_write_all_data')), true) AS signaller,
                    coalesce(bool_or(rolname IN ('pg_read_all_stats', 'pg_monitor')), false) AS statistics
             FROM pg_catalog.pg_roles
             WHERE pg_catalog.pg_has_role(session_user, oid, 'MEMBER')",
        )
        .fetch_one(&mut self.connection)
        .await
        .map_err(|error| unseen(&error))?;
        let role = &rights.role;
        let remedy = "make one that can only look (CREATE ROLE tocsin LOGIN; GRANT pg_read_all_stats TO tocsin) and use it for this target";
        if rights.superuser {
            return Err(Failure::refused(format!("The role {role} is a superuser or can become one: {remedy}.")));
        }
        if rights.creator {
            return Err(Failure::refused(format!("The role {role} may create roles or databases, or replicate: {remedy}.")));
        }
        if rights.signaller {
            return Err(Failure::refused(format!(
                "The role {role} may terminate sessions, run programs or write everywhere: revoke that, or {remedy}."
            )));
        }
        self.sees_statistics = rights.statistics;
        Ok(())
    }

    /// SET TRANSACTION READ WRITE is allowed until the first query, so there is a first query.
    async fn raise_fence(&mut self, statement_timeout: Duration) -> Result<(), Failure> {
        let limit = statement_timeout.as_millis();
        let fence = format!(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
             SET LOCAL statement_timeout = {limit};
             SET LOCAL lock_timeout = {};
             SET LOCAL idle_in_transaction_session_timeout = {};
             SET LOCAL standard_conforming_strings = on;
             SELECT pg_catalog.count(*) FROM pg_catalog.pg_class",
            limit.min(1_000),
            limit + 5_000,
        );
        sqlx::raw_sql(AssertSqlSafe(fence)).execute(&mut self.connection).await.map_err(|error| unseen(&error))?;
        let sealed: (String,) = sqlx::query_as("SELECT pg_catalog.current_setting('transaction_read_only')")
            .fetch_one(&mut self.connection)
            .await
            .map_err(|error| unseen(&error))?;
        if sealed.0 == "on" {
            return Ok(());
        }
        Err(Failure::refused(
            "The database did not begin a read-only transaction: connect to it directly rather than through a pooler.",
        ))
    }

    /// Sends a statement past the guard, over the extended protocol as a guarded one would go. For
    /// proving that the fence holds by itself; it takes only texts that are written in the program.
    pub(super) async fn attempt(&mut self, statement: &'static str) -> Result<(), sqlx::Error> {
        sqlx::query(statement).execute(&mut self.connection).await.map(|_| ())
    }

    pub(super) async fn close(mut self) {
        // Nothing to keep and nobody to tell: a connection that fails here is gone, and so is its transaction.
        let _ = timeout(Duration::from_secs(1), async {
            let _ = sqlx::raw_sql("ROLLBACK; SELECT pg_catalog.pg_advisory_unlock_all()").execute(&mut self.connection).await;
            self.connection.close().await
        })
        .await;
    }
}

#[derive(sqlx::FromRow)]
#[allow(clippy::struct_excessive_bools, reason = "one row of yes and no, as PostgreSQL answers it")]
struct Rights {
    role: String,
    superuser: bool,
    creator: bool,
    signaller: bool,
    statistics: bool,
}

/// The sentence for what PostgreSQL answered, by its code.
pub(super) fn unseen(error: &sqlx::Error) -> Failure {
    let Some(answer) = error.as_database_error() else {
        return Failure::unseen(match error {
            sqlx::Error::Io(cause) => {
                format!("The database cannot be reached ({cause}): check that it runs and that its address is right.")
            }
            other => format!("The answer of the database could not be read ({other}): check its address and TLS settings."),
        });
    };
    let message = answer.message();
    let hint = answer.try_downcast_ref::<PgDatabaseError>().and_then(PgDatabaseError::hint).unwrap_or_default();
    let code = answer.code().unwrap_or_default();
    let remedy = match code.as_ref() {
        "57014" => "it took longer than this target allows: narrow the statement, or raise statement_timeout_ms",
        "55P03" => "it waited for a lock: see who holds it with pg_blocking_pids",
        "42P01" if message.contains("pg_stat_statements") => {
            "the extension is missing: CREATE EXTENSION pg_stat_statements, with it in shared_preload_libraries"
        }
        "42P01" => "that table or view is not there: check its name, or install the extension that brings it",
        "42703" => "that column is not there in this version: check its name",
        "42883" => "that function is not there for these arguments: check its name and types",
        "42501" => "the role has no right to look: GRANT SELECT on it, or GRANT pg_read_all_stats",
        "25006" => "it would write, and the transaction is read-only",
        "28000" | "28P01" => "the sign-in failed: check the role and the password of the target",
        "3D000" => "that database is not there: check the address of the target",
        "53300" => "the server has no connection left: that in itself is a finding",
        "57P03" => "the server is starting or stopping: try again in a moment",
        _ => "correct the statement, or look at the target by hand",
    };
    let hint = if hint.is_empty() { String::new() } else { format!(" ({hint})") };
    Failure::unseen(format!("PostgreSQL says “{message}”{hint}: {remedy}."))
}
