use std::{path::Path, process::Command};

const FAULTY: &str = "app/domain/fixtures/faults/billing.md";
const SOUND: &str = "app/domain/fixtures/faults/sound.md";
const MERELY_WARNED: &str = "app/domain/fixtures/runbooks/queue.md";

/// Exit status and standard output of `tocsin lint …`, begun in the root of the tree.
fn lint(arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tocsin"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let done = command.arg("lint").args(arguments).current_dir(root).output().unwrap();
    (done.status.code().unwrap(), String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap())
}

#[test]
fn the_status_says_whether_something_serious_was_found() {
    // The fixture's review becomes due one day, so that its status is not asked at the level of warnings.
    assert_eq!(lint(&[SOUND]).0, 0);
    assert_eq!(lint(&[MERELY_WARNED]).0, 0);
    assert_eq!(lint(&["--fail-on", "warning", MERELY_WARNED]).0, 1);
    assert_eq!(lint(&[SOUND, FAULTY]).0, 1);
    let (status, said) = lint(&["no-such-file.md"]);
    assert_eq!(status, 2);
    assert!(said.contains("no-such-file.md can't be read"), "{said}");
    assert_eq!(lint(&["--fail-on", "everything", SOUND]).0, 2);
}

#[test]
fn a_finding_is_printed_with_file_line_level_and_rule() {
    let (_, said) = lint(&["--fixes", FAULTY]);
    let told = said.lines().any(|line| line.starts_with(&format!("{FAULTY}:35: warning: ")) && line.ends_with(" [never-ends]"));
    assert!(told, "{said}");
    assert!(
        said.contains(
            "    - kubectl logs deployment/billing -n shop -f\n    + kubectl logs deployment/billing -n shop --tail=200\n"
        ),
        "{said}"
    );
    assert!(said.contains("of 100  Payments fail (1-payments-fail)"), "{said}");
    assert!(
        said.contains("- export PAYMENT_SECRET=•••\n") && !said.contains("k9-2hh7"),
        "a report of a leak must not be the next: {said}"
    );
}

#[test]
fn a_folder_is_read_to_its_ground_however_many_files_it_holds() {
    let home = tempfile::tempdir().unwrap();
    let deep = home.path().join("teams/storage");
    std::fs::create_dir_all(&deep).unwrap();
    std::fs::create_dir_all(home.path().join(".git")).unwrap();
    let sound = std::fs::read_to_string(Path::new("..").join(SOUND)).unwrap();
    for number in 0..230 {
        std::fs::write(home.path().join(format!("{number}.md")), &sound).unwrap();
    }
    // The same name in two folders is two files; what is hidden is none.
    std::fs::write(deep.join("7.md"), "---\nrunbook: x\nnext_review: soon\n---\n\n# X\n").unwrap();
    std::fs::write(home.path().join(".git/8.md"), "# Y\n").unwrap();
    let (status, said) = lint(&[home.path().to_str().unwrap()]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains(&format!("{}:1: error: ", deep.join("7.md").display())), "{said}");
    assert!(said.contains("231 files: "), "{said}");
}

#[test]
fn json_holds_findings_scores_and_fixes() {
    let (status, said) = lint(&["--json", FAULTY]);
    assert_eq!(status, 1);
    let files: serde_json::Value = serde_json::from_str(&said).unwrap();
    let finding =
        files[0]["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == "index-in-transaction").unwrap();
    assert_eq!((&finding["level"], &finding["line"], &finding["step"]), (&"error".into(), &106.into(), &"mit-1".into()));
    assert!(finding["fix"]["replacement"].as_str().unwrap().starts_with("DROP INDEX CONCURRENTLY"));
    let runbook = &files[0]["runbooks"][0];
    assert_eq!(runbook["title"], "Payments fail");
    assert!(runbook["score"].as_u64().unwrap() < 50 && runbook["reasons"][0]["points"].as_u64().unwrap() >= 15, "{runbook}");
}

#[test]
fn rules_can_be_listed_and_left_out() {
    let (status, said) = lint(&["--rules"]);
    assert_eq!(status, 0);
    assert!(said.contains("never-ends  (warning)\n  A command never ends by itself. In an incident"), "{said}");
    assert!(lint(&[FAULTY]).1.contains("[plaintext-secret]"));
    assert!(!lint(&["--ignore", "plaintext-secret", FAULTY]).1.contains("[plaintext-secret]"));
    assert_eq!(lint(&["--ignore", "plaintext-secrets", FAULTY]).0, 2);
}
