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

/// Migrations that take something away and were there before this rule.
const CONTRACTED: [(&str, &str); 2] = [
    ("migrations/postgres/0101_search.sql", "A read model, which is filled anew at the start; no release had the former one."),
    ("migrations/sqlite/0101_search.sql", "A read model, which is filled anew at the start; no release had the former one."),
];

/// What in a migration takes from those who still run the release before it: a table or column that is gone or has another
/// name or type, a value that is asked for and that they never write, or a rule that they don't know and may break.
fn contracts(migration: &str) -> Vec<String> {
    let code: Vec<&str> = migration.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    let statements = code.join(" ").to_lowercase();
    let statements = statements.split(';').map(|statement| statement.split_whitespace().collect::<Vec<_>>().join(" "));
    let statements: Vec<String> = statements.collect();
    let is_new = |table: &str| statements.iter().any(|statement| statement.starts_with(&format!("create table {table} ")));
    let takes = |statement: &String| {
        let Some(change) = statement.strip_prefix("alter table ") else {
            let table = statement.split(" on ").nth(1).and_then(|rest| rest.split([' ', '(']).next());
            return statement.starts_with("drop table ")
                || statement.starts_with("create unique index ") && !table.is_some_and(is_new);
        };
        let asks = |column: &str| column.contains("not null") && !column.contains("default");
        let words = [" drop ", " rename ", " set not null", " add constraint ", " add check ", " add unique "];
        words.iter().any(|word| change.contains(word))
            || change.contains(" alter ") && change.contains(" type ")
            || change.split(" add ").skip(1).any(asks)
    };
    statements.iter().filter(|statement| takes(statement)).cloned().collect()
}

/// The release since which nothing uses what goes, where the first line says it.
fn unused_since(migration: &str) -> Option<&str> {
    let release = migration.lines().next()?.strip_prefix("-- contracts: unused since ")?.trim_end();
    let is_release = release.split('.').count() == 3 && release.split('.').all(|part| part.parse::<u32>().is_ok());
    is_release.then_some(release)
}

/// Servers are replaced one after the other: what the former release reads and writes stays until nothing uses it.
#[test]
fn a_migration_takes_nothing_from_the_release_before_it() {
    let mut offences = Vec::new();
    let mut idle: Vec<&str> = CONTRACTED.iter().map(|(path, _)| *path).collect();
    for source in sources(&[".sql"]) {
        let taken = contracts(&source.text);
        let is_known = idle.iter().position(|path| *path == source.path);
        if !taken.is_empty()
            && let Some(known) = is_known
        {
            idle.swap_remove(known);
        } else if unused_since(&source.text).is_none() {
            offences.extend(taken.into_iter().map(|statement| format!("{}: {statement}", source.path)));
        }
    }
    none(
        &offences,
        "Add what is new, have a release no longer use what is old, and then take it away in a file whose first line is \
         `-- contracts: unused since 0.1.0`, with that release:",
    );
    assert!(idle.is_empty(), "these take nothing away; strike them off the list: {idle:?}");
}

#[test]
fn what_takes_something_away_is_told_from_what_adds() {
    for adds in [
        "CREATE TABLE notes (id UUID PRIMARY KEY, text TEXT NOT NULL);",
        "ALTER TABLE notes ADD COLUMN by_person UUID;",
        "ALTER TABLE notes ADD COLUMN text TEXT NOT NULL DEFAULT '';",
        "ALTER TABLE notes ADD COLUMN type TEXT CHECK (type <> '');",
        "CREATE TABLE notes (id UUID PRIMARY KEY);\nCREATE UNIQUE INDEX notes_id ON notes (id);\nCREATE INDEX notes_at ON others (at);",
        "DELETE FROM notes;\nDROP INDEX notes_text;",
        "-- DROP TABLE notes;\nSELECT 1; -- ALTER TABLE notes DROP COLUMN text;",
    ] {
        assert!(contracts(adds).is_empty(), "{adds}");
    }
    for takes in [
        "DROP TABLE notes;",
        "SELECT 1;\n-- Nobody reads them.\ndrop  table\n    if exists notes;",
        "ALTER TABLE notes DROP COLUMN text;",
        "ALTER TABLE notes DROP text;",
        "ALTER TABLE notes RENAME TO remarks;",
        "ALTER TABLE notes\n    RENAME COLUMN text TO words;",
        "ALTER TABLE notes ADD COLUMN text TEXT NOT NULL;",
        "ALTER TABLE notes ADD COLUMN a TEXT NOT NULL, ADD COLUMN b TEXT NOT NULL DEFAULT '';",
        "ALTER TABLE notes ALTER COLUMN text SET NOT NULL;",
        "ALTER TABLE notes ALTER COLUMN text TYPE UUID;",
        "ALTER TABLE notes ADD CONSTRAINT short CHECK (length(text) < 9);",
        "ALTER TABLE notes ADD CHECK (length(text) < 9);",
        "CREATE UNIQUE INDEX notes_text ON notes (text);",
    ] {
        assert_eq!(contracts(takes).len(), 1, "{takes}");
    }
    assert_eq!(unused_since("-- contracts: unused since 0.1.0\nDROP TABLE notes;"), Some("0.1.0"));
    for silent in ["DROP TABLE notes;", "\n-- contracts: unused since 0.1.0", "-- contracts: unused since long ago", ""] {
        assert_eq!(unused_since(silent), None, "{silent}");
    }
}
