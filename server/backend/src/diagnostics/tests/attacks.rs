//! Each attack through the front door: refused in words, and nothing has changed.

use domain::diagnostics::Outcome;

use super::lab::Lab;
use crate::diagnostics::postgres_session::Session;

const ATTACKS: [&str; 21] = [
    "INSERT INTO victims VALUES (3, 'three')",
    "DELETE FROM victims",
    "SET TRANSACTION READ WRITE",
    "SELECT 1; DELETE FROM victims",
    "COMMIT; DELETE FROM victims",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'",
    "SELECT \"pg_terminate_backend\"(pid) FROM pg_stat_activity WHERE application_name = 'victim'",
    "SELECT pg_catalog.pg_cancel_backend(pid) FROM pg_stat_activity",
    "COPY victims TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/nowhere/x'",
    "EXPLAIN ANALYZE SELECT count(*) FROM victims",
    "EXPLAIN (ANALYZE) SELECT 1",
    "WITH gone AS (DELETE FROM victims RETURNING *) SELECT * FROM gone",
    "SELECT * INTO taken FROM victims",
    "SELECT pg_advisory_lock(7)",
    "SELECT lo_create(0)",
    "SELECT pg_notify('channel', 'x')",
    "SELECT nextval('numbers')",
    "SELECT * FROM victims FOR UPDATE",
    "DO $$ BEGIN DELETE FROM victims; END $$",
    "SELECT query_to_xml('DELETE FROM victims', true, true, '')",
];

#[tokio::test]
async fn every_attack_is_refused_and_changes_nothing() {
    let mut lab = Lab::open().await;
    let before = lab.state().await;
    for attack in ATTACKS {
        let run = lab.ask(attack, None).await;
        assert_eq!(run.outcome, Outcome::Refused, "{attack}: {}", run.explanation);
        assert_eq!(run.request, attack);
        assert_eq!(run.output_sha256, None);
        assert_eq!(lab.state().await, before, "{attack}");
    }
    lab.close().await;
}

#[tokio::test]
async fn a_superuser_is_refused_as_a_target() {
    let lab = Lab::open().await;
    let run = lab.ask_on("root", "SELECT 1", None).await;
    assert_eq!(run.outcome, Outcome::Refused);
    assert!(run.explanation.contains("superuser") && run.explanation.contains("CREATE ROLE"), "{}", run.explanation);
    lab.close().await;
}

#[tokio::test]
async fn a_role_that_may_do_harm_is_refused_as_a_target() {
    let mut lab = Lab::open().await;
    let role = lab.role().to_owned();
    for (give, take) in [
        (format!("GRANT pg_signal_backend TO {role}"), format!("REVOKE pg_signal_backend FROM {role}")),
        (format!("ALTER ROLE {role} CREATEROLE"), format!("ALTER ROLE {role} NOCREATEROLE")),
        (format!("ALTER ROLE {role} CREATEDB"), format!("ALTER ROLE {role} NOCREATEDB")),
        // A member of a superuser's role can become it.
        (format!("GRANT postgres TO {role}"), format!("REVOKE postgres FROM {role}")),
    ] {
        lab.admin(&give).await;
        assert_eq!(lab.ask("SELECT 1", None).await.outcome, Outcome::Refused, "{give}");
        lab.admin(&take).await;
        assert_eq!(lab.ask("SELECT 1", None).await.outcome, Outcome::Observed, "{take}");
    }
    lab.close().await;
}

#[tokio::test]
async fn the_self_test_passes_on_a_role_that_can_only_look_and_fails_on_a_superuser() {
    let mut lab = Lab::open().await;
    let before = lab.state().await;
    let tests = lab.prober.self_test("db").await;
    assert!(tests.len() > 6);
    for test in &tests {
        assert!(test.passed, "{test:?}");
    }
    assert!(lab.prober.self_test("root").await.iter().any(|test| !test.passed && test.said.contains("superuser")));
    assert_eq!(lab.state().await, before);
    lab.close().await;
}

#[tokio::test]
async fn a_function_that_writes_is_stopped_by_the_transaction_when_a_view_hides_it() {
    let mut lab = Lab::open().await;
    let role = lab.role().to_owned();
    lab.admin(&format!(
        "CREATE FUNCTION sneak() RETURNS integer LANGUAGE sql SECURITY DEFINER
         AS 'INSERT INTO victims VALUES (9, ''nine''); SELECT 1';
         CREATE VIEW trap AS SELECT sneak() AS id; GRANT SELECT ON trap TO {role}"
    ))
    .await;
    let before = lab.state().await;
    let run = lab.ask("SELECT * FROM trap", Some("rows > 0")).await;
    assert_eq!(run.outcome, Outcome::CouldNotObserve, "{}", run.explanation);
    assert!(run.explanation.contains("read-only"), "{}", run.explanation);
    assert_eq!(lab.state().await, before);
    // The session is one that never commits, whatever it was asked.
    let session = Session::open(lab.target()).await.unwrap();
    session.close().await;
    lab.close().await;
}
