use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use backend::{Ask, Backend};
use domain::people::{Role, Who};
use rand::Rng as _;
use reqwest::{Response, StatusCode, header};
use tokio::{
    task::{JoinHandle, JoinSet},
    time::timeout,
};

use crate::{
    kill::{catches_up, is_all_there},
    load::{self, Ledger, Scene},
    so_many,
    support::{Browser, Server, cluster::Cluster},
    witness::Witness,
};

/// Nobody waits longer to be told that it is down. A database that hangs is given up on after 15 s, and an answer may need
/// more than one thing of it.
const TOLD: Duration = Duration::from_secs(30);
/// By then everybody who was at work when it began has been answered or refused.
const REFUSED: Duration = Duration::from_secs(90);
/// Of a note that is sent meanwhile, and after it.
const WORDS: &str = "It is down, and these words are not lost.";

/// So long the database is away.
fn away() -> Duration {
    Duration::from_secs(so_many(1, 60) as u64)
}

/// How long everything may take to be as before. The short form runs beside other tests.
fn recovery() -> Duration {
    Duration::from_secs(so_many(30, 5) as u64)
}

/// A database that is about to fail, and people at work on it.
struct Outage {
    cluster: Cluster,
    server: Server,
    people: HashMap<&'static str, Browser>,
    scene: Scene,
    ledger: Ledger,
    witness: Witness,
    work: JoinSet<()>,
    /// The page that is open all the time.
    eyes: JoinHandle<()>,
}

impl Outage {
    async fn begin() -> Self {
        let cluster = Cluster::start().await;
        let server = Server::start_with(&["--database-url", &cluster.url]).await;
        let mut people = HashMap::new();
        for name in ["Ada", "Ben", "Cem", "Dora", "Eve", "Finn"] {
            people.insert(name, server.joined(name, Role::Commander).await);
        }
        let backend = server.backend().await;
        let scene = Scene::set(&backend, 1).await;
        backend.db.close().await;
        let (ledger, witness) = (Ledger::default(), Witness::default());
        let browser = |name: &str| people[name].clone();
        let eyes = tokio::spawn({
            let (witness, browser, scene) = (witness.clone(), browser("Eve"), scene.clone());
            async move { witness.look(&browser, &scene).await }
        });
        let mut work = JoinSet::new();
        work.spawn(load::tick(browser("Ben"), scene.clone(), 0, ledger.clone()));
        work.spawn(load::note(browser("Cem"), scene.clone(), ledger.clone()));
        work.spawn(load::type_on(browser("Dora"), scene.clone(), ledger.clone()));
        work.spawn(load::change_stage(browser("Finn"), scene.clone(), ledger.clone()));
        let outage = Self { cluster, server, people, scene, ledger, witness, work, eyes };
        outage.everybody_is_at_work().await;
        outage
    }

    /// Waits until something of each kind is acknowledged and a peer has seen something, and then for any moment.
    async fn everybody_is_at_work(&self) {
        let all_have_begun = || {
            let done = self.ledger.lock().unwrap();
            !(done.ticks.is_empty() || done.notes.is_empty() || done.typed.is_empty() || done.stages.is_empty())
        };
        let began = Instant::now();
        while !all_have_begun() || self.witness.seq() == 0 {
            assert!(began.elapsed() < Duration::from_mins(1), "somebody does not get to work: {:?}", self.ledger);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let moment = Duration::from_millis(rand::rng().random_range(0..500));
        tokio::time::sleep(moment).await;
    }

    /// What people and machines get meanwhile.
    async fn is_degraded(&self) {
        let (ada, number) = (&self.people["Ada"], self.scene.number.to_string());
        assert_eq!(told(ada.get("/healthz")).await.status(), 200, "the process is well");
        assert_eq!(told(ada.get("/readyz")).await.status(), 503);
        let note = [("number", number.as_str()), ("text", WORDS), ("once", "meanwhile")];
        let page = told(ada.post_form("add_note", &note)).await;
        assert_eq!(page.status(), 503);
        assert!(page.headers().contains_key(header::RETRY_AFTER));
        let page = page.text().await.unwrap();
        assert!(page.contains(WORDS) && page.contains("Send it again"), "{page}");
        let page = told(ada.get(&format!("/incidents/{number}"))).await;
        assert_eq!(page.status(), 503);
        assert!(page.text().await.unwrap().contains("Try again"));
    }

    /// Whoever was at work when it began has stopped: what nobody has acknowledged may be there or not.
    async fn everybody_was_refused(&mut self) {
        let work = std::mem::take(&mut self.work);
        let ended = timeout(REFUSED, work.join_all()).await;
        assert!(ended.is_ok(), "somebody is neither answered nor refused after {REFUSED:?}");
    }

    /// After the database is back: the same form does well, once; nothing that was acknowledged or seen is gone, and pages
    /// show all that there is.
    async fn recovers(self) {
        let began = Instant::now();
        let Ok(backend) = timeout(recovery(), self.is_as_before()).await else {
            panic!("it does not recover within {:?}: {}", recovery(), self.server.log());
        };
        println!("as before {:?} after the database was back", began.elapsed());
        self.eyes.abort();
        if let Err(error) = self.eyes.await {
            assert!(error.is_cancelled(), "{error}");
        }
        let ledger = self.ledger.lock().unwrap().clone();
        is_all_there(&backend, &self.scene, &ledger, &self.witness).await;
        let room = backend.room(Ask::by(&Who::tocsin()), self.scene.number).await.unwrap();
        backend.db.close().await;
        let log: String = room.entries.iter().map(|entry| serde_json::to_string(&entry.recorded).unwrap()).collect();
        assert_eq!(log.matches(WORDS).count(), 1, "what was sent again and again is done once");
        let seen = self.witness.notes().len();
        println!("{} acknowledged changes, {seen} notes seen by a peer, none lost", ledger.count());
    }

    /// Waits until a form is taken again, and then until pages show what came of it.
    async fn is_as_before(&self) -> Backend {
        let (ada, number) = (&self.people["Ada"], self.scene.number.to_string());
        let note = [("number", number.as_str()), ("text", WORDS), ("once", "meanwhile")];
        while ada.call("add_note", &note).await.status() != StatusCode::OK {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let backend = self.server.backend().await;
        let seq = backend.stream_seq(Ask::by(&Who::tocsin()), self.scene.incident).await.unwrap();
        // The page that was open all the time; where it lost its connection it comes back like any other.
        while self.witness.seq() < seq && !self.eyes.is_finished() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        catches_up(&backend, &self.scene, &self.witness, &self.people["Eve"], recovery()).await;
        backend
    }
}

/// An answer, which has to come in time.
async fn told(answer: impl Future<Output = Response>) -> Response {
    timeout(TOLD, answer).await.unwrap_or_else(|_| panic!("no answer within {TOLD:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_stopped_degrades_pages_and_nothing_is_lost() {
    let mut outage = Outage::begin().await;
    outage.cluster.stop();
    outage.is_degraded().await;
    tokio::time::sleep(away()).await;
    outage.is_degraded().await;
    outage.everybody_was_refused().await;
    outage.cluster.start_again().await;
    outage.recovers().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_hangs_degrades_pages_and_nothing_is_lost() {
    let mut outage = Outage::begin().await;
    outage.cluster.freeze();
    outage.is_degraded().await;
    tokio::time::sleep(away()).await;
    outage.is_degraded().await;
    // Before it goes on: what then still hangs would be carried out, and people would go on too.
    outage.everybody_was_refused().await;
    outage.cluster.thaw();
    outage.recovers().await;
}
