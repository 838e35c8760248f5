//! `make bench`: how many ticks a second are durable, beside what a bare SQLite takes on the same disk in the same
//! run, and how fast runbooks are imported. Numbers of one machine on one day: compare ratios, not numbers.

#![allow(clippy::print_stdout, reason = "a table is what it is for")]

use std::{error::Error, path::Path, time::Instant};

use backend::{
    Ask, Backend, Metrics,
    db::Db,
    incidents::Declare,
    runbooks::{Choices, Handed},
};
use domain::{
    checklists::ChecklistSource,
    ids::ChecklistId,
    incidents::{Command, ItemChange, ItemRef, Severity},
    people::Who,
};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const COMMITS: usize = 2_000;
const CLIENTS: usize = 8;
const ITEMS: usize = 60;

#[tokio::main]
async fn main() -> Outcome<()> {
    // Not in memory: what is measured is that it survives.
    let folder = tempfile::tempdir_in(".")?;
    let bare = bare_commits(folder.path()).await?;
    println!("bare SQLite, one row a commit    {bare:>8.0} commits/s");
    let url = format!("sqlite:{}", folder.path().join("bench.db").display());
    let backend = Backend::open(&url).await?;
    let (number, checklist) = incident(&backend).await?;
    for clients in [1, CLIENTS] {
        let ticks = ticks(&backend, number, checklist, clients).await?;
        println!("ticks, {clients} at a time                {ticks:>8.0} ticks/s      {:.2} of bare", ticks / bare);
    }
    import(&backend).await
}

/// What the disk and SQLite allow at most: the same settings, one row, one commit.
async fn bare_commits(folder: &Path) -> Outcome<f64> {
    let db = Db::connect(&format!("sqlite:{}", folder.join("bare.db").display()), Metrics::new()?.database).await?;
    let began = Instant::now();
    for n in 0..COMMITS {
        let mut tx = db.write().await?;
        tx.query("INSERT INTO counters (name, value) VALUES ($1, 1)").bind(n.to_string()).execute().await?;
        tx.commit().await?;
    }
    Ok(rate(COMMITS, began))
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
    let rate = rate(each * clients, began);
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

async fn import(backend: &Backend) -> Outcome<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../app/domain/fixtures/runbooks");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.push(Handed { name, bytes: std::fs::read(path)? });
    }
    let (count, began) = (files.len(), Instant::now());
    let imported = backend.import(Ask::by(&Who::tocsin()), files, &Choices::default()).await?;
    let runbooks = imported.created.len();
    println!("import of {count} files, {runbooks} runbooks  {:>8.0} ms", began.elapsed().as_secs_f64() * 1000.0);
    Ok(())
}

fn rate(done: usize, began: Instant) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let done = done as f64;
    done / began.elapsed().as_secs_f64()
}
