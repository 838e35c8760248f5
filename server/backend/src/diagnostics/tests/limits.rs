//! What a database that is slow, large, incomplete or gone looks like.

use domain::diagnostics::Outcome;

use super::lab::Lab;

#[tokio::test]
async fn a_table_is_observed_in_the_order_of_the_statement() {
    let lab = Lab::open().await;
    let run = lab.ask("SELECT word, id, id -- twice\n FROM victims ORDER BY id;", Some("rows = 2")).await;
    assert_eq!(run.outcome, Outcome::Holds, "{}", run.explanation);
    let seen = run.excerpt.unwrap();
    assert_eq!(seen.columns, ["word", "id", "id"]);
    let text = |word: &str| Some(word.to_owned());
    assert_eq!(seen.rows, [[text("one"), text("1"), text("1")], [None, text("2"), text("2")]]);
    assert_eq!(run.output_sha256.unwrap().len(), 64);
    assert!(!run.truncated);
    lab.close().await;
}

#[tokio::test]
async fn predicates_judge_what_was_seen() {
    let lab = Lab::open().await;
    for (statement, predicate, outcome) in [
        ("SELECT 90 AS count, 100 AS max", "count / max > 0.8", Outcome::Holds),
        ("SELECT 70 AS count, 100 AS max", "count / max > 0.8", Outcome::DoesNotHold),
        ("SELECT 90 AS count, 0 AS max", "count / max > 0.8", Outcome::CouldNotObserve),
        ("SELECT now() - interval '2 hours' AS age", "value > 30 min", Outcome::Holds),
        ("SELECT id FROM victims WHERE false", "rows = 0", Outcome::Holds),
        ("SELECT id FROM victims WHERE false", "value < 5", Outcome::CouldNotObserve),
        ("SELECT NULL::integer AS n", "value = 0", Outcome::CouldNotObserve),
        ("SHOW server_encoding", "value = \"UTF8\"", Outcome::Holds),
        ("VALUES (1), (2)", "rows = 2", Outcome::Holds),
        ("EXPLAIN SELECT * FROM victims", "rows > 0", Outcome::Holds),
        ("EXPLAIN (FORMAT JSON, VERBOSE) SELECT 1", "rows > 0", Outcome::Holds),
        (
            "WITH locks AS (SELECT pid, pg_blocking_pids(pid) AS by FROM pg_stat_activity) SELECT count(*) FROM locks WHERE cardinality(by) > 0",
            "value >= 0",
            Outcome::Holds,
        ),
        (
            "SELECT count(*) FILTER (WHERE state = 'active')::float / current_setting('max_connections')::int FROM pg_stat_activity",
            "value < 0.9",
            Outcome::Holds,
        ),
        ("SELECT 1", "rows >", Outcome::Refused),
    ] {
        let run = lab.ask(statement, Some(predicate)).await;
        assert_eq!(run.outcome, outcome, "{statement}, {predicate}: {}", run.explanation);
    }
    lab.close().await;
}

#[tokio::test]
async fn a_slow_statement_ends_within_its_time_out_as_not_observed() {
    let lab = Lab::with("statement_timeout_ms = 300").await;
    let run = lab.ask("SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b", Some("value > 0")).await;
    assert_eq!(run.outcome, Outcome::CouldNotObserve, "{}", run.explanation);
    assert!(run.explanation.contains("statement_timeout_ms"), "{}", run.explanation);
    assert!(run.duration_ms >= 300 && run.duration_ms < 3_000, "{}", run.duration_ms);
    lab.close().await;
}

#[tokio::test]
async fn a_huge_result_is_capped_and_says_so() {
    let lab = Lab::with("max_rows = 7\nmax_bytes = 4000").await;
    let run = lab.ask("SELECT * FROM generate_series(1, 1000000)", Some("rows > 5")).await;
    assert_eq!(run.outcome, Outcome::Holds, "{}", run.explanation);
    assert!(run.truncated);
    assert_eq!(run.excerpt.unwrap().row_count, Some(7));
    let unknown = lab.ask("SELECT * FROM generate_series(1, 1000000)", Some("rows < 100")).await;
    assert_eq!(unknown.outcome, Outcome::CouldNotObserve, "{}", unknown.explanation);
    let wide = lab.ask("SELECT string_agg(md5(n::text), '') FROM generate_series(1, 100000) n", Some("value != \"x\"")).await;
    assert_eq!(wide.outcome, Outcome::CouldNotObserve, "{}", wide.explanation);
    assert!(wide.truncated && wide.output_bytes <= 4_000);
    lab.close().await;
}

#[tokio::test]
async fn what_is_missing_is_not_observed_and_the_remedy_is_said() {
    let mut lab = Lab::open().await;
    let run = lab.ask("SELECT * FROM pg_stat_statements", Some("rows = 0")).await;
    assert_eq!(run.outcome, Outcome::CouldNotObserve);
    assert!(run.explanation.contains("CREATE EXTENSION"), "{}", run.explanation);
    lab.admin("CREATE TABLE closed (id integer)").await;
    let run = lab.ask("SELECT * FROM closed", Some("rows = 0")).await;
    assert_eq!(run.outcome, Outcome::CouldNotObserve);
    assert!(run.explanation.contains("GRANT SELECT"), "{}", run.explanation);
    let run = lab.ask_on("nowhere", "SELECT 1", None).await;
    assert_eq!(run.outcome, Outcome::Refused);
    assert!(run.explanation.contains("db"), "{}", run.explanation);
    lab.close().await;
}

#[tokio::test]
async fn secrets_in_a_result_are_masked_and_counted() {
    let lab = Lab::open().await;
    let run = lab.ask("SELECT 'postgres://app:hunter2@db/shop' AS address, 'x' AS password", Some("rows = 1")).await;
    assert_eq!(run.redactions, 2);
    assert!(!serde_json::to_string(&run.excerpt).unwrap().contains("hunter2"));
    let quoted = lab.ask("SELECT 'password=hunter2'", Some("value = \"x\"")).await;
    assert_eq!(quoted.outcome, Outcome::DoesNotHold);
    assert!(!serde_json::to_string(&quoted.explanation).unwrap().contains("hunter2"));
    assert!(!quoted.request.contains("hunter2"), "{}", quoted.request);
    lab.close().await;
}
