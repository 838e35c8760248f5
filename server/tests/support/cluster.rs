use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// A PostgreSQL of one's own, durable as it comes, to be stopped and frozen. Those of `bin/with-services` are everybody's.
pub(crate) struct Cluster {
    pub(crate) url: String,
    home: tempfile::TempDir,
    port: u16,
    postmaster: Child,
}

impl Cluster {
    pub(crate) async fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        if is_root() {
            assert!(Command::new("chown").arg("postgres:postgres").arg(home.path()).status().unwrap().success());
        }
        let made = as_its_user("initdb")
            .arg("--pgdata")
            .arg(home.path().join("data"))
            .args(["--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"])
            .current_dir(home.path())
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(made.success());
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let postmaster = launch(home.path(), port);
        let cluster = Self { url: format!("postgres://postgres@127.0.0.1:{port}/postgres"), home, port, postmaster };
        cluster.is_up().await;
        cluster
    }

    /// As `systemctl stop` does: connections are ended, what was committed is kept.
    pub(crate) fn stop(&mut self) {
        Self::signal("INT", &[self.postmaster.id()]);
        self.postmaster.wait().unwrap();
    }

    pub(crate) async fn start_again(&mut self) {
        self.postmaster = launch(self.home.path(), self.port);
        self.is_up().await;
    }

    /// From now on nothing answers, and no connection ends: as when its machine hangs.
    pub(crate) fn freeze(&self) {
        Self::signal("STOP", &[self.postmaster.id()]);
        Self::signal("STOP", &children(self.postmaster.id()));
    }

    pub(crate) fn thaw(&self) {
        Self::signal("CONT", &children(self.postmaster.id()));
        Self::signal("CONT", &[self.postmaster.id()]);
    }

    pub(super) fn signal(name: &str, processes: &[u32]) {
        let processes = processes.iter().map(u32::to_string);
        // One of them may have ended by itself.
        let _ = Command::new("kill").arg(format!("-{name}")).args(processes).stderr(Stdio::null()).status().unwrap();
    }

    async fn is_up(&self) {
        let status = self.home.path().join("data/postmaster.pid");
        for _ in 0..400 {
            if fs::read_to_string(&status).is_ok_and(|text| text.lines().any(|line| line.trim() == "ready")) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("PostgreSQL did not start:\n{}", fs::read_to_string(self.home.path().join("log")).unwrap_or_default());
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.thaw();
        Self::signal("QUIT", &[self.postmaster.id()]);
        let _ = self.postmaster.wait();
    }
}

fn launch(home: &Path, port: u16) -> Child {
    let log = fs::File::create(home.join("log")).unwrap();
    as_its_user("postgres")
        .arg("-D")
        .arg(home.join("data"))
        .args(["-c", "listen_addresses=127.0.0.1", "-c", &format!("port={port}")])
        .args(["-c", &format!("unix_socket_directories={}", home.display())])
        .current_dir(home)
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap()
}

/// It refuses to run as root: root lends it the user that its package made.
fn as_its_user(program: &str) -> Command {
    let program = programs().join(program);
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", "postgres", "--regid", "postgres", "--init-groups", "--pdeathsig", "KILL"]).arg(program);
    command
}

fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").map(|versions| versions.flatten().map(|version| version.path()).collect());
    let mut versions: Vec<PathBuf> = versions.unwrap_or_default();
    versions.sort();
    versions.pop().unwrap_or_else(|| panic!("PostgreSQL is not installed. Run bin/setup --tests to install it.")).join("bin")
}

pub(crate) fn is_root() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    status.lines().any(|line| line.starts_with("Uid:\t0\t"))
}

fn children(of: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let parent = |process: u32| {
        let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        status.lines().find_map(|line| line.strip_prefix("PPid:")?.trim().parse::<u32>().ok())
    };
    processes.filter(|process| parent(*process) == Some(of)).collect()
}
