use sqlparser::ast::{SetExpr, Statement as Parsed};

use super::sessions::ends_a_set;
use crate::lint::{Finding, Level, Rule, sheet::Sheet, sql::Statement};

/// Functions that a SELECT may call and that do something; what each of them does.
const DOING: [(&str, &str); 24] = [
    ("pg_terminate_backend", "ends a session and rolls back what it was doing"),
    ("pg_cancel_backend", "stops the query that a session is running"),
    ("pg_reload_conf", "makes the server read its configuration again"),
    ("pg_rotate_logfile", "begins a new log file"),
    ("pg_promote", "makes a standby the primary"),
    ("pg_switch_wal", "begins a new log segment"),
    ("pg_create_restore_point", "writes a restore point"),
    ("pg_backup_start", "begins a backup"),
    ("pg_backup_stop", "ends a backup"),
    ("pg_drop_replication_slot", "drops a replication slot for good"),
    ("pg_replication_slot_advance", "skips changes that a subscriber has not had"),
    ("pg_wal_replay_pause", "stops a standby from following"),
    ("pg_stat_reset", "throws away the statistics"),
    ("pg_stat_statements_reset", "throws away the statistics of statements"),
    ("pg_advisory_lock", "takes a lock until the session ends"),
    ("pg_advisory_unlock_all", "gives up locks"),
    ("pg_notify", "sends a message to listeners"),
    ("pg_sleep", "holds the session"),
    ("setval", "sets a sequence"),
    ("nextval", "takes a number from a sequence"),
    ("set_config", "changes a setting"),
    ("lo_unlink", "deletes a large object"),
    ("dblink_exec", "runs a statement in another database"),
    ("query_to_xml", "runs a text as a statement"),
];

pub(in crate::lint) fn looks_read_only(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for statement in &sheet.statements {
        if statement.begins(&["EXPLAIN"]) {
            found.extend(explain(sheet, statement));
            continue;
        }
        if !(statement.begins(&["SELECT"]) || statement.begins(&["WITH"]) || statement.begins(&["VALUES"])) {
            continue;
        }
        let whole = (statement.start, statement.end);
        let called = statement.functions();
        let doing = DOING.iter().find(|(name, _)| called.iter().any(|known| known == name));
        match doing {
            // Ending many at once is a finding of its own.
            Some(_) if ends_a_set(statement) => {}
            Some((name, does)) => {
                let what = format!("This SELECT does more than read: {name} {does}.");
                found.push(sheet.finding(Rule::LooksReadOnly, whole, what));
            }
            None => found.extend(other_ways(statement).map(|what| sheet.finding(Rule::LooksReadOnly, whole, what))),
        }
    }
    found
}

fn other_ways(statement: &Statement) -> Option<&'static str> {
    if let Some(Parsed::Query(query)) = &statement.parsed {
        if !query.locks.is_empty() {
            return Some("This SELECT locks the rows that it reads, and others wait for them.");
        }
        if query.body.as_select().is_some_and(|select| select.into.is_some()) {
            return Some("This SELECT makes a table (INTO).");
        }
        let inner = query.with.iter().flat_map(|with| &with.cte_tables).map(|table| table.query.body.as_ref());
        let writes =
            |body: &SetExpr| matches!(body, SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_));
        if inner.chain([query.body.as_ref()]).any(writes) {
            return Some("This statement begins with WITH and changes rows.");
        }
    }
    None
}

/// EXPLAIN ANALYZE runs what it explains.
fn explain(sheet: &Sheet<'_>, statement: &Statement) -> Option<Finding> {
    let next = statement.text.get("EXPLAIN".len()..).unwrap_or_default().trim_start();
    let plain = statement.find(&["EXPLAIN", "ANALYZE"]).filter(|_| !next.starts_with('('));
    // As an option, before the statement itself: EXPLAIN (ANALYZE, BUFFERS) SELECT …
    let as_option = || statement.words.iter().take(8).any(|(word, _)| word == "ANALYZE");
    if plain.is_none() && !as_option() {
        return None;
    }
    let writes = ["UPDATE", "DELETE", "INSERT", "MERGE"].iter().any(|word| statement.has(&[word]));
    let (level, what) = if writes {
        (Level::Error, "EXPLAIN ANALYZE runs the statement that it explains, and this one changes rows.")
    } else {
        (Level::Warning, "EXPLAIN ANALYZE runs the statement that it explains: the slow query is run once more.")
    };
    let finding = sheet.finding(Rule::LooksReadOnly, (statement.start, statement.end), what).at_level(level);
    let finding = finding.because(
        "EXPLAIN alone shows the plan without running anything. Where real times are needed, say so, and run it where it does no harm.",
    );
    Some(match plain {
        Some(range) => finding.fixed(range, "EXPLAIN"),
        None => finding,
    })
}
