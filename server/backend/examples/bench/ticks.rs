//! Durable ticks beside bare commits.

use std::{path::Path, time::Instant};

use backend::{Ask, Backend, incidents::Declare};
use domain::{
    checklists::ChecklistSource,
    ids::ChecklistId,
    incidents::{Command, ItemChange, ItemRef, Severity},
    people::Who,
};
use sqlx::{
    ConnectOptions as _, Connection as _,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use crate::{
    Outcome, open,
    table::{Table, rate},
};

const COMMITS: usize = 2_000;
const CLIENTS: usize = 8;
const ITEMS: usize = 60;

pub(crate) async fn measure(folder: &Path, table: &mut Table) -> Outcome<()> {
    let bare = bare_commits(folder).await?;
    table.put("bare SQLite, one row a commit", bare, "a second");
    let backend = open(folder, "ticks").await?;
    let (number, checklist) = incident(&backend).await?;
    for clients in [1, CLIENTS] {
        let ticks = ticks(&backend, number, checklist, clients).await?;
        let about = format!("durable ticks, {clients} at a time");
        table.put(format!("{about}: in all"), ticks, "a second");
        table.put(format!("{about}: of bare commits (aim: 0.6 or more)"), ticks / bare, "");
    }
    Ok(())
}

/// What the disk and SQLite allow at most: a connection with nothing of ours around it, as durable as ours, one row, one commit.
async fn bare_commits(folder: &Path) -> Outcome<f64> {
    let options = SqliteConnectOptions::new().filename(folder.join("bare.db")).create_if_missing(true);
    let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
    let mut bare = options.connect().await?;
    sqlx::query("CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL)").execute(&mut bare).await?;
    let began = Instant::now();
    for n in 0..COMMITS {
        sqlx::query("INSERT INTO counters (name, value) VALUES ($1, 1)").bind(n.to_string()).execute(&mut bare).await?;
    }
    let rate = rate(COMMITS, began.elapsed());
    bare.close().await?;
    // The next round begins anew.
    for end in ["bare.db", "bare.db-wal", "bare.db-shm"] {
        let _ = std::fs::remove_file(folder.join(end));
    }
    Ok(rate)
}

/// Through the use case: permission, fold, decision, event with hash, list, commit, wake-up.
async fn ticks(backend: &Backend, number: i64, checklist: ChecklistId, clients: usize) -> Outcome<f64> {
    let each = COMMITS / clients;
    let began = Instant::now();
    let mut working = tokio::task::JoinSet::new();
    for client in 0..clients {
        let backend = backend.clone();
        working.spawn(async move {
            for n in 0..each {
                // All items in turn are ticked, then unticked, and so on: nothing is so already.
                let nth = n * clients + client;
                let item = format!("item-{}", nth % ITEMS);
                let change = if (nth / ITEMS).is_multiple_of(2) { ItemChange::Checked } else { ItemChange::Unchecked };
                let command = Command::ChangeItem { at: ItemRef { checklist, item }, change };
                backend.work_on_incident(Ask::by(&Who::tocsin()), number, command).await?;
            }
            Ok::<_, backend::Error>(())
        });
    }
    while let Some(done) = working.join_next().await {
        done??;
    }
    let rate = rate(each * clients, began.elapsed());
    // So that the next run begins with an unticked list too.
    for n in 0..ITEMS {
        let at = ItemRef { checklist, item: format!("item-{n}") };
        let command = Command::ChangeItem { at, change: ItemChange::Unchecked };
        backend.work_on_incident(Ask::by(&Who::tocsin()), number, command).await?;
    }
    Ok(rate)
}

async fn incident(backend: &Backend) -> Outcome<(i64, ChecklistId)> {
    let who = Who::tocsin();
    let declare = Declare {
        id: None,
        title: "Bench".to_owned(),
        severity: Severity::P3,
        summary: String::new(),
        service: String::new(),
        drill: false,
        restricted: false,
    };
    let number = backend.declare_incident(Ask::by(&who), declare).await?.number;
    let items: Vec<_> = (0..ITEMS)
        .map(|n| serde_json::json!({"key": format!("item-{n}"), "text": "Look", "detail": "", "danger": "none", "commands": []}))
        .collect();
    let group = serde_json::json!({
        "key": "all", "title": "All", "section": "immediate", "due": null, "branch": null, "items": items, "decision": null
    });
    let plan = serde_json::from_value(serde_json::json!({"title": "Many", "groups": [group]}))?;
    let id: ChecklistId = backend.ids.next();
    let start = Command::StartChecklist { id, source: ChecklistSource::Triage, plan };
    backend.work_on_incident(Ask::by(&who), number, start).await?;
    Ok((number, id))
}
