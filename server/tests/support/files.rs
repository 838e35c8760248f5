use std::process::Command;

/// As many open files as the machine allows, in this process and in those that it starts; gives how many.
pub(crate) fn allow_many_files() -> usize {
    let me = std::process::id().to_string();
    let most = Command::new("prlimit").args(["--pid", &me, "--nofile", "--output", "HARD", "--noheadings"]).output().unwrap();
    let most = String::from_utf8(most.stdout).unwrap().trim().to_owned();
    let raised = Command::new("prlimit").args(["--pid", &me, &format!("--nofile={most}:{most}")]).status().unwrap();
    assert!(raised.success(), "the limit of open files can't be raised to {most}");
    most.parse().unwrap_or(usize::MAX)
}
