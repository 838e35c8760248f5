use std::{
    fs,
    io::Write as _,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

use backend::Ask;
use domain::people::{Role, Who};

use crate::support::{Server, cluster::is_root};

/// A server whose data lie on a small disk of their own. As root it is mounted here; others need a name space for it.
struct SmallDisk {
    server: Server,
    ballast: PathBuf,
}

impl SmallDisk {
    async fn start() -> Self {
        let mount = r#"mount -t tmpfs -o size=16m tmpfs {data} && exec "$@""#;
        let apart = ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, "sh"];
        let server = Server::start_under(if is_root() { &apart[3..] } else { &apart }, &[]).await;
        let ballast = server.data().join("ballast");
        Self { server, ballast }
    }

    fn fill(&self) {
        let mut file = fs::File::create(&self.ballast).unwrap();
        let piece = [1_u8; 4096];
        while file.write_all(&piece).is_ok() {}
    }

    fn free(&self) {
        fs::remove_file(&self.ballast).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        if is_root() {
            self.server.kill9();
            let _ = Command::new("umount").arg("--lazy").arg(self.server.folder()).status();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_writing_alone_and_heals_by_itself() {
    let disk = SmallDisk::start().await;
    let server = &disk.server;
    let ada = server.joined("Ada", Role::Commander).await;
    let declared = ada.call("declare_incident", &[("title", "Checkout times out"), ("severity", "p3")]).await;
    assert!(declared.status().is_success() || declared.status().is_redirection(), "{declared:?}");
    disk.fill();
    let (mut kept, mut refused) = (Vec::new(), None);
    for n in 0..400 {
        let text = format!("The disk is nearly full, says note {n} of {}.", "many ".repeat(300));
        let name = format!("note-{n}");
        let answer = ada.call("add_note", &[("number", "1"), ("text", &text), ("once", &name)]).await;
        match answer.status().as_u16() {
            200..400 => kept.push(n),
            503 => {
                assert!(answer.headers().contains_key("retry-after"));
                assert!(answer.text().await.unwrap().contains("away"));
                refused = Some((n, text, name));
                break;
            }
            other => panic!("note {n} was answered with {other}: {}", answer.text().await.unwrap()),
        }
    }
    let (n, text, name) = refused.unwrap_or_else(|| panic!("the disk was never full"));

    // Reading goes on, and a plain form gets its words back.
    let room = ada.get("/incidents/1").await;
    assert_eq!(room.status(), 200);
    let page = ada.post_form("add_note", &[("number", "1"), ("text", &text), ("once", &name)]).await;
    let status = page.status();
    let page = page.text().await.unwrap();
    assert_eq!(status, 503, "{page}\n{}", server.log());
    assert!(page.contains("Send it again") && page.contains(&format!("says note {n} of")), "{page}");
    assert_eq!(ada.get("/healthz").await.status(), 200);

    disk.free();
    let freed = Instant::now();
    loop {
        let answer = ada.call("add_note", &[("number", "1"), ("text", &text), ("once", &name)]).await;
        if answer.status().is_success() || answer.status().is_redirection() {
            break;
        }
        assert!(freed.elapsed() < Duration::from_secs(15), "it does not heal: {answer:?}\n{}", server.log());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    // Each is on record once: also the one that was sent again and again, under one name.
    let room = ada.get("/incidents/1").await.text().await.unwrap();
    let backend = server.backend().await;
    let entries = backend.room(Ask::by(&Who::tocsin()), 1).await.unwrap().entries;
    backend.db.close().await;
    let log: String = entries.iter().map(|entry| serde_json::to_string(&entry.recorded).unwrap()).collect();
    for n in kept.into_iter().chain([n]) {
        let words = format!("says note {n} of");
        assert!(room.contains(&words), "note {n} is lost");
        assert_eq!(log.matches(&words).count(), 1, "note {n} is on record once");
    }
}
