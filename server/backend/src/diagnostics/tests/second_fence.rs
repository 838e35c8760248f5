//! The same attacks sent past the guard: the session's transaction and the role hold by themselves.

use super::lab::Lab;
use crate::diagnostics::postgres_session::Session;

/// The statement, and the code with which PostgreSQL refuses it.
const STOPPED: [(&str, &str); 12] = [
    ("INSERT INTO victims VALUES (3, 'three')", "25006"),
    ("SET TRANSACTION READ WRITE", "25001"),
    ("SELECT 1; DELETE FROM victims", "42601"),
    ("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'", "42501"),
    ("COPY (SELECT 1) TO PROGRAM 'true'", "42501"),
    ("EXPLAIN ANALYZE DELETE FROM victims", "25006"),
    ("WITH gone AS (DELETE FROM victims RETURNING *) SELECT * FROM gone", "25006"),
    ("SELECT * INTO taken FROM victims", "25006"),
    ("SELECT * FROM victims FOR UPDATE", "25006"),
    ("SELECT nextval('numbers')", "25006"),
    ("DO $$ BEGIN DELETE FROM victims; END $$", "25006"),
    ("SELECT pg_reload_conf()", "42501"),
];

/// What READ ONLY lets through (PostgreSQL 15); never committing and closing takes it back.
const TAKEN_BACK: [&str; 3] = ["SELECT lo_create(0)", "SELECT pg_advisory_lock(7)", "SELECT pg_notify('channel', 'x')"];

#[tokio::test]
async fn the_session_stops_attacks_that_the_guard_never_saw() {
    let mut lab = Lab::open().await;
    let before = lab.state().await;
    for (attack, code) in STOPPED {
        let mut session = Session::open(lab.target()).await.unwrap();
        let error = session.attempt(attack).await.expect_err(attack);
        let answer = error.as_database_error().unwrap_or_else(|| panic!("{attack}: {error}"));
        assert_eq!(answer.code().unwrap(), code, "{attack}: {error}");
        session.close().await;
        assert_eq!(lab.state().await, before, "{attack}");
    }
    lab.close().await;
}

#[tokio::test]
async fn what_a_read_only_transaction_allows_is_gone_with_the_session() {
    let mut lab = Lab::open().await;
    let before = lab.state().await;
    lab.admin("LISTEN channel").await;
    for attack in TAKEN_BACK {
        let mut session = Session::open(lab.target()).await.unwrap();
        session.attempt(attack).await.unwrap();
        session.close().await;
        assert_eq!(lab.state().await, before, "{attack}");
    }
    lab.close().await;
}

#[tokio::test]
async fn a_session_that_leaves_its_transaction_still_only_reads() {
    let mut lab = Lab::open().await;
    let before = lab.state().await;
    let mut session = Session::open(lab.target()).await.unwrap();
    session.attempt("COMMIT").await.unwrap();
    assert!(session.attempt("DELETE FROM victims").await.is_err());
    session.close().await;
    assert_eq!(lab.state().await, before);
    lab.close().await;
}
