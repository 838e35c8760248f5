use proptest::prelude::*;

use crate::diagnostics::sql_guard::guard;

#[test]
fn the_statements_of_the_runbooks_pass() {
    for statement in [
        "SELECT count(*), state FROM pg_stat_activity GROUP BY state",
        "SELECT pid, now() - query_start AS duration, query FROM pg_stat_activity WHERE state <> 'idle' AND now() - query_start > interval '5 seconds' ORDER BY duration DESC LIMIT 10;",
        "SELECT a.pid, b.pid FROM pg_stat_activity a JOIN LATERAL unnest(pg_blocking_pids(a.pid)) AS b(pid) ON true",
        "SELECT relname, pg_size_pretty(pg_total_relation_size(relid)) FROM pg_catalog.pg_statio_user_tables",
        "SELECT sum(heap_blks_hit) / nullif(sum(heap_blks_hit) + sum(heap_blks_read), 0)::float FROM pg_statio_user_tables",
        "SELECT row_number() OVER (PARTITION BY a ORDER BY b) FROM t",
        "SELECT (SELECT max(x) FROM t), CASE WHEN a IS NULL THEN 1 ELSE 2 END, data->>'k' FROM t WHERE a = ANY(ARRAY[1,2]) UNION ALL SELECT 1, 2, 'x'",
        "SHOW max_connections",
        "SHOW TIME ZONE",
        "EXPLAIN (VERBOSE, COSTS false) SELECT 1",
        "SELECT current_user, current_date, extract(epoch from now())",
    ] {
        assert!(guard(statement).is_ok(), "{statement}: {:?}", guard(statement));
    }
}

#[test]
fn a_text_that_would_break_out_when_it_is_written_again_is_refused() {
    for statement in [
        r"SELECT '\''; DELETE FROM victims; --' AS x",
        r"SELECT '\'', pg_sleep(1), ''' AS x",
        "SELECT ''''''",
        "SELECT 1 AS \"a\"\"\"\"b\"",
    ] {
        match guard(statement) {
            Err(sentence) => assert!(sentence.ends_with('.'), "{sentence}"),
            Ok(guarded) => assert_eq!(guarded.sql(), statement),
        }
    }
    assert!(guard("SELECT 'it''s', 'a\\b', E'a\\'b', $$it's$$").is_ok());
}

#[test]
fn the_refused_word_is_named() {
    for (statement, word) in [
        ("SELECT pg_terminate_backend(1)", "pg_terminate_backend"),
        ("SELECT set_config('transaction_read_only', 'off', true)", "set_config"),
        ("SELECT * FROM pg_ls_dir('.')", "pg_ls_dir"),
        ("SELECT * FROM t, LATERAL dblink('x', 'y') AS d(a int)", "dblink"),
        ("SELECT max(x) FILTER (WHERE pg_try_advisory_lock(1)) FROM t", "pg_try_advisory_lock"),
        ("SELECT count(*) OVER (ORDER BY nextval('s')) FROM t", "nextval"),
        ("SELECT 1 ORDER BY pg_sleep(1)", "pg_sleep"),
        ("SELECT 1 LIMIT (SELECT pg_sleep(1)::text::int)", "pg_sleep"),
        ("SELECT public.count(1)", "public.count"),
        ("SELECT 1 WHERE EXISTS (SELECT pg_notify('a', 'b'))", "pg_notify"),
        ("VALUES (lo_create(0))", "lo_create"),
        ("SELECT 1 WHERE id = $1", "$1"),
        ("SELECT * FROM t FOR SHARE", "FOR SHARE"),
        ("EXPLAIN DELETE FROM t", "DELETE"),
        ("EXPLAIN (ANALYZE true) SELECT 1", "ANALYZE"),
        ("CALL p()", "CALL"),
        ("VACUUM", "VACUUM"),
        ("LISTEN x", "LISTEN"),
        ("SELECT 1; SELECT 2", "2"),
        ("SELECT FROM WHERE (", "refused"),
        // The parser has no word for this reading statement; what it cannot read is refused.
        ("TABLE t", "cannot be read"),
        ("", "no statement"),
        ("SELECT 1 OPERATOR(public.+) 2", "public"),
    ] {
        let sentence = guard(statement).expect_err(statement);
        assert!(sentence.contains(word), "{statement}: {sentence}");
    }
}

#[test]
fn a_statement_is_judged_up_to_a_thousand_words_and_signs() {
    let chain = |ones: usize| format!("SELECT 1{}", "-1".repeat(ones));
    assert!(guard(&chain(50)).is_ok());
    for ones in [500, 4_990] {
        let sentence = guard(&chain(ones)).unwrap_err();
        assert!(sentence.contains(&format!("{} words and signs, and 1000 are the most", 2 + 2 * ones)), "{sentence}");
    }
    // As it is sent, each name of a column has its AS.
    let named = format!("SELECT {}1", "1 a, ".repeat(300));
    assert!(guard(&named).unwrap_err().contains("1202 words and signs"), "{:?}", guard(&named));
    let deep = format!("SELECT {}'a'{}", "position(".repeat(40), ")".repeat(40));
    assert!(guard(&deep).unwrap_err().contains("position() stand too deep"));
}

proptest! {
    #[test]
    fn no_text_makes_the_guard_panic(text in "(SELECT |WITH |\\(|\\)|'|\"|\\$\\$|;|--|/\\*|[a-z]{1,4} ?|[0-9]|,|\\*|::|FROM ){0,30}") {
        let _ = guard(&text);
    }

    #[test]
    fn what_passes_passes_again_as_it_was_understood(word in "[a-z]{1,6}", text in "(['\\\\]|[^\0]){0,12}") {
        let statement = format!("SELECT '{}' AS {word}_ FROM t", text.replace('\'', "''"));
        if let Ok(guarded) = guard(&statement) {
            let again = guard(guarded.sql()).unwrap();
            prop_assert_eq!(guarded.sql(), again.sql());
        }
    }
}
