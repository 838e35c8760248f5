//! What the tests of use cases share: each runs on SQLite and on PostgreSQL.

use std::sync::OnceLock;

use domain::{
    Refusal,
    log::Person,
    people::{Role, Who},
};
use uuid::Uuid;

use crate::{Backend, Error};

/// A backend with a database of its own; the folder goes when it is dropped.
pub(crate) struct Scratch {
    pub(crate) backend: Backend,
    _folder: tempfile::TempDir,
}

pub(crate) async fn on_sqlite() -> Scratch {
    let folder = tempfile::tempdir().unwrap();
    let backend = Backend::open(&format!("sqlite:{}", folder.path().join("tocsin.db").display())).await.unwrap();
    Scratch { backend, _folder: folder }
}

pub(crate) async fn on_postgres() -> Scratch {
    let server = std::env::var("TEST_POSTGRES")
        .expect("TEST_POSTGRES names no server: run `make test`, or start one with bin/with-services");
    let name = format!("t_{}", unique().simple());
    let admin = sqlx::PgPool::connect(&server).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&admin).await.unwrap();
    admin.close().await;
    let (host, _) = server.rsplit_once('/').unwrap();
    let backend = Backend::open(&format!("{host}/{name}")).await.unwrap();
    Scratch { backend, _folder: tempfile::tempdir().unwrap() }
}

/// How SQLite would look for what a statement asks, a step a line.
pub(crate) async fn plan(sql: &str) -> String {
    let scratch = on_sqlite().await;
    let explain: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into_boxed_str());
    let mut tx = scratch.backend.db.read().await.unwrap();
    let steps: Vec<(i64, i64, i64, String)> = tx.query(explain).all().await.unwrap();
    steps.into_iter().map(|(.., step)| step).collect::<Vec<_>>().join("\n")
}

/// Two databases, one test: `on_both_databases! { async fn a_sentence(backend) { … } }`.
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* async fn $name:ident($backend:ident) $body:block)*) => { $(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "not every test needs all that its file imports")]
            use super::*;
            async fn body($backend: crate::Backend) $body
            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                let scratch = crate::testing::on_sqlite().await;
                body(scratch.backend.clone()).await;
            }
            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                let scratch = crate::testing::on_postgres().await;
                body(scratch.backend.clone()).await;
            }
        }
    )* };
}
pub(crate) use on_both_databases;

fn unique() -> Uuid {
    crate::Ids.next()
}

fn known(cell: &'static OnceLock<Who>, name: &str, role: Role) -> &'static Who {
    cell.get_or_init(|| Who::person(Person { id: crate::Ids.next(), name: name.to_owned() }, role))
}

/// Ada leads.
pub(crate) fn ada() -> &'static Who {
    static ADA: OnceLock<Who> = OnceLock::new();
    known(&ADA, "Ada", Role::Commander)
}

/// Ben responds.
pub(crate) fn ben() -> &'static Who {
    static BEN: OnceLock<Who> = OnceLock::new();
    known(&BEN, "Ben", Role::Responder)
}

/// Cleo watches.
pub(crate) fn cleo() -> &'static Who {
    static CLEO: OnceLock<Who> = OnceLock::new();
    known(&CLEO, "Cleo", Role::Viewer)
}

/// Dev runs the installation.
pub(crate) fn dev() -> &'static Who {
    static DEV: OnceLock<Who> = OnceLock::new();
    known(&DEV, "Dev", Role::Admin)
}

/// Gives somebody an account, so that letters reach them and lists know them.
pub(crate) async fn account(backend: &Backend, who: &Who, email: &str) {
    let person = who.actor.person().unwrap();
    let mut tx = backend.db.write().await.unwrap();
    tx.query("INSERT INTO people (id, name, email, role, joined_at, sessions_valid_from) VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (id) DO NOTHING")
        .bind(person.id)
        .bind(person.name.clone())
        .bind(email.to_owned())
        .bind(who.role)
        .bind(backend.clock.now())
        .execute()
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// The refusal that a use case met; anything else fails the test.
pub(crate) fn refusal<T>(result: Result<T, Error>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        Err(other) => panic!("not a refusal: {other}"),
        Ok(_) => panic!("it was allowed"),
    }
}
