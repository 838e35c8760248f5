use std::{fs, path::Path, process::Command};

/// Exit status and all that was said by `tocsin …`, with a database in `home`.
fn tocsin(home: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tocsin"));
    command.env("TOCSIN_DATABASE_URL", format!("sqlite:{}", home.join("tocsin.db").display()));
    let done = command.args(arguments).current_dir(home).output().unwrap();
    (done.status.code().unwrap(), String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap())
}

fn fixtures() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/domain/fixtures/runbooks").to_string_lossy().into_owned()
}

#[test]
fn a_folder_of_exported_runbooks_is_kept_in_step() {
    let home = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| tocsin(home.path(), arguments);
    let (status, said) = run(&["sync", "--check", &fixtures()]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("Nothing was written"), "{said}");
    assert_eq!(run(&["sync", &fixtures()]).0, 0);
    let (status, said) = run(&["export", "--runbooks", "files"]);
    assert_eq!(status, 0, "{said}");
    let (status, said) = run(&["sync", "--check", "files"]);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("0 new, 0 changed") && said.contains("0 missing"), "{said}");

    let mut paths: Vec<_> = fs::read_dir(home.path().join("files")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let edited = fs::read_to_string(&paths[0]).unwrap() + "\nOne more line.\n";
    fs::write(&paths[0], &edited).unwrap();
    let (status, said) = run(&["export", "--runbooks", "files"]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("it was edited since"), "{said}");
    assert_eq!(fs::read_to_string(&paths[0]).unwrap(), edited);
    assert_eq!(run(&["sync", "--check", "files"]).0, 1);
    let (status, said) = run(&["sync", "--json", "files"]);
    let told: serde_json::Value = serde_json::from_str(&said).unwrap();
    let changed = told["rows"].as_array().unwrap().iter().filter(|row| row["standing"] == "changed").count();
    assert_eq!((status, changed), (0, 1));
    assert_eq!(run(&["sync", "--check", "files"]).0, 0);
    assert_eq!(run(&["export", "--runbooks", "files"]).0, 0);
}

#[test]
fn nothing_is_written_over_that_is_not_a_runbooks_own() {
    let home = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| tocsin(home.path(), arguments);
    fs::create_dir(home.path().join("in")).unwrap();
    fs::write(home.path().join("in/queue.md"), "---\nrunbook: queue\n---\n\n# Queue\n\n## Mitigation\n1. Wait.\n").unwrap();
    assert_eq!(run(&["sync", "in"]).0, 0);
    fs::create_dir(home.path().join("out")).unwrap();
    fs::write(home.path().join("out/queue.md"), "Ours.\n").unwrap();
    let (status, said) = run(&["export", "--runbooks", "out"]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("not this runbook's file"), "{said}");
    assert_eq!(fs::read_to_string(home.path().join("out/queue.md")).unwrap(), "Ours.\n");
}

#[test]
fn a_file_that_cannot_be_written_keeps_no_other_from_being_exported() {
    let home = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| tocsin(home.path(), arguments);
    fs::create_dir(home.path().join("in")).unwrap();
    for name in ["a.md", "b.md"] {
        let text = format!("# Queues\n\n## Runbook 1: The queue of {name} is full\n\n### Mitigation\n\n1. Wait.\n");
        fs::write(home.path().join("in").join(name), text).unwrap();
    }
    let (status, said) = run(&["import", "in"]);
    assert_eq!(status, 0, "{said}");
    // Something else has its name.
    fs::create_dir_all(home.path().join("out/a.md")).unwrap();
    let (status, said) = run(&["export", "--source", "out"]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("1 file written") && said.contains("a.md can't be written"), "{said}");
    assert!(fs::read_to_string(home.path().join("out/b.md")).unwrap().contains("The queue of b.md"));
    fs::remove_dir(home.path().join("out/a.md")).unwrap();
    assert_eq!(run(&["export", "--source", "out"]).0, 0);
}

#[test]
fn what_cannot_be_read_ends_with_status_2() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(tocsin(home.path(), &["sync", "nowhere"]).0, 2);
    let folder = fixtures();
    let elsewhere = ["sync", "--check", &folder, "--database-url", "sqlite:nowhere/tocsin.db"];
    let (status, said) = tocsin(home.path(), &elsewhere);
    assert!(status == 2 && said.contains("The database can't be opened."), "1 would say that something would change: {said}");
    fs::write(home.path().join("tocsin.toml"), "databse_url = \"sqlite:tocsin.db\"\n").unwrap();
    let (status, said) = tocsin(home.path(), &["sync", "--check", &folder]);
    assert!(status == 2 && said.contains("has a mistake"), "{said}");
    fs::remove_file(home.path().join("tocsin.toml")).unwrap();
    fs::write(home.path().join("odd.md"), "---\nrunbook: odd\nseverity: loud\n---\n\n# Odd\n").unwrap();
    let (status, said) = tocsin(home.path(), &["sync", "."]);
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("write P0, P1, P2 or P3"), "{said}");
}
