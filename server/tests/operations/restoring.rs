//! What a restore leaves alone, and what becomes of what was there before.

use std::{fs, path::Path};

use backend::{Ask, Backend, incidents::Declare};
use domain::{incidents::Severity, people::Who};

use crate::{
    drill::{said, titles, tocsin},
    support::postgres::Scratch,
};

async fn declare(backend: &Backend, title: &str) {
    let outage = Declare {
        id: None,
        title: title.to_owned(),
        severity: Severity::P3,
        summary: String::new(),
        service: String::new(),
        drill: false,
        restricted: false,
    };
    backend.declare_incident(Ask::by(&Who::tocsin()), outage).await.unwrap();
}

/// A PostgreSQL database of Tocsin's, with an incident.
async fn with_incident(title: &str) -> Scratch {
    let scratch = Scratch::new().await;
    let backend = Backend::open(&scratch.url).await.unwrap();
    declare(&backend, title).await;
    backend.db.close().await;
    scratch
}

/// A backup of this database, which must be possible.
fn backup_of(database_url: &str, folder: &Path) -> String {
    let file = folder.join("backup.tocsin").display().to_string();
    let made = tocsin(folder, database_url, &["backup", &file]);
    assert!(made.status.success(), "{}", said(&made));
    file
}

/// A restore is refused because of this table, whatever is asked of it, before anything is begun.
#[track_caller]
fn is_left_alone(folder: &Path, database_url: &str, file: &str, table: &str) {
    for arguments in [&["restore", file][..], &["restore", file, "--replace"]] {
        let refused = tocsin(folder, database_url, arguments);
        let said = said(&refused);
        assert!(!refused.status.success() && said.contains(&format!("the table {table} ")), "{said}");
        assert!(said.contains("Make an empty database"), "{said}");
        assert_eq!(kept_in(folder), Vec::<String>::new(), "nothing was begun");
    }
}

/// What was kept in the data folder.
fn kept_in(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder.join("data")).into_iter().flatten().flatten();
    files.map(|file| file.path().display().to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_another_programs_or_is_shared_with_one_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = backup_of(&with_incident("Before").await.url, folder.path());
    let (theirs, shared) = (Scratch::new().await, with_incident("Beside their orders").await);
    for database in [&theirs, &shared] {
        database.behind_its_back("CREATE TABLE orders AS VALUES (1), (2)").await;
        is_left_alone(folder.path(), &database.url, &file, "orders");
        assert_eq!(database.behind_its_back("TABLE orders").await, 2, "theirs are gone");
    }
    assert_eq!(titles(&shared.url).await, ["Beside their orders"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_program_keeps_in_a_schema_beside_tocsins_is_left_alone() {
    let (shared, folder) = (with_incident("Beside their shop").await, tempfile::tempdir().unwrap());
    shared.behind_its_back("CREATE SCHEMA shop; CREATE TABLE shop.orders AS VALUES (1), (2)").await;
    // Their orders are in the backup too, and one comes after it.
    let file = backup_of(&shared.url, folder.path());
    shared.behind_its_back("DROP TABLE shop.orders; CREATE TABLE shop.orders AS VALUES (1), (2), (3)").await;
    is_left_alone(folder.path(), &shared.url, &file, "shop.orders");
    assert_eq!(shared.behind_its_back("TABLE shop.orders").await, 3, "theirs are as they were in the backup");
    assert_eq!(titles(&shared.url).await, ["Beside their shop"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_a_newer_tocsin_has_grown_is_replaced_by_an_older_backup() {
    let folder = tempfile::tempdir().unwrap();
    let file = backup_of(&with_incident("Before").await.url, folder.path());
    let grown = with_incident("While it was updated").await;
    grown.behind_its_back("CREATE TABLE of_tomorrow (id BIGINT PRIMARY KEY)").await;
    grown.is_of_tomorrow().await;
    let restored = tocsin(folder.path(), &grown.url, &["restore", &file, "--replace"]);
    assert!(restored.status.success(), "{}", said(&restored));
    assert_eq!(titles(&grown.url).await, ["Before"]);
    let kept = kept_in(folder.path());
    assert!(kept.len() == 1 && said(&restored).contains(&kept[0]), "{kept:?}: {}", said(&restored));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_newer_tocsin_or_of_another_program_changes_nothing() {
    let (ours, folder) = (with_incident("Here").await, tempfile::tempdir().unwrap());
    let newer = with_incident("Of tomorrow").await;
    newer.is_of_tomorrow().await;
    let file = backup_of(&newer.url, folder.path());
    let refused = tocsin(folder.path(), &ours.url, &["restore", &file, "--replace"]);
    assert!(!refused.status.success() && said(&refused).contains("made by a newer Tocsin"), "{}", said(&refused));

    let theirs = Scratch::new().await;
    theirs.behind_its_back("CREATE TABLE orders AS VALUES (1), (2)").await;
    let refused = tocsin(folder.path(), &theirs.url, &["backup", "orders.tocsin"]);
    assert!(!refused.status.success() && said(&refused).contains("no database of Tocsin's"), "{}", said(&refused));
    let dumped = std::process::Command::new("pg_dump")
        .args(["--format=custom", "--file=orders.dump", "--dbname", &theirs.url])
        .current_dir(folder.path())
        .status();
    assert!(dumped.unwrap().success());
    let refused = tocsin(folder.path(), &ours.url, &["restore", "orders.dump", "--replace"]);
    assert!(!refused.status.success() && said(&refused).contains("no backup of Tocsin's"), "{}", said(&refused));

    assert_eq!(titles(&ours.url).await, ["Here"]);
    assert_eq!(kept_in(folder.path()), Vec::<String>::new(), "nothing was begun");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_backup_is_not_sound_what_was_there_is_kept_and_goes_back_as_is_said() {
    let (ours, folder) = (with_incident("Here").await, tempfile::tempdir().unwrap());
    let rewritten = with_incident("Before").await;
    rewritten.is_rewritten().await;
    let file = backup_of(&rewritten.url, folder.path());
    let failed = tocsin(folder.path(), &ours.url, &["restore", &file, "--replace"]);
    assert!(!failed.status.success() && said(&failed).contains("is not sound"), "{}", said(&failed));
    let kept = kept_in(folder.path());
    assert_eq!(kept.len(), 1, "{kept:?}");
    let way_back = format!("`tocsin restore {} --replace` puts it back", kept[0]);
    assert!(said(&failed).contains(&way_back), "{}", said(&failed));

    let back = tocsin(folder.path(), &ours.url, &["restore", &kept[0], "--replace"]);
    assert!(back.status.success(), "{}", said(&back));
    assert_eq!(titles(&ours.url).await, ["Here"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_lost_file_of_sqlite_has_left_beside_it_does_not_come_into_the_restored_one() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("data");
    fs::create_dir(&home).unwrap();
    let (file, log) = (home.join("tocsin.db"), home.join("tocsin.db-wal"));
    let url = format!("sqlite:{}", file.display());
    let backend = Backend::open(&url).await.unwrap();
    declare(&backend, "Before").await;
    let backup = backup_of(&url, folder.path());
    declare(&backend, "After").await;
    let left = fs::read(&log).unwrap();
    backend.db.close().await;
    // A disk was in trouble: its log is all that was saved.
    fs::remove_file(&file).unwrap();
    fs::write(&log, &left).unwrap();

    let restored = tocsin(folder.path(), &url, &["restore", &backup]);
    assert!(restored.status.success(), "{}", said(&restored));
    assert!(!log.exists(), "it would be read into the restored file");
    assert_eq!(titles(&url).await, ["Before"]);
    let kept = kept_in(folder.path()).into_iter().find(|file| file.contains("tocsin.db.before-")).unwrap();
    assert!(kept.ends_with("-wal") && said(&restored).contains(&kept), "{kept}: {}", said(&restored));
    assert_eq!(fs::read(&kept).unwrap(), left, "it is kept as it was");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_sqlite_that_is_damaged_gives_way_once_it_is_said_and_is_kept_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("data");
    fs::create_dir(&home).unwrap();
    let file = home.join("tocsin.db");
    let url = format!("sqlite:{}", file.display());
    let backend = Backend::open(&url).await.unwrap();
    declare(&backend, "Before").await;
    let backup = backup_of(&url, folder.path());
    backend.db.close().await;
    for damaged in [&b"no database at all"[..], &fs::read(&file).unwrap()[..5000]] {
        fs::write(&file, damaged).unwrap();
        let refused = tocsin(folder.path(), &url, &["restore", &backup]);
        assert!(!refused.status.success() && said(&refused).contains("can't be read or is not Tocsin's"), "{}", said(&refused));
        assert!(said(&refused).contains("stop every server") && said(&refused).contains("--replace"), "{}", said(&refused));
        assert_eq!(fs::read(&file).unwrap(), damaged, "nobody has said --replace");

        let restored = tocsin(folder.path(), &url, &["restore", &backup, "--replace"]);
        assert!(restored.status.success(), "{}", said(&restored));
        assert_eq!(titles(&url).await, ["Before"]);
        let kept = kept_in(folder.path()).into_iter().find(|file| fs::read(file).unwrap() == damaged);
        assert!(said(&restored).contains(&kept.unwrap()), "{}", said(&restored));
    }
}
