use domain::diagnostics::{Observation, Predicate};
use url::Url;

#[path = "../../../server/backend/src/lint/code.rs"]
mod code;
#[path = "../../../server/backend/src/diagnostics/http_url.rs"]
mod http_url;
#[path = "../../../server/backend/src/diagnostics/redaction.rs"]
mod redaction;
#[path = "../../../server/backend/src/lint/shell.rs"]
mod shell;
#[path = "../../../server/backend/src/lint/shell_tokens.rs"]
mod shell_tokens;
#[path = "../../../server/backend/src/diagnostics/sql_guard/mod.rs"]
mod sql_guard;

/// A question of a probe, whatever it is: a statement is refused or passes again as it was understood, a path never leaves the
/// target, a predicate is read or refused and judges any observation, secrets are masked once and for all.
pub fn judges(kind: u8, text: &str) {
    match kind % 5 {
        0 => statement(text),
        1 => path(text),
        2 => predicate(text),
        3 => secrets(text),
        _ => shell_words(text),
    }
}

fn statement(text: &str) {
    match sql_guard::guard(text) {
        Err(sentence) => assert!(sentence.ends_with('.'), "{sentence}"),
        Ok(guarded) => match sql_guard::guard(guarded.sql()) {
            Ok(again) => assert_eq!(again.sql(), guarded.sql()),
            Err(sentence) => panic!("{} passed once and not again: {sentence}", guarded.sql()),
        },
    }
}

fn path(text: &str) {
    for base in ["http://shop.example/", "https://shop.example:8443/api/v1/"] {
        let base = Url::parse(base).expect("a base is an address");
        if let Ok(url) = http_url::below(&base, text) {
            assert_eq!(url.origin(), base.origin());
            assert!(url.path().starts_with(base.path()), "{url} is not below {base}");
            assert!(!url.path().split('/').any(|step| step == ".."), "{url} climbs out");
        }
    }
}

/// The first line is a predicate, the others are what was seen: the names of columns, then rows.
fn predicate(text: &str) {
    let mut lines = text.lines();
    let Ok(predicate) = Predicate::parse(lines.next().unwrap_or_default()) else { return };
    let columns: Vec<String> = lines.next().unwrap_or_default().split('|').map(str::to_owned).collect();
    let cell = |cell: &str| (cell != "-").then(|| cell.to_owned());
    let rows: Vec<Vec<Option<String>>> = lines.map(|row| row.split('|').map(cell).collect()).collect();
    let value = rows.first().and_then(|row| row.first().cloned().flatten());
    let row_count = u64::try_from(rows.len()).ok();
    let seen = Observation {
        columns,
        rows,
        row_count,
        value,
        status: Some(200),
        body_excerpt: Some(text.to_owned()),
        ..Observation::default()
    };
    for capped in [false, true] {
        assert!(!predicate.judge(&Observation { capped, ..seen.clone() }).sentence().is_empty());
    }
    let _ = predicate.judge(&Observation::default());
    for bytes in 0..40 {
        let _ = seen.excerpt(3, bytes);
    }
}

fn secrets(text: &str) {
    let mut redaction = redaction::Redaction::of(vec!["s3same-open".to_owned()]);
    let masked = redaction.text(text);
    assert!(!masked.contains("s3same-open"), "{masked}");
    let seen = Observation { columns: vec![text.to_owned()], rows: vec![vec![Some(text.to_owned())]], ..Observation::default() };
    redaction.observation(seen);
}

/// As a snippet in a shell's language, and as a file with snippets in it.
fn shell_words(text: &str) {
    let mut snippets = code::code(text).snippets;
    snippets.push(code::Snippet { language: None, text: text.to_owned(), map: code::Map::at(0), fence: None });
    for snippet in &snippets {
        for call in shell::calls(snippet) {
            let _ = (call.program().len(), call.text());
        }
    }
}
