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
}
