use std::time::Duration;

use sqlx::{Executor as _, PgConnection, PgPool, Postgres, pool::PoolConnection};
use tokio::{runtime::Handle, time::timeout};

use crate::error::Result;

/// How long a connection may take on its way back to the pool, and a rollback before that.
const WAY_BACK: Duration = Duration::from_secs(5);

/// A connection that the pool of PostgreSQL has lent. Dropped, it rolls back what is not committed and goes back; one on which
/// nobody answers is cut off on the way, so that its place is free.
///
/// Left to itself, sqlx 0.9 asks what comes back for a sign of life and waits for that until TCP gives up, which may take a
/// quarter of an hour, or never end: <https://github.com/transact-rs/sqlx/issues/4349>. A hook of the pool (`after_release`) is
/// no remedy: it comes before that question and not instead of it, and what it turns away is closed in good order, for which
/// TLS reads from the dead line once more.
pub(super) struct Loan {
    /// Absent only once it is on its way back.
    connection: Option<PoolConnection<Postgres>>,
    is_in_transaction: bool,
    runtime: Handle,
}

impl Loan {
    pub(super) async fn of(pool: &PgPool) -> Result<Self> {
        let connection = Some(pool.acquire().await?);
        Ok(Self { connection, is_in_transaction: false, runtime: Handle::current() })
    }

    pub(super) async fn in_transaction(pool: &PgPool) -> Result<Self> {
        let mut loan = Self::of(pool).await?;
        // Said before it is so: where this is given up half-way, it is rolled back.
        loan.is_in_transaction = true;
        loan.connection()?.execute("BEGIN").await?;
        Ok(loan)
    }

    pub(super) fn connection(&mut self) -> Result<&mut PgConnection> {
        self.connection.as_deref_mut().ok_or_else(|| sqlx::Error::WorkerCrashed.into())
    }

    pub(super) async fn commit(mut self) -> Result<()> {
        self.connection()?.execute("COMMIT").await?;
        self.is_in_transaction = false;
        Ok(())
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.runtime.spawn(give_back(connection, self.is_in_transaction));
        }
    }
}

async fn give_back(mut connection: PoolConnection<Postgres>, is_in_transaction: bool) {
    if is_in_transaction {
        let rolled_back = timeout(WAY_BACK, connection.execute("ROLLBACK")).await;
        if !matches!(rolled_back, Ok(Ok(_))) {
            tracing::warn!("a transaction could not be rolled back; its connection is cut off");
            drop(connection.detach());
            return;
        }
    }
    // What sqlx does when it is dropped; given up, that lets the connection go and frees its place.
    if timeout(WAY_BACK, connection.return_to_pool()).await.is_err() {
        tracing::warn!("a connection to the database no longer answers and is cut off");
    }
}

#[cfg(test)]
mod tests {
    use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
    use tokio::{io::AsyncWriteExt as _, net::TcpListener};

    use super::*;
    use crate::testing::on_postgres;

    const MOMENT: Duration = Duration::from_secs(1);

    /// A pool of connections to a database that lets everybody in and then says nothing more.
    async fn to_silence() -> PgPool {
        let door = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = door.local_addr().unwrap().port();
        tokio::spawn(async move {
            let mut guests = Vec::new();
            while let Ok((mut guest, _)) = door.accept().await {
                // AuthenticationOk, ReadyForQuery: <https://www.postgresql.org/docs/15/protocol-message-formats.html>.
                guest.write_all(b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I").await.unwrap();
                guests.push(guest);
            }
        });
        let options = PgConnectOptions::new().host("127.0.0.1").port(port).username("tocsin").ssl_mode(PgSslMode::Disable);
        PgPoolOptions::new().connect_lazy_with(options)
    }

    #[tokio::test]
    async fn a_connection_on_which_nobody_answers_gives_its_place_back() {
        let pool = to_silence().await;
        let mut loan = Loan::of(&pool).await.unwrap();
        let asked = timeout(MOMENT, loan.connection().unwrap().execute("SELECT 1")).await;
        assert!(asked.is_err(), "nobody answers");
        drop(loan);
        let begun = timeout(MOMENT, Loan::in_transaction(&pool)).await;
        assert!(begun.is_err(), "nobody answers");
        assert_eq!(pool.size(), 2, "both are on their way back");
        tokio::time::sleep(WAY_BACK + MOMENT).await;
        assert_eq!(pool.size(), 0);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_not_committed_never_happened() {
        let scratch = on_postgres().await;
        let pool = scratch.backend.db.postgres().unwrap();
        // The second one could not make the table if the first one had, and would wait if that were still open.
        for _ in 0..2 {
            let mut loan = Loan::in_transaction(pool).await.unwrap();
            timeout(WAY_BACK, loan.connection().unwrap().execute("CREATE TABLE words (word TEXT)")).await.unwrap().unwrap();
        }
        let mut loan = Loan::in_transaction(pool).await.unwrap();
        loan.connection().unwrap().execute("CREATE TABLE words (word TEXT)").await.unwrap();
        loan.commit().await.unwrap();
        Loan::of(pool).await.unwrap().connection().unwrap().execute("SELECT word FROM words").await.unwrap();
    }
}
