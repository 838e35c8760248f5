use std::{
    fs::{Permissions, set_permissions},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use backend::{Ask, Backend};
use domain::people::{Role, Who};

use crate::{
    holdings::{AtWork, NO_MAIL_SERVER},
    support::{Browser, Server, cluster::Cluster, postgres::Scratch},
};

const WRITERS: [&str; 4] = ["Ada", "Ben", "Cem", "Dora"];

/// `tocsin …` on this database.
pub(crate) fn tocsin(folder: &Path, database_url: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tocsin"));
    command.args(arguments).args(["--database-url", database_url, "--data"]).arg(folder.join("data")).current_dir(folder);
    command.output().unwrap()
}

pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Who may read it: all of the database is in it.
#[track_caller]
fn is_private(file: &Path) {
    let mode = file.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600, "{} is {mode:o}", file.display());
}

/// The whole of it: people write, somebody makes a backup meanwhile, it is put back elsewhere, and nothing is missing
/// that had been acknowledged when the backup began.
async fn drill(from: &str, to: &str) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_with(&["--database-url", from, "--smtp", NO_MAIL_SERVER]).await;
    let mut people = Vec::new();
    for name in WRITERS {
        people.push((name, server.joined(name, Role::Commander).await));
    }
    let at_work = AtWork::begin(&server).await;
    let stop = Arc::new(AtomicBool::new(false));
    let acknowledged = Arc::new(std::sync::Mutex::new(Vec::<String>::new()));
    let mut writers = Vec::new();
    for (name, browser) in people {
        writers.push(tokio::spawn(write(browser, name, Arc::clone(&stop), Arc::clone(&acknowledged))));
    }
    while acknowledged.lock().unwrap().len() < 40 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let holdings = at_work.hold().await;
    let before = acknowledged.lock().unwrap().clone();
    let file = folder.path().join("backup.tocsin");
    let made = {
        let (folder, from, file) = (folder.path().to_owned(), from.to_owned(), file.display().to_string());
        tokio::task::spawn_blocking(move || tocsin(&folder, &from, &["backup", &file])).await.unwrap()
    };
    assert!(made.status.success(), "{}", said(&made));
    is_private(&file);
    let after = acknowledged.lock().unwrap().len();
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.unwrap();
    }
    assert!(after > before.len(), "nobody could write while the backup was made: it was not one under load");
    let later = server.signed_in("Eve").await.cookies();

    let restored = tocsin(folder.path(), to, &["restore", &file.display().to_string()]);
    assert!(restored.status.success(), "{}", said(&restored));
    let doctor = tocsin(folder.path(), to, &["doctor"]);
    assert!(doctor.status.success() && said(&doctor).contains("All is well."), "{}", said(&doctor));
    let storage = if to.starts_with("sqlite:") { "every page of the file looked at" } else { "left to PostgreSQL" };
    assert!(said(&doctor).contains(&format!("storage: {storage}")), "{}", said(&doctor));

    let titles = titles(to).await;
    let missing: Vec<_> = before.iter().filter(|title| !titles.contains(title)).collect();
    assert!(missing.is_empty(), "{} of {} are missing: {missing:?}", missing.len(), before.len());
    refuses_to_overwrite(folder.path(), to, &file, &titles).await;
    holdings.are_in(to, &later).await;
}

/// Declares one incident after the other and notes those that the server has acknowledged.
async fn write(browser: Browser, name: &str, stop: Arc<AtomicBool>, acknowledged: Arc<std::sync::Mutex<Vec<String>>>) {
    for n in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let title = format!("{name} sees number {n}");
        let status = browser.try_call("declare_incident", &[("title", title.as_str()), ("severity", "p3")]).await.unwrap();
        assert!(status.is_success() || status.is_redirection(), "{status}");
        acknowledged.lock().unwrap().push(title);
    }
}

pub(crate) async fn titles(database_url: &str) -> Vec<String> {
    let backend = Backend::open(database_url).await.unwrap();
    let mut titles = Vec::new();
    for number in 1.. {
        match backend.incident(Ask::by(&Who::tocsin()), number).await {
            Ok(incident) => titles.push(incident.title),
            Err(_) => break,
        }
    }
    backend.db.close().await;
    titles
}

/// A database that holds something is left alone, unless it is said; then what it held is kept.
async fn refuses_to_overwrite(folder: &Path, to: &str, file: &Path, titles: &[String]) {
    let file = file.display().to_string();
    let refused = tocsin(folder, to, &["restore", &file]);
    assert!(!refused.status.success() && said(&refused).contains("--replace"), "{}", said(&refused));
    assert_eq!(self::titles(to).await, titles, "nothing was changed");

    let again = tocsin(folder, to, &["backup", &file]);
    assert!(!again.status.success() && said(&again).contains("is there already"), "{}", said(&again));

    let open = Backend::open(to).await.unwrap();
    let in_use = tocsin(folder, to, &["restore", &file, "--replace"]);
    assert!(!in_use.status.success() && said(&in_use).contains("A server has this database open"), "{}", said(&in_use));
    open.db.close().await;

    // As SQLite makes its files: everybody may read them.
    if let Some(former) = to.strip_prefix("sqlite:") {
        set_permissions(former, Permissions::from_mode(0o644)).unwrap();
    }
    let replaced = tocsin(folder, to, &["restore", &file, "--replace"]);
    assert!(replaced.status.success(), "{}", said(&replaced));
    assert_eq!(self::titles(to).await, titles);
    let report = said(&replaced);
    let kept = report.split("before is in ").nth(1).unwrap().split(": delete").next().unwrap();
    let kept = folder.join(kept);
    assert!(kept.metadata().unwrap().len() > 1000, "what was there is kept in {}", kept.display());
    is_private(&kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_under_load_comes_back_elsewhere_with_all_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let url = |name: &str| format!("sqlite:{}", folder.path().join(name).join("tocsin.db").display());
    std::fs::create_dir(folder.path().join("one")).unwrap();
    drill(&url("one"), &url("two")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_postgres_comes_back_too() {
    // The second is one of its own, which keeps what it commits: the doctor finds that the other one does not.
    let (one, two) = (Scratch::new().await, Cluster::start().await);
    drill(&one.url, &two.url).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_backup_or_a_torn_one_is_not_restored() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("tocsin.db").display());
    let backend = Backend::open(&url).await.unwrap();
    backend.db.close().await;
    let whole = folder.path().join("whole.tocsin");
    assert!(tocsin(folder.path(), &url, &["backup", &whole.display().to_string()]).status.success());
    let mut bytes = std::fs::read(&whole).unwrap();
    bytes.truncate(bytes.len() / 2);
    let torn: PathBuf = folder.path().join("torn.tocsin");
    std::fs::write(&torn, bytes).unwrap();
    let elsewhere = format!("sqlite:{}", folder.path().join("elsewhere.db").display());
    for file in [torn, folder.path().join("nothing.tocsin")] {
        let refused = tocsin(folder.path(), &elsewhere, &["restore", &file.display().to_string()]);
        assert!(!refused.status.success(), "{}", said(&refused));
        assert!(!folder.path().join("elsewhere.db").exists(), "nothing was put in place");
    }
}
