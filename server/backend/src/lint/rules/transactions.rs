use crate::lint::{Finding, Rule, sheet::Sheet, sql::Statement};

/// Statements that PostgreSQL refuses inside a transaction block.
const ALONE: [(&[&str], &str); 9] = [
    (&["CREATE", "INDEX", "CONCURRENTLY"], "CREATE INDEX CONCURRENTLY"),
    (&["CREATE", "UNIQUE", "INDEX", "CONCURRENTLY"], "CREATE INDEX CONCURRENTLY"),
    (&["DROP", "INDEX", "CONCURRENTLY"], "DROP INDEX CONCURRENTLY"),
    (&["VACUUM"], "VACUUM"),
    (&["ALTER", "SYSTEM"], "ALTER SYSTEM"),
    (&["CREATE", "DATABASE"], "CREATE DATABASE"),
    (&["DROP", "DATABASE"], "DROP DATABASE"),
    (&["CREATE", "TABLESPACE"], "CREATE TABLESPACE"),
    (&["REINDEX", "DATABASE"], "REINDEX DATABASE"),
];

fn alone(statement: &Statement) -> Option<&'static str> {
    let reindex = statement.begins(&["REINDEX"]) && statement.has(&["CONCURRENTLY"]);
    let known = ALONE.iter().find(|(words, _)| statement.begins(words)).map(|(_, name)| *name);
    known.or(reindex.then_some("REINDEX CONCURRENTLY"))
}

pub(in crate::lint) fn inside_transaction(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    // The BEGIN of the transaction that is open, and the statements since.
    let mut open: Option<(&Statement, Vec<&Statement>)> = None;
    for (at, statement) in sheet.statements.iter().enumerate() {
        if open.as_ref().is_some_and(|(begin, _)| begin.sitting != statement.sitting) {
            open = None;
        }
        if statement.begins(&["BEGIN"]) || statement.begins(&["START", "TRANSACTION"]) {
            open = Some((statement, Vec::new()));
        } else if ["COMMIT", "ROLLBACK", "END", "ABORT"].iter().any(|word| statement.begins(&[word])) {
            if let Some((begin, inside)) = open.take() {
                found.extend(refused(sheet, begin, &inside, Some(statement)));
            }
        } else if let Some((_, inside)) = &mut open {
            inside.push(statement);
        }
        // A transaction that nobody ends is still open at the end of its sitting.
        let next = sheet.statements.get(at + 1);
        if next.is_none_or(|next| next.sitting != statement.sitting)
            && let Some((begin, inside)) = open.take()
        {
            found.extend(refused(sheet, begin, &inside, None));
        }
    }
    found
}

fn refused(sheet: &Sheet<'_>, begin: &Statement, inside: &[&Statement], end: Option<&Statement>) -> Vec<Finding> {
    let each = inside.iter().filter_map(|statement| Some((statement, alone(statement)?)));
    let findings = each.map(|(statement, name)| {
        let what = format!("{name} stands between BEGIN and COMMIT, where PostgreSQL refuses it.");
        let finding = sheet.finding(Rule::IndexInTransaction, (statement.start, statement.end), what);
        match end {
            // Alone in its transaction, it needs none.
            Some(end) if inside.len() == 1 => {
                finding.fixed((begin.start, end.after), sheet.slice(statement.start, statement.after))
            }
            _ => finding,
        }
    });
    findings.collect()
}
