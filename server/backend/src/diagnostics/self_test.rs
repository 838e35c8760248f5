use domain::diagnostics::SelfTest;

use super::{
    http::resolve,
    http_url::below,
    postgres_session::Session,
    sql_guard::guard,
    targets::{HttpTarget, PostgresTarget},
};

pub(super) fn passed(check: &str, said: impl Into<String>) -> SelfTest {
    SelfTest { check: check.to_owned(), passed: true, said: said.into() }
}

pub(super) fn failed(check: &str, said: impl Into<String>) -> SelfTest {
    SelfTest { check: check.to_owned(), passed: false, said: said.into() }
}

/// What is tried past the guard: the words for it, the statement, and the codes with which
/// PostgreSQL must refuse it. Nothing here would leave a trace even if it were let through: the
/// transaction is rolled back, and the sessions to end are background workers that the server
/// itself restarts.
const ATTEMPTS: [(&str, &str, &[&str]); 4] = [
    ("a write is refused by the database", "CREATE TABLE tocsin_self_test (id integer)", &["25006", "42501"]),
    ("turning the transaction writable is refused by the database", "SET TRANSACTION READ WRITE", &["25001"]),
    (
        "terminating a session is refused by the database",
        "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE usesysid IS NULL",
        &["42501"],
    ),
    ("a second statement is refused by the database", "SELECT 1; SELECT 2", &["42601"]),
];

const GUARDED: [(&str, &str); 3] = [
    ("a write is refused by the guard", "INSERT INTO tocsin_self_test VALUES (1)"),
    ("terminating a session is refused by the guard", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"),
    ("a second statement is refused by the guard", "SELECT 1; DROP TABLE tocsin_self_test"),
];

pub(super) async fn postgres(target: &PostgresTarget) -> Vec<SelfTest> {
    let mut tests = Vec::new();
    for (check, statement) in GUARDED {
        tests.push(match guard(statement) {
            Err(sentence) => passed(check, sentence),
            Ok(_) => failed(check, "The guard let it pass: do not use this target, and report this."),
        });
    }
    // The role first: with a harmful one the attempts below would be no test but a deed.
    match Session::open(target).await {
        Ok(session) => {
            tests.push(passed("the role can only look", "The role has no right to do harm."));
            tests.push(if session.sees_statistics {
                passed("the role sees what other sessions run", "It has pg_read_all_stats.")
            } else {
                failed(
                    "the role sees what other sessions run",
                    "Their statements read <insufficient privilege>: GRANT pg_read_all_stats to the role.",
                )
            });
            session.close().await;
        }
        Err(failure) => {
            tests.push(failed("the role can only look", failure.into_parts().1));
            return tests;
        }
    }
    for (check, statement, codes) in ATTEMPTS {
        tests.push(attempt(target, check, statement, codes).await);
    }
    tests
}

/// Each in a session of its own, because a refusal ends the transaction.
async fn attempt(target: &PostgresTarget, check: &str, statement: &'static str, codes: &[&str]) -> SelfTest {
    let mut session = match Session::open(target).await {
        Ok(session) => session,
        Err(failure) => return failed(check, failure.into_parts().1),
    };
    let answer = session.attempt(statement).await;
    session.close().await;
    match answer {
        Ok(()) => failed(check, "The database let it pass, or had nothing to try it on: check the rights of the role."),
        Err(error) => {
            let code = error.as_database_error().and_then(|answer| answer.code().map(std::borrow::Cow::into_owned));
            if code.is_some_and(|code| codes.contains(&code.as_str())) {
                return passed(check, error.to_string());
            }
            failed(check, format!("It failed for another reason ({error}): try again."))
        }
    }
}

pub(super) async fn http(target: &HttpTarget) -> Vec<SelfTest> {
    let mut tests = vec![match resolve(&target.base_url).await {
        Ok(_) => passed("the address may be looked at", "It is neither link-local nor a metadata address."),
        Err(failure) => failed("the address may be looked at", failure.into_parts().1),
    }];
    for (check, path) in
        [("a path to another host is refused", "//elsewhere.example/"), ("a path out of the base is refused", "../")]
    {
        tests.push(match below(&target.base_url, path) {
            Err(sentence) => passed(check, sentence),
            Ok(_) => failed(check, "The path was let through: do not use this target, and report this."),
        });
    }
    tests.push(passed("only GET and HEAD can be sent", "A probe has no other methods."));
    tests
}
