use sqlx::{Executor as _, PgPool};

/// A PostgreSQL database of one's own, in the server of `bin/with-services`.
pub(crate) struct Scratch {
    pub(crate) url: String,
    name: String,
    admin: PgPool,
}

impl Scratch {
    pub(crate) async fn new() -> Self {
        let server = super::service("TEST_POSTGRES");
        let name = format!("s_{}", backend::Ids.next::<uuid::Uuid>().simple());
        let admin = PgPool::connect(&server).await.unwrap();
        admin.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
        let (host, _) = server.rsplit_once('/').unwrap();
        Self { url: format!("{host}/{name}"), name, admin }
    }

    /// Takes it away from everybody, as an outage would.
    pub(crate) async fn go_away(&self) {
        let name = &self.name;
        self.admin.execute(sqlx::AssertSqlSafe(format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"))).await.unwrap();
        let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        self.admin.execute(sqlx::AssertSqlSafe(end)).await.unwrap();
    }

    pub(crate) async fn come_back(&self) {
        let name = &self.name;
        self.admin.execute(sqlx::AssertSqlSafe(format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"))).await.unwrap();
    }

    /// As a newer Tocsin leaves it, which has changed the schema.
    pub(crate) async fn is_of_tomorrow(&self) {
        self.behind_its_back(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'of tomorrow', TRUE, '\\x00', 0)",
        )
        .await;
    }

    /// Somebody has rewritten what was recorded.
    pub(crate) async fn is_rewritten(&self) {
        let changed = self.behind_its_back("UPDATE events SET body = REPLACE(body, 'Before', 'Behind')").await;
        assert!(changed > 0, "nothing was recorded");
    }

    /// Does something that Tocsin never would; gives how many rows it was done to, or found.
    pub(crate) async fn behind_its_back(&self, sql: &'static str) -> u64 {
        let pool = PgPool::connect(&self.url).await.unwrap();
        let done = pool.execute(sql).await.unwrap();
        pool.close().await;
        done.rows_affected()
    }
}
