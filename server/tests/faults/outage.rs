use std::time::{Duration, Instant};

use domain::people::Role;
use reqwest::{StatusCode, header};

use crate::{
    load::Scene,
    so_many,
    support::{Browser, Server, cluster::Cluster},
    witness::Witness,
};

/// How long everything may take to be as before.
const RECOVERY: Duration = Duration::from_secs(5);

struct Outage {
    cluster: Cluster,
    server: Server,
    ada: Browser,
    scene: Scene,
}

impl Outage {
    async fn begin() -> Self {
        let cluster = Cluster::start().await;
        let server = Server::start_with(&["--database-url", &cluster.url]).await;
        let ada = server.joined("Ada", Role::Commander).await;
        let backend = server.backend().await;
        let scene = Scene::set(&backend, 1).await;
        backend.db.close().await;
        let outage = Self { cluster, server, ada, scene };
        assert_eq!(outage.note("Before it, all is well.", "before").await, StatusCode::OK);
        outage
    }

    async fn note(&self, text: &str, once: &str) -> StatusCode {
        let number = self.scene.number.to_string();
        self.ada.call("add_note", &[("number", &number), ("text", text), ("once", once)]).await.status()
    }

    /// What people and machines get meanwhile.
    async fn is_degraded(&self) {
        assert_eq!(self.ada.get("/healthz").await.status(), 200, "the process is well");
        assert_eq!(self.ada.get("/readyz").await.status(), 503);
        let number = self.scene.number.to_string();
        let text = "It is down, and these words are not lost.";
        let page = self.ada.post_form("add_note", &[("number", &number), ("text", text), ("once", "meanwhile")]).await;
        assert_eq!(page.status(), 503);
        assert!(page.headers().contains_key(header::RETRY_AFTER));
        let page = page.text().await.unwrap();
        assert!(page.contains(text) && page.contains("Send it again"), "{page}");
        let page = self.ada.get(&format!("/incidents/{number}")).await;
        assert_eq!(page.status(), 503);
        assert!(page.text().await.unwrap().contains("Try again"));
    }

    /// After the database is back: the same form does well, once, and live pages show it.
    async fn recovers(&self, witness: &Witness) {
        let began = Instant::now();
        let text = "It is down, and these words are not lost.";
        while self.note(text, "meanwhile").await != StatusCode::OK {
            assert!(began.elapsed() < RECOVERY, "it does not recover: {}", self.server.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        println!("recovered {:?} after the database was back", began.elapsed());
        let backend = self.server.backend().await;
        let tocsin = domain::people::Who::tocsin();
        let room = backend.room(backend::Ask::by(&tocsin), self.scene.number).await.unwrap();
        backend.db.close().await;
        let log: String = room.entries.iter().map(|entry| serde_json::to_string(&entry.recorded).unwrap()).collect();
        assert_eq!(log.matches("these words are not lost").count(), 1);
        assert_eq!(log.matches("all is well").count(), 1);
        let seq = room.incident.seq;
        assert!(witness.catches_up(&self.ada, &self.scene, |witness| witness.seq() >= seq).await, "live pages stand still");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_stopped_degrades_pages_and_nothing_is_lost() {
    let mut outage = Outage::begin().await;
    let witness = Witness::default();
    outage.cluster.stop();
    outage.is_degraded().await;
    tokio::time::sleep(Duration::from_secs(so_many(1, 60) as u64)).await;
    outage.is_degraded().await;
    outage.cluster.start_again().await;
    outage.recovers(&witness).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_hangs_degrades_pages_and_nothing_is_lost() {
    let outage = Outage::begin().await;
    let witness = Witness::default();
    outage.cluster.freeze();
    outage.is_degraded().await;
    tokio::time::sleep(Duration::from_secs(so_many(1, 60) as u64)).await;
    outage.cluster.thaw();
    outage.recovers(&witness).await;
}
