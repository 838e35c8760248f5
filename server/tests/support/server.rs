use std::{
    io::{BufRead as _, BufReader, Read},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use backend::{Ask, Backend};
use domain::people::{Role, Who};

use super::{Browser, cluster::Cluster};

/// `tocsin serve` as a process on a SQLite file of its own; both are gone when it is dropped.
pub(crate) struct Server {
    pub(crate) url: String,
    listen: String,
    folder: tempfile::TempDir,
    process: Child,
    log: Arc<Mutex<String>>,
    /// What it runs under, e.g. `prlimit --nofile=64`.
    under: Vec<String>,
    arguments: Vec<String>,
}

/// Everybody's.
pub(crate) const PASSWORD: &str = "a horse that nobody stapled";

impl Server {
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// With these arguments after `tocsin serve`.
    pub(crate) async fn start_with(arguments: &[&str]) -> Self {
        Self::start_under(&[], arguments).await
    }

    /// The same as the last arguments of another program, in which `{data}` is the data folder.
    pub(crate) async fn start_under(under: &[&str], arguments: &[&str]) -> Self {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
        let (under, arguments) = (owned(under), owned(arguments));
        let listen = free_address();
        let (folder, log) = (tempfile::tempdir().unwrap(), Arc::default());
        let process = launch(&under, &listen, folder.path(), &log, &arguments);
        let server = Self { url: format!("http://{listen}"), listen, folder, process, log, under, arguments };
        server.is_up().await;
        server
    }

    /// As a power cut would: nothing that it still meant to do is done.
    pub(crate) fn kill9(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// As whoever manages it does (SIGTERM): what it has begun, it finishes.
    pub(crate) fn tell_to_stop(&self) {
        Cluster::signal("TERM", &[self.pid()]);
    }

    /// Waits until it has ended by itself, after [`Server::tell_to_stop`].
    pub(crate) async fn has_stopped(&mut self) {
        for _ in 0..1_500 {
            if let Some(status) = self.process.try_wait().unwrap() {
                assert!(status.success(), "it ended with {status}:\n{}", self.log());
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it does not stop:\n{}", self.log());
    }

    /// The same address and data, after it has ended in one way or the other.
    pub(crate) async fn start_again(&mut self) {
        self.process = launch(&self.under, &self.listen, self.folder.path(), &self.log, &self.arguments);
        self.is_up().await;
    }

    /// From the next start on, instead of what it ran under before.
    pub(crate) fn runs_under(&mut self, under: &[&str]) {
        self.under = under.iter().map(|word| (*word).to_owned()).collect();
    }

    /// A second pair of hands on the same database, for arranging what has no page.
    pub(crate) async fn backend(&self) -> Backend {
        Backend::open(&self.database_url()).await.unwrap()
    }

    fn database_url(&self) -> String {
        let given = self.arguments.iter().skip_while(|argument| *argument != "--database-url").nth(1);
        given.cloned().unwrap_or_else(|| format!("sqlite:{}", self.data().join("tocsin.db").display()))
    }

    /// Takes a table away, so that whoever asks for it meets a defect.
    pub(crate) async fn break_table(&self, table: &str) {
        let pool = sqlx::SqlitePool::connect(&self.database_url()).await.unwrap();
        let rename = format!("ALTER TABLE {table} RENAME TO {table}_elsewhere");
        sqlx::raw_sql(sqlx::AssertSqlSafe(rename)).execute(&pool).await.unwrap();
        pool.close().await;
    }

    /// The browser of somebody who has joined with this role.
    pub(crate) async fn joined(&self, name: &str, role: Role) -> Browser {
        let email = format!("{}@example.org", name.to_lowercase());
        let invitation = self.backend().await.invite(Ask::by(&Who::tocsin()), &email, role).await.unwrap();
        let browser = Browser::at(&self.url);
        let token = invitation.path.trim_start_matches("/invitations/");
        let answer = browser.call("accept_invitation", &[("token", token), ("name", name), ("password", PASSWORD)]).await;
        assert!(answer.status().is_success() || answer.status().is_redirection(), "{name} could not join: {answer:?}");
        browser
    }

    /// Another browser of somebody who has joined.
    pub(crate) async fn signed_in(&self, name: &str) -> Browser {
        let browser = Browser::at(&self.url);
        let email = format!("{}@example.org", name.to_lowercase());
        let answer = browser.call("sign_in", &[("email", &email), ("password", PASSWORD), ("next", "/")]).await;
        assert!(answer.status().is_success() || answer.status().is_redirection(), "{name} could not sign in: {answer:?}");
        browser
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The data folder, as the server sees it: it may have a disk of its own.
    pub(crate) fn data(&self) -> PathBuf {
        let folder = self.folder.path();
        if self.under.is_empty() { folder.to_owned() } else { format!("/proc/{}/root{}", self.pid(), folder.display()).into() }
    }

    /// Of the process, which is the server itself even where it was started under something that replaces itself.
    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }

    /// The id of somebody who has joined.
    pub(crate) async fn id_of(&self, name: &str) -> String {
        let people = self.backend().await.list_people(Ask::by(&Who::tocsin())).await.unwrap();
        people.into_iter().find(|person| person.name == name).unwrap().id.to_string()
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// What it has logged once that says `words`: a line comes by a pipe, a little later than an answer to a request.
    pub(crate) async fn logged(&self, words: &str) -> String {
        for _ in 0..200 {
            let log = self.log();
            if log.contains(words) {
                return log;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the log says nothing of “{words}”:\n{}", self.log());
    }

    /// The one-time link, which a server without an administrator prints.
    pub(crate) async fn set_up_token(&self) -> String {
        let log = self.logged("/set-up/").await;
        let rest = log.split("/set-up/").nth(1).unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    }

    async fn is_up(&self) {
        self.is_well_at("/healthz").await;
    }

    /// Waits until it says that requests may be sent to it.
    pub(crate) async fn is_ready(&self) {
        self.is_well_at("/readyz").await;
    }

    async fn is_well_at(&self, path: &str) {
        // One client for all that is asked: making one takes longer than asking, and would count as the server's time.
        let (http, address) = (reqwest::Client::new(), format!("{}{path}", self.url));
        for _ in 0..600 {
            if http.get(&address).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server did not come up (was the site built? bin/site --dev):\n{}", self.log.lock().unwrap());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An address of its own. The kernel gives ports from 32768 on to whoever connects somewhere, so that one of those may be
/// taken before the server has it.
fn free_address() -> String {
    static GIVEN: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(std::process::id() % 1_000).unwrap() * 12;
    loop {
        let port = 20_000 + (first + GIVEN.fetch_add(1, Ordering::Relaxed)) % 12_000;
        if let Ok(free) = TcpListener::bind(("127.0.0.1", port)) {
            return free.local_addr().unwrap().to_string();
        }
    }
}

/// The binary: the one that `TOCSIN_BIN` names, such as a release build, or the one that cargo has built for these tests.
pub(crate) fn tocsin() -> String {
    let given = std::env::var("TOCSIN_BIN").ok().or_else(|| option_env!("CARGO_BIN_EXE_tocsin").map(str::to_owned));
    let given = given.unwrap_or_else(|| panic!("TOCSIN_BIN names no binary: say `make bench`"));
    // It is started in a folder of its own.
    std::fs::canonicalize(given).unwrap().display().to_string()
}

fn launch(under: &[String], listen: &str, data: &Path, log: &Arc<Mutex<String>>, arguments: &[String]) -> Child {
    let under = under.iter().map(|word| word.replace("{data}", &data.display().to_string()));
    let mut words = under.chain([tocsin()]);
    let mut process = Command::new(words.next().unwrap())
        .args(words)
        .args(["serve", "--listen", listen, "--data"])
        .arg(data)
        .args(arguments)
        .current_dir(data)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    keep(process.stdout.take().unwrap(), log);
    keep(process.stderr.take().unwrap(), log);
    process
}

/// Keeps whatever it says.
fn keep(from: impl Read + Send + 'static, log: &Arc<Mutex<String>>) {
    let (lines, log) = (BufReader::new(from).lines(), Arc::clone(log));
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            log.lock().unwrap().push_str(&(line + "\n"));
        }
    });
}
