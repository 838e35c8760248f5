use std::{fs, process::Command};

use backend::{
    Ask, Backend,
    incidents::Declare,
    mail::{MailSettings, Transport},
};
use chrono::Duration;
use domain::{
    incidents::{Command as Change, Severity},
    organisation::Contact,
    people::Who,
};

use crate::support::{Server, service};

/// Nobody listens there.
const NOBODY: &str = "127.0.0.1:1";

/// A database on SQLite, to be looked at with settings of any kind.
struct Installation {
    folder: tempfile::TempDir,
}

impl Installation {
    async fn new() -> Self {
        let installation = Self { folder: tempfile::tempdir().unwrap() };
        installation.backend().await.db.close().await;
        installation
    }

    async fn backend(&self) -> Backend {
        Backend::open(&format!("sqlite:{}", self.folder.path().join("tocsin.db").display())).await.unwrap()
    }

    /// Exit status of `tocsin doctor` with these settings, and all that it says.
    fn doctor(&self, settings: &str) -> (i32, String) {
        let (folder, file) = (self.folder.path(), self.folder.path().join("tocsin.toml"));
        fs::write(&file, settings).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_tocsin"));
        command.arg("doctor").arg("--config").arg(&file).arg("--data").arg(folder).current_dir(folder);
        let done = command.output().unwrap();
        (done.status.code().unwrap(), String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap())
    }
}

/// The lines of a report that belong to this, the first one among them; none where nothing is said of it.
fn about<'a>(thing: &str, said: &'a str) -> Vec<&'a str> {
    let mut lines = said.lines().skip_while(|line| line.get(7..).is_none_or(|rest| !rest.starts_with(&format!("{thing}: "))));
    let first = lines.next();
    first.into_iter().chain(lines.take_while(|line| line.starts_with("       "))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_is_wrong_all_is_well() {
    let (status, said) = Installation::new().await.doctor("");
    assert!(said.contains("All is well.") && !said.contains("WRONG"), "{said}");
    assert_eq!(status, 0, "{said}");
    for thing in ["settings", "database", "storage", "commits", "log", "lists", "clocks", "mail", "targets"] {
        let lines = about(thing, &said);
        assert!(lines.len() == 1 && lines[0].starts_with("well "), "{thing}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slip_in_the_settings_is_named_and_ends_with_status_1() {
    let installation = Installation::new().await;
    for (settings, named, remedy) in [
        ("databse_url = \"sqlite:tocsin.db\"\n", "databse_url", "has a mistake"),
        ("log_format = \"loud\"\n", "loud", "has a mistake"),
        ("[mail]\nsmpt = \"smtp://mail.example.org\"\n", "smpt", "has a mistake"),
        ("[mail]\nsmtp = \"mail.example.org\"\n", "mail.smtp", "write it as smtp://"),
        ("[mail]\nfrom = \"nobody\"\n", "mail.from", "write it as Tocsin <tocsin@example.org>"),
        ("public_url = \"tocsin.example.org\"\n", "public_url", "write it as https://"),
        ("public_url = \"http://tocsin.example.org\"\n", "public_url", "write https://"),
        ("[sessions]\nidle_hours = 0\n", "sessions.idle_hours", "to 1 or more"),
        ("[targets.shop]\nkind = \"shell\"\n", "The target shop", "See the guide"),
        ("[targets.shop]\nkind = \"http\"\nbase_url = \"ftp://shop\"\n", "The target shop", "must begin with http://"),
        ("database_url = \"sqlite:nowhere.db\"\n", "nowhere.db does not exist", "Choose the data folder"),
    ] {
        let (status, said) = installation.doctor(settings);
        assert_eq!(status, 1, "{settings}{said}");
        assert!(said.contains(named) && said.contains(remedy) && !said.contains("All is well."), "{settings}{said}");
    }
    assert!(!installation.folder.path().join("nowhere.db").exists(), "whoever looks makes nothing");
}

/// A P0, at which a letter goes out at once; somebody is at work on it.
async fn call(backend: &Backend) {
    let tocsin = Who::tocsin();
    let outage = Declare {
        id: None,
        title: "Everything is down".to_owned(),
        severity: Severity::P0,
        summary: String::new(),
        service: String::new(),
        drill: false,
        restricted: false,
    };
    let number = backend.declare_incident(Ask::by(&tocsin), outage).await.unwrap().number;
    backend.work_on_incident(Ask::by(&tocsin), number, Change::Acknowledge).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_that_a_mail_server_never_takes_are_told_with_its_last_answer() {
    let installation = Installation::new().await;
    let settings = MailSettings { smtp: Some(format!("smtp://{NOBODY}")), ..MailSettings::default() };
    let written = format!("[mail]\nsmtp = \"smtp://{NOBODY}\"\n");
    let transport = Transport::new(&settings, installation.folder.path().join("mail"), "http://127.0.0.1:3000").unwrap();
    let backend = installation.backend().await;
    let cto = Contact { role: "CTO".to_owned(), email: "cto@example.org".to_owned(), ..Contact::default() };
    backend.revise_contacts(Ask::by(&Who::tocsin()), vec![cto]).await.unwrap();

    // Two days ago one was called, and everything was tried; a day later another one, and nobody sends any more.
    backend.clock.advance(Duration::hours(-48));
    call(&backend).await;
    for _ in 0..20 {
        assert_eq!(backend.send_waiting_mail(&transport).await.unwrap(), 0);
        backend.clock.advance(Duration::hours(1));
    }
    let (status, said) = installation.doctor(&written);
    let lines = about("mail", &said);
    assert_eq!((status, lines.len()), (1, 2), "{said}");
    assert_eq!(lines[0], "WRONG  mail: 0 letters waiting, 1 given up in the last 7 days", "{said}");
    assert!(lines[1].contains("1 letters were given up in the last 7 days and never arrived. The last answer: "), "{said}");
    assert_eq!(about("mail server", &said).len(), 2, "nor does it answer now: {said}");
    assert!(said.contains("2 problems."), "{said}");

    call(&backend).await;
    backend.db.close().await;
    let (status, said) = installation.doctor(&written);
    let lines = about("mail", &said);
    assert_eq!((status, lines.len()), (1, 3), "{said}");
    assert_eq!(lines[0], "WRONG  mail: 1 letters waiting, 1 given up in the last 7 days", "{said}");
    assert!(lines[2].contains("waited for more than an hour: check mail.smtp, and that the server runs."), "{said}");
    assert!(said.contains("3 problems."), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_is_well_if_it_answers_and_takes_the_password() {
    let installation = Installation::new().await;
    let smtp = service("TEST_SMTP");
    let with = |password: &str| smtp.replace("smtp://", &format!("smtp://tocsin:{password}@"));
    let nobody = format!("smtp://{NOBODY}");
    for (server, problem) in
        [(smtp.clone(), None), (with("right"), None), (with("wrong"), Some("Wrong password")), (nobody, Some("onnection"))]
    {
        let (status, said) = installation.doctor(&format!("[mail]\nsmtp = \"{server}\"\n"));
        let lines = about("mail server", &said);
        match problem {
            None => assert!(status == 0 && lines.len() == 1 && lines[0].starts_with("well "), "{said}"),
            Some(problem) => {
                assert!(status == 1 && lines.len() == 2 && lines[0].starts_with("WRONG"), "{said}");
                assert!(lines[1].contains(problem) && lines[1].contains("password in mail.smtp"), "{said}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_does_not_answer_or_whose_role_may_write_is_told_with_what_to_do() {
    let installation = Installation::new().await;
    let superuser = service("TEST_POSTGRES");
    let (status, said) = installation.doctor(&format!(
        "[targets.shop]\nkind = \"http\"\nbase_url = \"http://{NOBODY}/\"\n\
         [targets.shop-db]\nkind = \"postgres\"\nurl = \"{superuser}\"\n\
         [targets.orders-db]\nkind = \"postgres\"\nurl = \"postgres://look@{NOBODY}/orders\"\n"
    ));
    for (target, wrong, remedy) in [
        ("target shop", "did not answer", "check that it runs and that its base_url is right"),
        ("target shop-db", "is a superuser", "make one that can only look"),
        ("target orders-db", "cannot be reached", "check that it runs and that its address is right"),
    ] {
        let lines = about(target, &said);
        assert!(lines.len() == 2 && lines[0].starts_with("WRONG"), "{target}: {said}");
        assert!(lines[1].contains(wrong) && lines[1].contains(remedy), "{target}: {said}");
    }
    assert!(said.contains("3 problems."), "{said}");
    assert_eq!(status, 1, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_is_well_for_as_long_as_it_answers() {
    let (installation, mut server) = (Installation::new().await, Server::start().await);
    let settings = format!("[targets.shop]\nkind = \"http\"\nbase_url = \"{}\"\n", server.url);
    let (status, said) = installation.doctor(&settings);
    assert!(status == 0 && about("target shop", &said).len() == 1 && said.contains("All is well."), "{said}");
    server.kill9();
    let (status, said) = installation.doctor(&settings);
    assert!(status == 1 && about("target shop", &said).len() == 2 && said.contains("1 problem."), "{said}");
}
