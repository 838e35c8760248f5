//! A database of its own for a test, on the server that `TEST_POSTGRES` names.

use std::{
    env,
    sync::atomic::{AtomicU32, Ordering},
    time::SystemTime,
};

use domain::diagnostics::{Check, ProbeRequest, ProbeRun};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use url::Url;

use crate::diagnostics::{
    Prober, Targets,
    targets::{PostgresTarget, Target},
};

pub(super) struct Lab {
    name: String,
    server: Url,
    pub(super) admin: PgConnection,
    pub(super) prober: Prober,
    targets: Targets,
}

impl Lab {
    pub(super) async fn open() -> Self {
        Self::with("").await
    }

    /// With lines more in the target's table.
    pub(super) async fn with(lines: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = server();
        let name = format!("probe_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut first = PgConnection::connect(server.as_str()).await.unwrap();
        run(&mut first, &format!("CREATE ROLE {name} LOGIN; GRANT pg_read_all_stats TO {name}")).await;
        run(&mut first, &format!("CREATE DATABASE {name}")).await;
        let mut admin = PgConnection::connect(at(&server, None, &name).as_str()).await.unwrap();
        run(
            &mut admin,
            &format!(
                "SET application_name = 'victim'; CREATE TABLE victims (id integer, word text);
                 INSERT INTO victims VALUES (1, 'one'), (2, NULL); CREATE SEQUENCE numbers;
                 GRANT ALL ON victims, numbers TO {name}; GRANT CREATE ON SCHEMA public TO {name}"
            ),
        )
        .await;
        let configuration = format!(
            "[targets.db]\nkind = \"postgres\"\nurl = \"{}\"\n{lines}\n[targets.root]\nkind = \"postgres\"\nurl = \"{server}\"\n",
            at(&server, Some(&name), &name)
        );
        let targets = Targets::from_toml(&configuration.parse().unwrap()).unwrap();
        Self { name, server, admin, prober: Prober::new(targets.clone()), targets }
    }

    pub(super) fn target(&self) -> &PostgresTarget {
        match self.targets.get("db") {
            Some(Target::Postgres(target)) => target,
            _ => panic!("the target is a database"),
        }
    }

    pub(super) fn role(&self) -> &str {
        &self.name
    }

    pub(super) async fn ask(&self, statement: &str, predicate: Option<&str>) -> ProbeRun {
        self.ask_on("db", statement, predicate).await
    }

    pub(super) async fn ask_on(&self, target: &str, statement: &str, predicate: Option<&str>) -> ProbeRun {
        let request = ProbeRequest {
            target: target.to_owned(),
            title: "A look".to_owned(),
            check: Check::Sql { statement: statement.to_owned() },
            predicate: predicate.map(str::to_owned),
        };
        // The database counts ages by its own clock, so this one must be real.
        self.prober.run(&request, SystemTime::now().into()).await
    }

    /// Everything that an attack could have left behind, as one text.
    pub(super) async fn state(&mut self) -> String {
        let (state,): (String,) = sqlx::query_as(
            "SELECT concat_ws(' ',
                (SELECT string_agg(v::text, ',' ORDER BY id) FROM victims v),
                (SELECT last_value || is_called::text FROM numbers),
                (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
                (SELECT count(*) FROM pg_largeobject_metadata),
                (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database =
                    (SELECT oid FROM pg_database WHERE datname = current_database())))",
        )
        .fetch_one(&mut self.admin)
        .await
        .expect("the administrator's session, the victim, is still alive");
        state
    }

    pub(super) async fn admin(&mut self, sql: &str) {
        run(&mut self.admin, sql).await;
    }

    pub(super) async fn close(self) {
        self.admin.close().await.unwrap();
        let mut last = PgConnection::connect(self.server.as_str()).await.unwrap();
        run(&mut last, &format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
        run(&mut last, &format!("DROP ROLE {}", self.name)).await;
    }
}

fn server() -> Url {
    let url =
        env::var("TEST_POSTGRES").expect("TEST_POSTGRES names no server: run `make test`, or start one with bin/with-services");
    Url::parse(&url).expect("TEST_POSTGRES is an address such as postgres://postgres@127.0.0.1:5432/postgres")
}

fn at(server: &Url, role: Option<&str>, database: &str) -> Url {
    let mut url = server.clone();
    if let Some(role) = role {
        url.set_username(role).unwrap();
    }
    url.set_path(database);
    url
}

async fn run(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.unwrap();
}
