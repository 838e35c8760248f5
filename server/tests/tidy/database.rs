use crate::source::{none, sources};

/// Words that only one of the two databases knows, or that take time from the database instead of the clock.
const NOT_PORTABLE: [&str; 9] =
    ["now()", "current_timestamp", "ilike", "serial", "autoincrement", "= any", "skip locked", "interval '", "::text"];

/// What probes ask of databases of others, or runbooks quote, is not ours; nor is what this test looks for, what a test does to
/// a server of databases, or how one looks at a database behind the back of its server.
const PROBE_TEXTS: [&str; 11] = [
    "app/src/diagnostics/",
    "app/domain/src/diagnostics/",
    "app/domain/src/runbooks/",
    "server/src/cli/demo/checkout.rs",
    "server/src/cli/demo/lessons.rs",
    "server/tests/access/grown.rs",
    "server/tests/access/reading.rs",
    "server/tests/access/table.rs",
    "server/tests/operations/secrets.rs",
    "server/tests/support/postgres.rs",
    "server/tests/tidy/",
];

#[test]
fn sql_stands_in_the_backend_only() {
    let begins = ["\"SELECT ", "\"INSERT INTO ", "\"UPDATE ", "\"DELETE FROM ", "\"WITH "];
    let mut offences = Vec::new();
    for source in sources(&[".rs"]) {
        if source.path.starts_with("server/backend/") || PROBE_TEXTS.iter().any(|place| source.path.starts_with(place)) {
            continue;
        }
        let is_sql = |line: &str| {
            line.contains(".query(\"") || line.contains("sqlx::query") || begins.iter().any(|word| line.contains(word))
        };
        offences.extend(source.code().filter(|(_, line)| is_sql(line)).map(|(line, _)| source.at(line)));
    }
    none(&offences, "Write a use case in server/backend and call it from here:");
}

#[test]
fn a_migration_is_for_both_databases() {
    let mut offences = Vec::new();
    for source in sources(&[".sql"]) {
        // What stands in an overlay is for one of them on purpose.
        if source.path.matches('/').count() > 1 {
            continue;
        }
        for (line, text) in source.lines().filter(|(_, text)| !text.trim_start().starts_with("--")) {
            let text = text.to_lowercase();
            let found = NOT_PORTABLE.iter().filter(|word| text.contains(**word));
            offences.extend(found.map(|word| format!("{} says {word}", source.at(line))));
        }
    }
    none(
        &offences,
        "Say it in words that SQLite and PostgreSQL share, or put it into migrations/sqlite and migrations/postgres:",
    );
}

#[test]
fn a_query_is_for_both_databases() {
    let mut offences = Vec::new();
    for source in sources(&[".rs"]) {
        // Probes speak to databases of others, in their own tongue; the linter reads and proposes such statements.
        if !source.path.starts_with("server/backend/src/")
            || source.path.contains("/diagnostics/")
            || source.path.contains("/lint/")
            || source.path.contains("/tests")
        {
            continue;
        }
        for (line, text) in source.code() {
            // The clock's own `now()` is the one to use.
            let text = text.replace(".now()", "").replace("::now()", "").replace("fn now()", "");
            let found = ["now()", "ILIKE", "= ANY", "SKIP LOCKED", "CURRENT_TIMESTAMP", "INTERVAL '"];
            offences
                .extend(found.iter().filter(|word| text.contains(**word)).map(|word| format!("{} says {word}", source.at(line))));
        }
    }
    none(&offences, "One SQL text serves both databases; bind the clock's time, and write what both know:");
}

#[test]
fn migrations_are_numbered_once() {
    let mut seen = std::collections::BTreeMap::<String, Vec<String>>::new();
    for source in sources(&[".sql"]) {
        let (folder, name) = source.path.rsplit_once('/').unwrap();
        let number = name.split('_').next().unwrap_or_default();
        assert!(number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit()), "{}: begin with four digits", source.path);
        // An overlay's number exists once in each dialect.
        let place = if folder == "migrations" { "sqlite postgres" } else { folder.trim_start_matches("migrations/") };
        for dialect in place.split(' ') {
            seen.entry(format!("{dialect} {number}")).or_default().push(source.path.clone());
        }
    }
    let twice: Vec<String> = seen.into_values().filter(|files| files.len() > 1).map(|files| files.join(" and ")).collect();
    none(&twice, "Give the later one the next free number:");
}
