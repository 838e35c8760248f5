use std::sync::LazyLock;

use regex::Regex;

use crate::lint::{Finding, Rule, sheet::Sheet};

/// A call that runs SQL, with the text that it is given and a value that is put into it.
static PASTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?s)(?<call>\b(?:[a-z_.$]*\.)?(?:unsafe|query|queryRawUnsafe|\$queryRawUnsafe|executeRawUnsafe|\$executeRawUnsafe|raw|execute|exec|prepare|executemany)\()\s*(?:`(?<template>[^`]*\$\{[^`]*)`|[fF]"(?<python>[^"\n]*\{[^"\n]*)"|"(?<joined>[^"\n]*)"\s*(?:\+|%\s|\.\s?format\()|"(?<php>[^"\n]*\$[a-z_]+[^"\n]*)")"#,
    )
    .ok()
});

/// Code, and SQL on a command line, into which a value is pasted.
pub(in crate::lint) fn into_sql(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for fence in &sheet.code.fences {
        let shell_or_sql = ["bash", "sh", "shell", "zsh", "sql", "console", "postgresql", "psql"].contains(&fence.tag.as_str());
        let Some(pattern) = PASTED.as_ref().filter(|_| !shell_or_sql) else { continue };
        for captured in pattern.captures_iter(&fence.content) {
            let text = ["template", "python", "joined", "php"].iter().find_map(|name| captured.name(name));
            let (Some(call), Some(text)) = (captured.name("call"), text) else { continue };
            if !is_sql(text.as_str()) {
                continue;
            }
            let range = (fence.map.source(call.start()), fence.map.source(text.end()));
            let name = call.as_str().trim_end_matches('(');
            let finding = sheet.finding(Rule::Injection, range, format!("`{name}` is given SQL with a value pasted into it."));
            found.push(match tagged(name, text.as_str()) {
                // The call ends with the mark behind the text and a bracket.
                Some(fixed) if fence.content.get(text.end() + 1..).is_some_and(|rest| rest.starts_with(')')) => {
                    finding.fixed((range.0, range.1 + 2), fixed)
                }
                _ => finding,
            });
        }
    }
    for statement in &sheet.statements {
        let Some(variable) = variable(&statement.text) else { continue };
        let start = statement.source(variable.0);
        let on_command_line = sheet.calls.iter().any(|call| (call.start..call.end).contains(&start));
        if on_command_line {
            let what = format!("{} is put into the statement by the shell.", &variable.1);
            let why = "A quotation mark in the value ends the text, and what follows is run. Hand it over with `psql -v name=value` and write :'name' in the statement.";
            found.push(sheet.finding(Rule::Injection, (start, start + variable.1.len()), what).because(why));
        }
    }
    found
}

fn is_sql(text: &str) -> bool {
    let upper = text.trim_start().to_uppercase();
    ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH ", "SET ", "ALTER ", "DROP ", "CREATE ", "CALL ", "GRANT "]
        .iter()
        .any(|word| upper.starts_with(word))
}

/// `sql.unsafe(…)` of a library whose tag makes parameters of values: the same without quotation marks around them.
fn tagged(name: &str, text: &str) -> Option<String> {
    let tag = name.strip_suffix(".unsafe")?;
    Some(format!("{tag}`{}`", text.replace("'${", "${").replace("}'", "}")))
}

/// The first variable of a shell in a statement: its place and name.
fn variable(text: &str) -> Option<(usize, String)> {
    let at = text
        .match_indices('$')
        .find(|(at, _)| text.get(at + 1..).is_some_and(|rest| rest.starts_with(|c: char| c == '{' || c.is_ascii_uppercase())))?
        .0;
    let rest = text.get(at + 1..)?;
    let length = match rest.strip_prefix('{') {
        Some(inner) => inner.find('}')? + 2,
        None => rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(rest.len()),
    };
    Some((at, text.get(at..at + 1 + length)?.to_owned()))
}

/// Commands that change something, and are given a variable that may be empty or several words.
pub(in crate::lint) fn unquoted(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for call in sheet.calls.iter().filter(|call| is_risky(call.program())) {
        for word in call.args() {
            let bare =
                word.raw.contains('$') && !word.raw.contains(['"', '\'']) && !word.raw.contains("$(") && !word.raw.contains('`');
            let Some((_, name)) = variable(&word.raw).filter(|_| bare) else { continue };
            let what = format!("{name} stands without quotation marks in `{}`.", call.text());
            let finding = sheet.finding(Rule::UnquotedPlaceholder, (word.start, word.end), what);
            found.push(finding.fixed((word.start, word.end), format!("\"{}\"", word.raw)));
        }
    }
    // The same command is found again within another (`sudo rm …`).
    found.dedup_by(|one, other| one.place.start == other.place.start);
    found
}

fn is_risky(program: &str) -> bool {
    [
        "rm",
        "mv",
        "cp",
        "kill",
        "pkill",
        "kubectl",
        "docker",
        "aws",
        "gcloud",
        "git",
        "ssh",
        "scp",
        "rsync",
        "chown",
        "chmod",
        "dd",
        "curl",
        "redis-cli",
        "systemctl",
    ]
    .contains(&program)
}
