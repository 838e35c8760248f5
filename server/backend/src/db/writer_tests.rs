use std::time::Duration;

use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::task::JoinSet;

use super::*;

/// A writer with a table of its own, and a reader beside it.
async fn writer() -> (Writer, SqliteConnection, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteConnectOptions::new()
        .filename(folder.path().join("writer.db"))
        .create_if_missing(true)
        .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal);
    let mut reader = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query("CREATE TABLE words (word TEXT PRIMARY KEY)").execute(&mut reader).await.unwrap();
    let connection = SqliteConnection::connect_with(&options).await.unwrap();
    (Writer::new(options, connection), reader, folder)
}

/// Writes a word; what makes no sense goes where there is no table.
async fn write(unit: &mut Unit, word: &str) -> Result<()> {
    let connection = unit.connection()?;
    let table = if word.starts_with("no sense") { "nowhere" } else { "words" };
    let add = sqlx::AssertSqlSafe(format!("INSERT INTO {table} (word) VALUES ($1)"));
    let added = sqlx::query(add).bind(word.to_owned()).execute(connection).await;
    let ended = added.map(drop).map_err(Error::from);
    unit.heed(&ended);
    ended
}

async fn words(reader: &mut SqliteConnection) -> Vec<String> {
    sqlx::query_scalar("SELECT word FROM words ORDER BY word").fetch_all(reader).await.unwrap()
}

async fn commits(writer: &Writer) -> u64 {
    writer.turn.lock().await.number
}

/// Begins a unit and has others wait for their turn, each of which writes its word and commits.
async fn first_of(writer: &Writer, others: &'static [&'static str]) -> (Unit, JoinSet<(&'static str, Result<()>)>) {
    let first = writer.begin(false).await.unwrap();
    let mut waiting = JoinSet::new();
    for word in others {
        let writer = writer.clone();
        waiting.spawn(async move {
            let write_and_commit = async {
                let mut unit = writer.begin(false).await?;
                write(&mut unit, word).await?;
                unit.commit().await
            };
            (*word, write_and_commit.await)
        });
    }
    while writer.waiting.load(Ordering::SeqCst) < others.len() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    (first, waiting)
}

#[tokio::test]
async fn what_comes_together_shares_a_commit() {
    let (writer, mut reader, _folder) = writer().await;
    let others = &["b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
    let (mut first, mut waiting) = first_of(&writer, others).await;
    write(&mut first, "a").await.unwrap();
    first.commit().await.unwrap();
    while let Some(ended) = waiting.join_next().await {
        ended.unwrap().1.unwrap();
    }
    assert_eq!(words(&mut reader).await.len(), 11);
    assert_eq!(commits(&writer).await, 1, "eleven units of work");
}

#[tokio::test]
async fn what_nobody_else_waits_with_is_committed_at_once() {
    let (writer, mut reader, _folder) = writer().await;
    for word in ["a", "b"] {
        let mut unit = writer.begin(false).await.unwrap();
        write(&mut unit, word).await.unwrap();
        unit.commit().await.unwrap();
    }
    assert_eq!(words(&mut reader).await, ["a", "b"]);
    assert_eq!(commits(&writer).await, 2);
}

#[tokio::test]
async fn a_unit_that_is_given_up_takes_nothing_of_the_others_away() {
    let (writer, mut reader, _folder) = writer().await;
    // The second "b" is refused, and its unit rolled back among the others.
    let (mut first, mut waiting) = first_of(&writer, &["b", "b", "c"]).await;
    write(&mut first, "a").await.unwrap();
    first.commit().await.unwrap();
    let mut refused = 0;
    while let Some(ended) = waiting.join_next().await {
        refused += i32::from(ended.unwrap().1.is_err());
    }
    assert_eq!(refused, 1);
    assert_eq!(words(&mut reader).await, ["a", "b", "c"]);
    drop(writer.begin(false).await.unwrap());
    assert!(!writer.begin(false).await.unwrap().within, "nothing is left open");
}

#[tokio::test]
async fn a_statement_that_makes_no_sense_spoils_its_own_unit_alone() {
    let (writer, mut reader, _folder) = writer().await;
    let (mut first, mut waiting) = first_of(&writer, &["b", "no sense", "c", "no sense at last", "d"]).await;
    write(&mut first, "a").await.unwrap();
    first.commit().await.unwrap();
    while let Some(ended) = waiting.join_next().await {
        let (word, written) = ended.unwrap();
        assert_eq!(written.is_err(), word.starts_with("no sense"), "{word}: {written:?}");
    }
    assert_eq!(words(&mut reader).await, ["a", "b", "c", "d"]);
    assert_eq!(commits(&writer).await, 1, "they shared it all the same");
}

#[tokio::test]
async fn what_was_spoilt_is_not_committed_by_whoever_did_not_look() {
    let (writer, mut reader, _folder) = writer().await;
    let mut unit = writer.begin(false).await.unwrap();
    write(&mut unit, "a").await.unwrap();
    write(&mut unit, "no sense").await.unwrap_err();
    assert!(unit.commit().await.is_err());
    let mut unit = writer.begin(false).await.unwrap();
    write(&mut unit, "b").await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(words(&mut reader).await, ["b"]);
}

#[tokio::test]
async fn a_unit_that_is_dropped_never_happened_and_frees_the_turn() {
    let (writer, mut reader, _folder) = writer().await;
    let mut unit = writer.begin(false).await.unwrap();
    write(&mut unit, "a").await.unwrap();
    drop(unit);
    let mut unit = writer.begin(false).await.unwrap();
    write(&mut unit, "b").await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(words(&mut reader).await, ["b"]);
}

#[tokio::test]
async fn whoever_gives_up_waiting_for_the_commit_undoes_nothing() {
    let (writer, mut reader, _folder) = writer().await;
    let (mut first, mut waiting) = first_of(&writer, &["b", "c"]).await;
    write(&mut first, "a").await.unwrap();
    let commit = tokio::spawn(first.commit());
    tokio::time::sleep(Duration::from_millis(2)).await;
    commit.abort();
    while let Some(ended) = waiting.join_next().await {
        ended.unwrap().1.unwrap();
    }
    let known = words(&mut reader).await;
    assert!(known.ends_with(&["b".to_owned(), "c".to_owned()]), "{known:?}");
}

#[tokio::test]
async fn a_full_disk_is_told_to_all_who_share_the_commit_and_heals() {
    let (writer, mut reader, _folder) = writer().await;
    let (mut first, mut waiting) = first_of(&writer, &["b", "full"]).await;
    // No page more than there are: a long word finds no room.
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(first.connection().unwrap()).await.unwrap();
    let limit = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
    sqlx::query(limit).execute(first.connection().unwrap()).await.unwrap();
    write(&mut first, &"long ".repeat(20_000)).await.unwrap_err();
    let failed = first.commit().await.unwrap_err();
    assert!(failed.is_away(), "{failed}");
    while let Some(ended) = waiting.join_next().await {
        // The connection was given up, and with it the limit: these had a new one.
        ended.unwrap().1.unwrap();
    }
    assert_eq!(words(&mut reader).await, ["b", "full"]);
}

#[tokio::test]
async fn those_who_are_done_are_told_when_the_shared_commit_fails() {
    let (writer, mut reader, _folder) = writer().await;
    let (mut first, mut waiting) = first_of(&writer, &["b"]).await;
    write(&mut first, "a").await.unwrap();
    // Somebody takes the transaction away from under those who share it, as SQLite itself does on a full disk.
    sqlx::query("ROLLBACK").execute(first.connection().unwrap()).await.unwrap();
    let told = first.commit().await.unwrap_err();
    assert!(told.is_away(), "{told}");
    let _ = waiting.join_next().await;
    assert!(!words(&mut reader).await.contains(&"a".to_owned()));
    let mut unit = writer.begin(false).await.unwrap();
    write(&mut unit, "c").await.unwrap();
    unit.commit().await.unwrap();
    assert!(words(&mut reader).await.contains(&"c".to_owned()));
}

#[tokio::test]
async fn what_takes_long_does_not_hold_those_who_are_done() {
    let (writer, _reader, _folder) = writer().await;
    let mut first = writer.begin(false).await.unwrap();
    write(&mut first, "a").await.unwrap();
    let long = tokio::spawn({
        let writer = writer.clone();
        async move { writer.begin(true).await }
    });
    while writer.nobody_waits() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    // It is told while the long one still has the turn.
    first.commit().await.unwrap();
    let long = long.await.unwrap().unwrap();
    assert!(!long.within);
}

#[tokio::test]
async fn nothing_is_written_after_it_was_closed() {
    let (writer, _reader, _folder) = writer().await;
    drop(writer.begin(false).await.unwrap());
    writer.close().await;
    assert!(writer.begin(false).await.is_err());
}
