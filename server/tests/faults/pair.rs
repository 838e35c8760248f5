use std::time::Duration;

use backend::Ask;
use domain::{
    checklists::ItemState,
    people::{Role, Who},
};

use crate::{
    load::{self, Ledger, NOTE, Scene, words},
    proxy,
    support::{Browser, Server, postgres::Scratch},
    witness::Witness,
};

/// How many are declared at once.
const INCIDENTS: usize = 5;

/// Two servers on one PostgreSQL.
pub(crate) struct Pair {
    pub(crate) one: Server,
    pub(crate) two: Server,
    _scratch: Scratch,
}

impl Pair {
    pub(crate) async fn start() -> Self {
        let scratch = Scratch::new().await;
        let one = Server::start_with(&["--database-url", &scratch.url]).await;
        let two = Server::start_with(&["--database-url", &scratch.url]).await;
        Self { one, two, _scratch: scratch }
    }
}

/// The same person, as a proxy in turns sends them to either.
fn at(server: &Server, cookies: &str) -> Browser {
    Browser::with_cookies(&server.url, cookies)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_on_one_server_is_seen_on_the_other_and_a_session_holds_on_both() {
    let pair = Pair::start().await;
    let ada = pair.one.joined("Ada", Role::Commander).await;
    let there = at(&pair.two, &ada.cookies());
    assert_eq!(there.get("/settings/account").await.status(), 200);
    let backend = pair.one.backend().await;
    let scene = Scene::set(&backend, 1).await;
    let number = scene.number.to_string();
    let witness = Witness::default();
    let eyes = tokio::spawn({
        let (witness, there, scene) = (witness.clone(), there.clone(), scene.clone());
        async move { witness.look(&there, &scene).await }
    });
    let word = format!("{NOTE}77z");
    ada.call("add_note", &[("number", &number), ("text", &word)]).await;
    for _ in 0..100 {
        if words(NOTE, &witness.notes().join(" ")).contains(&word) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(witness.notes().contains(&word), "a note made on one is not seen on the other");
    // Through a proxy that sends one to this server and one to the other: the page, which is open at the second, shows both.
    let through = Browser::with_cookies(&proxy::before(&[&pair.one, &pair.two]).await, &ada.cookies());
    let (checklist, items) = (scene.checklist.to_string(), ["item-0-7", "item-0-8"]);
    assert!(!items.iter().any(|item| witness.has_ticked(item)), "nobody has ticked them");
    for item in items {
        let ticked = through.call("tick_item", &[("number", &number), ("checklist", &checklist), ("check", item)]).await;
        assert!(ticked.status().is_success() || ticked.status().is_redirection(), "{ticked:?}");
    }
    for _ in 0..100 {
        if items.iter().all(|item| witness.has_ticked(item)) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(items.iter().all(|item| witness.has_ticked(item)), "a tick made on either is not seen on the other");
    eyes.abort();
    // What ends a session on one ends it on the other.
    ada.call("sign_out", &[]).await;
    assert_ne!(there.get("/settings/account").await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_is_killed_and_the_other_carries_on_with_the_same_browsers() {
    let mut pair = Pair::start().await;
    let ada = pair.one.joined("Ada", Role::Commander).await;
    let ben = pair.two.joined("Ben", Role::Commander).await;
    let backend = pair.two.backend().await;
    let scene = Scene::set(&backend, 2).await;
    let (ledger, witness) = (Ledger::default(), Witness::default());
    let eyes = tokio::spawn({
        let (witness, ada, scene) = (witness.clone(), ada.clone(), scene.clone());
        async move { witness.look(&ada, &scene).await }
    });
    let on_one = tokio::spawn(load::tick(ada.clone(), scene.clone(), 0, ledger.clone()));
    let on_two = tokio::spawn(load::tick(ben, scene.clone(), 1, ledger.clone()));
    while ledger.lock().unwrap().ticks.len() < 20 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    pair.one.kill9();
    on_one.await.unwrap();
    eyes.await.unwrap();
    // Whoever was on the first goes on at the second, with what is left to do.
    let moved = at(&pair.two, &ada.cookies());
    load::tick(moved.clone(), scene.clone(), 0, ledger.clone()).await;
    on_two.await.unwrap();
    let incident = backend.incident(Ask::by(&Who::tocsin()), scene.number).await.unwrap();
    let list = incident.checklist(scene.checklist).unwrap();
    let left = list.groups.iter().flat_map(|group| &group.items).filter(|item| item.state != ItemState::Done).count();
    assert_eq!(left, 0, "all of them could be ticked");
    assert!(witness.catches_up(&moved, &scene, |witness| witness.seq() >= incident.seq).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_two_servers_watch_calls_once() {
    let pair = Pair::start().await;
    let ada = pair.one.joined("Ada", Role::Admin).await;
    // Critical and nobody answers: those whom the matrix names are called, each by one letter.
    let contacts = [("contacts[0][role]", "Incident commander"), ("contacts[0][email]", "lead@example.org")];
    ada.call("revise_contacts", &contacts).await;
    for n in 0..INCIDENTS {
        let title = format!("Checkout times out {n}");
        let answer = ada.call("declare_incident", &[("title", &title), ("severity", "p0")]).await;
        assert!(answer.status().is_success() || answer.status().is_redirection());
    }
    let mut letters = vec![];
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        letters = [&pair.one, &pair.two].into_iter().flat_map(addressed).collect();
        if letters.len() >= INCIDENTS {
            break;
        }
    }
    // Whoever would send one twice has had the time to.
    tokio::time::sleep(Duration::from_secs(2)).await;
    letters.sort();
    let all = letters.len();
    letters.dedup();
    assert_eq!((letters.len(), all), (INCIDENTS, INCIDENTS), "{letters:?}");
}

/// To whom and about what this server has written.
fn addressed(server: &Server) -> Vec<String> {
    let Ok(files) = std::fs::read_dir(server.data().join("mail")) else { return vec![] };
    let letters = files.flatten().map(|file| std::fs::read_to_string(file.path()).unwrap());
    let head = |letter: String| {
        let lines = letter.lines().filter(|line| line.starts_with("To:") || line.starts_with("Subject:"));
        lines.map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    letters.map(head).collect()
}
