//! The schema as a later release leaves it while its servers replace those of this one: everything has grown, nothing is gone.

use std::process::Command;

use sqlx::{AssertSqlSafe, Executor as _, PgPool, SqlitePool};

use crate::{
    scene::Scene,
    support::{Browser, Server, postgres::Scratch, tocsin},
    who_may_what,
};

const LATER: &str = "CREATE TABLE of_tomorrow (id BIGINT PRIMARY KEY, said TEXT NOT NULL)";

/// Each table with a column more.
fn growth(tables: Vec<(String,)>) -> String {
    let tables = tables.into_iter().filter(|(table,)| !table.starts_with('_') && !table.starts_with("runbook_terms"));
    let grow = tables.map(|(table,)| format!("ALTER TABLE {table} ADD COLUMN of_tomorrow TEXT;\n"));
    grow.collect::<String>() + LATER
}

async fn serves(mut server: Server, url: &str, grow: impl AsyncFnOnce()) {
    server.kill9();
    grow().await;
    server.start_again().await;
    server.logged("the schema is newer than this Tocsin").await;
    let ready = Browser::at(&server.url).get("/readyz").await;
    assert_eq!(ready.status(), 200, "it may be sent requests");
    let said: serde_json::Value = ready.json().await.unwrap();
    assert_eq!(said["checks"]["schema"]["status"], "degraded", "{said}");
    let doctor = Command::new(tocsin()).args(["doctor", "--database-url", url, "--data"]).arg(server.data()).output().unwrap();
    let report = String::from_utf8_lossy(&doctor.stdout).into_owned();
    // The PostgreSQL of the tests is made to be fast: fsync and synchronous_commit are off, and the doctor says that too.
    let problems = if url.starts_with("postgres") { "\n3 problems." } else { "\n1 problem." };
    assert!(report.contains("its schema is newer than this Tocsin") && report.contains(problems), "{report}");
    let table = who_may_what::table(&Scene::on(server).await).await;
    let usual = include_str!("snapshots/access__who_may_what__who_may_what_is_a_table_under_review.snap");
    let (_, usual) = usual.trim_start_matches("---").split_once("---\n").unwrap();
    assert_eq!(table.trim(), usual.trim(), "something goes another way than on the schema that it was written for");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_use_case_serves_on_a_schema_that_has_grown_on_sqlite() {
    let server = Server::start().await;
    let url = format!("sqlite:{}", server.data().join("tocsin.db").display());
    serves(server, &url, async || {
        let pool = SqlitePool::connect(&url).await.unwrap();
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let tables = sqlx::query_as(tables).fetch_all(&pool).await.unwrap();
        pool.execute(sqlx::raw_sql(AssertSqlSafe(growth(tables)))).await.unwrap();
        let noted = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                     VALUES (9999, 'of tomorrow', TRUE, x'00', 0)";
        pool.execute(noted).await.unwrap();
        pool.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_use_case_serves_on_a_schema_that_has_grown_on_postgres() {
    let scratch = Scratch::new().await;
    let server = Server::start_with(&["--database-url", &scratch.url]).await;
    serves(server, &scratch.url, async || {
        let pool = PgPool::connect(&scratch.url).await.unwrap();
        let tables = "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema()";
        let tables = sqlx::query_as(tables).fetch_all(&pool).await.unwrap();
        pool.execute(sqlx::raw_sql(AssertSqlSafe(growth(tables)))).await.unwrap();
        let noted = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                     VALUES (9999, 'of tomorrow', TRUE, '\\x00', 0)";
        pool.execute(noted).await.unwrap();
        pool.close().await;
    })
    .await;
}
