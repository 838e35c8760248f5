use std::process::Command;

/// Exit status and all that was said by `tocsin …`, in a folder of its own.
fn tocsin(arguments: &[&str]) -> (i32, String) {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tocsin"));
    command.args(arguments).current_dir(home.path()).env("TOCSIN_DATA", "of-the-server");
    let done = command.output().unwrap();
    (done.status.code().unwrap(), String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap())
}

#[test]
fn help_says_what_tocsin_is_for() {
    let (status, said) = tocsin(&["--help"]);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(status == 0 && said.starts_with("Tocsin: live through an incident together, and learn from it"), "{said}");
    assert!(!said.contains("<http") && said.contains("[default: `http://` and the address listened on]"), "{said}");
}

#[test]
fn the_demo_refuses_what_it_would_not_use() {
    for (option, value) in [("--data", "here"), ("--database-url", "sqlite:here.db"), ("--smtp", "smtp://127.0.0.1:1")] {
        for arguments in [["demo", option, value], [option, value, "demo"]] {
            let (status, said) = tocsin(&arguments);
            assert!(status == 2 && said.contains(&format!("leave {option} away")), "{arguments:?}: {said}");
        }
    }
    assert!(tocsin(&["demo", "--help"]).1.contains("are refused"));
    // What is set for the server in the environment is not meant for the demo, which goes on to the next thing that is wrong.
    let (status, said) = tocsin(&["demo", "--listen", "0.0.0.0:1"]);
    assert!(status == 1 && said.contains("leave --listen away"), "{said}");
}
