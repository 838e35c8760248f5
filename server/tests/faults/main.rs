//! What becomes of Tocsin where machines fail: killed at any moment, a full disk, a database that is gone or stopped, no
//! file descriptors, clients that never speak and readers that never read, a clock that is wrong, servers that are restarted.
//!
//! `make chaos` runs the long form (`TOCSIN_CHAOS=long`), `make test` a short one.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that can't go on has failed; rounds say how they went")]

/// Tests whose server has the embedded database once, and a PostgreSQL once: `database` is what its command line says of it.
macro_rules! on_both_databases {
    ($(async fn $name:ident($database:ident) $body:block)*) => { $(
        mod $name {
            use super::*;
            async fn body($database: &[&str]) $body
            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                body(&[]).await;
            }
            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                let scratch = crate::support::postgres::Scratch::new().await;
                body(&["--database-url", &scratch.url]).await;
            }
        }
    )* };
}

mod clock;
mod connections;
mod crowd;
mod disk;
mod durable;
mod kill;
mod load;
mod outage;
mod pair;
#[cfg(debug_assertions)]
mod panics;
mod proxy;
mod readers;
mod rolling;
mod stopping;
#[path = "../support/mod.rs"]
mod support;
mod traffic;
mod witness;

/// How much of something: the first in `make test`, the second in `make chaos`.
fn so_many(short: usize, long: usize) -> usize {
    if std::env::var("TOCSIN_CHAOS").is_ok_and(|form| form == "long") { long } else { short }
}
