use crate::lint::{Finding, Rule, sheet::Sheet, shell::Call, sql::Statement};

/// Words that tell the reader to look twice, in the heading, above the command or beside it.
const WARNINGS: [&str; 25] = [
    "caution",
    "careful",
    "warning",
    "danger",
    "approval",
    "approve",
    "confirm",
    "back up",
    "backup",
    "irreversible",
    "cannot be undone",
    "can't be undone",
    "high impact",
    "if safe",
    "only if",
    "worst case",
    "last resort",
    "destructive",
    "data loss",
    "make sure",
    "double-check",
    "consult",
    "dry run",
    "dry-run",
    "never the",
];

pub(in crate::lint) fn destructive(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut push = |range: (usize, usize), loss: String| {
        let said = sheet.said_before(range.0).to_lowercase();
        // "Skip approval" is the contrary of a warning.
        let warned = |line: &str| {
            WARNINGS.iter().any(|word| line.contains(word)) && !["skip", "bypass"].iter().any(|word| line.contains(word))
        };
        if !said.lines().any(warned) {
            let what = format!("{loss}, and nothing warns of it.");
            found.push(sheet.finding(Rule::DestructiveWithoutWarning, range, what));
        }
    };
    for statement in &sheet.statements {
        if let Some(loss) = statement_loss(statement) {
            push((statement.start, statement.end), loss.to_owned());
        }
    }
    for call in &sheet.calls {
        if let Some(loss) = call_loss(call) {
            push((call.start, call.end), format!("`{}` {loss}", call.text()));
        }
    }
    found
}

fn statement_loss(statement: &Statement) -> Option<&'static str> {
    const LOSSES: [(&[&str], &str); 9] = [
        (&["DROP", "COLUMN"], "A column is dropped with all that is in it"),
        (&["DROP", "TABLE"], "A table is dropped with all that is in it"),
        (&["DROP", "DATABASE"], "A database is dropped with all that is in it"),
        (&["DROP", "SCHEMA"], "A schema is dropped with all that is in it"),
        (&["TRUNCATE"], "A table is emptied"),
        (&["DELETE", "FROM"], "Rows are deleted"),
        (&["FLUSHALL"], "All keys are deleted"),
        (&["FLUSHDB"], "All keys are deleted"),
        (&["DROP", "OWNED"], "All that a role owns is dropped"),
    ];
    LOSSES.iter().find(|(words, _)| statement.has(words)).map(|(_, loss)| *loss)
}

fn call_loss(call: &Call) -> Option<&'static str> {
    let plain = [call.plain(0), call.plain(1), call.plain(2)];
    match (call.program(), plain) {
        ("rm", _) if call.has(&["-r", "-R", "-f", "--recursive"]) => Some("removes files for good"),
        ("kubectl" | "oc", ["delete", what, _]) if !["pod", "pods"].contains(&what.split('/').next().unwrap_or_default()) => {
            Some("deletes something that nothing makes again")
        }
        ("terraform" | "tofu", ["destroy", ..]) => Some("removes everything that it has made"),
        ("helm", ["uninstall" | "delete", ..]) => Some("removes the release"),
        ("git", ["reset", ..]) if call.has(&["--hard"]) => Some("loses what is not committed"),
        ("git", ["clean", ..]) => Some("removes files that are nowhere else"),
        ("docker" | "podman", ["system" | "volume", "prune" | "rm", _]) => Some("removes data of stopped containers"),
        ("redis-cli", _)
            if call.args().iter().any(|word| ["flushall", "flushdb"].contains(&word.value.to_lowercase().as_str())) =>
        {
            Some("deletes all keys")
        }
        ("aws", ["rds", "promote-read-replica", _]) => {
            Some("cuts the replica off for good: it can't follow the old primary again")
        }
        ("aws", ["rds", verb, _]) if verb.starts_with("delete-") => Some("deletes a database"),
        ("aws", ["s3", "rm" | "rb", _]) => Some("deletes objects"),
        ("pnpm" | "npm" | "yarn" | "bun", [script, next, _])
            if [script, next].iter().any(|word| word.ends_with("db:push") || word.ends_with("db:reset")) =>
        {
            Some("changes the database to what the code says, and drops what the code doesn't know")
        }
        ("prisma" | "drizzle-kit", ["push" | "db" | "migrate", ..])
            if call.args().iter().any(|word| ["push", "reset"].contains(&word.value.as_str())) =>
        {
            Some("changes the database to what the code says, and drops what the code doesn't know")
        }
        ("dropdb" | "mkfs" | "shred" | "wipefs", _) => Some("leaves nothing"),
        ("dd", _) if call.args().iter().any(|word| word.value.starts_with("of=/dev/")) => Some("writes over a disk"),
        _ => None,
    }
}

pub(in crate::lint) fn forced(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for call in &sheet.calls {
        let plain = [call.plain(0), call.plain(1)];
        let (names, instead, what): (&[&str], &str, &str) = match (call.program(), plain) {
            ("npm" | "pnpm", ["audit", "fix"]) => {
                (&["--force"], "", "installs new major versions, which may break the application while it is down already")
            }
            ("git", ["push", _]) => (&["--force", "-f"], "--force-with-lease", "throws away what others have pushed"),
            ("kubectl" | "oc", ["delete", _]) => (&["--force"], "", "forgets the pod while it may still be running"),
            ("helm", ["upgrade" | "rollback", _]) => (&["--force"], "", "deletes and makes again what can't be changed"),
            ("npm", ["install" | "i" | "ci", _]) => (&["--force"], "", "installs in spite of conflicts"),
            ("docker" | "podman", ["rm" | "rmi", _]) => (&["-f", "--force"], "", "removes what is running"),
            _ => continue,
        };
        let Some(word) = call.option(names) else { continue };
        let start = if instead.is_empty() { word.start.saturating_sub(1) } else { word.start };
        let finding = sheet.finding(Rule::ForcedCommand, (call.start, call.end), format!("`{}` {what}.", call.text()));
        found.push(finding.fixed((start, word.end), instead));
    }
    found
}

pub(in crate::lint) fn without_where(sheet: &Sheet<'_>) -> Vec<Finding> {
    use sqlparser::ast::Statement as Parsed;
    let mut found = Vec::new();
    for statement in &sheet.statements {
        let verb = match &statement.parsed {
            Some(Parsed::Delete(delete)) if delete.selection.is_none() => "deletes",
            Some(Parsed::Update(update)) if update.selection.is_none() => "changes",
            _ => continue,
        };
        found.push(sheet.finding(
            Rule::WithoutWhere,
            (statement.start, statement.end),
            format!("It {verb} every row of the table."),
        ));
    }
    found
}
