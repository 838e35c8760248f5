use std::{fs, path::Path};

use super::*;
use crate::{
    Ask, Backend,
    testing::{ada, on_sqlite},
};

async fn declare(backend: &Backend, title: &str) {
    let outage = crate::incidents::Declare {
        id: None,
        title: title.to_owned(),
        severity: domain::incidents::Severity::P3,
        summary: String::new(),
        service: String::new(),
        drill: false,
        restricted: false,
    };
    backend.declare_incident(Ask::by(ada()), outage).await.unwrap();
}

#[tokio::test]
async fn a_copy_holds_what_was_there_and_is_never_written_over() {
    let (scratch, folder) = (on_sqlite().await, tempfile::tempdir().unwrap());
    let backend = &scratch.backend;
    declare(backend, "Before").await;
    let file = folder.path().join("copy.db");
    backend.copy_to(&file).await.unwrap();
    declare(backend, "After").await;
    let copy = inspect(&file).await.unwrap();
    assert_eq!(copy.problems, Vec::<String>::new());
    let before = copy.events.unwrap();
    assert!(before > 0);
    assert!(backend.copy_to(&file).await.is_err(), "it is there already");
    backend.copy_to(&folder.path().join("later.db")).await.unwrap();
    assert!(inspect(&folder.path().join("later.db")).await.unwrap().events.unwrap() > before);
}

#[tokio::test]
async fn a_file_that_is_torn_foreign_or_newer_is_told() {
    let (scratch, folder) = (on_sqlite().await, tempfile::tempdir().unwrap());
    for n in 0..40 {
        declare(&scratch.backend, &format!("Incident {n}")).await;
    }
    let file = folder.path().join("copy.db");
    scratch.backend.copy_to(&file).await.unwrap();
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 20_000].fill(0xAA);
    let torn = write(folder.path(), "torn.db", &bytes);
    assert_ne!(inspect(&torn).await.unwrap().problems, Vec::<String>::new());

    let letter =
        write(folder.path(), "letter.db", b"Dear Ada, this is no database, however long it gets. ".repeat(40).as_slice());
    let found = inspect(&letter).await.unwrap();
    assert!(found.events.is_none() && !found.problems.is_empty(), "{found:?}");

    let mut tx = scratch.backend.db.write().await.unwrap();
    tx.query("UPDATE _sqlx_migrations SET version = 99 WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)")
        .execute()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let newer = folder.path().join("newer.db");
    scratch.backend.copy_to(&newer).await.unwrap();
    assert!(inspect(&newer).await.unwrap().problems[0].contains("newer Tocsin"));
}

#[tokio::test]
async fn a_place_says_whether_somebody_is_at_home() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("tocsin.db").display());
    assert_eq!(occupied(&url).await.unwrap(), Occupied { events: Some(0), in_use: false, stranger: None });
    let backend = Backend::open(&url).await.unwrap();
    declare(&backend, "An incident").await;
    let found = occupied(&url).await.unwrap();
    assert!(found.in_use && found.events > Some(0), "{found:?}");
    backend.db.close().await;
    let found = occupied(&url).await.unwrap();
    assert!(!found.in_use && found.events > Some(0), "{found:?}");
}

#[tokio::test]
async fn a_file_that_is_damaged_or_foreign_holds_something_and_an_empty_one_nothing() {
    let (scratch, folder) = (on_sqlite().await, tempfile::tempdir().unwrap());
    declare(&scratch.backend, "An incident").await;
    let copy = folder.path().join("copy.db");
    scratch.backend.copy_to(&copy).await.unwrap();
    let whole = fs::read(&copy).unwrap();
    let files = [("torn.db", &whole[..5000], None), ("letter.db", &b"Dear Ada, "[..], None), ("empty.db", &[][..], Some(0))];
    for (name, bytes, events) in files {
        let file = write(folder.path(), name, bytes);
        let found = occupied(&format!("sqlite:{}", file.display())).await.unwrap();
        assert_eq!(found, Occupied { events, in_use: false, stranger: None }, "{name}");
        assert_eq!(found.holds_something(), events.is_none(), "{name}");
        assert_eq!(fs::read(&file).unwrap(), bytes, "looking at {name} has changed it");
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}
