use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use backend::{Ask, Backend};
use domain::{
    checklists::ItemState,
    incidents::IncidentEvent,
    people::{Role, Who},
};
use rand::Rng as _;

use crate::{
    load::{self, Acknowledged, Ledger, NOTE, Scene, TYPED, words},
    so_many,
    support::{Browser, Server},
    witness::Witness,
};

const TICKERS: usize = 2;
/// A browser that is back has everything by then.
pub(crate) const IN_STEP: Duration = Duration::from_secs(5);
/// After so many rounds the whole log is looked at, and once more after the last.
const LOOK: usize = 10;

/// From its start on until requests may be sent to it. The short form runs in a debug build on a machine that does more than
/// this.
fn ready_within() -> Duration {
    Duration::from_secs(so_many(8, 1) as u64)
}

on_both_databases! {
    async fn nothing_acknowledged_or_seen_is_lost_by_kill_9(database) {
        rounds(Server::start_with(database).await, so_many(2, 100)).await;
    }
}

/// Mixed work, cut off at a random moment, again and again.
async fn rounds(mut server: Server, rounds: usize) {
    let mut people = HashMap::new();
    for name in ["Ada", "Ben", "Cem", "Dora", "Eve", "Finn"] {
        people.insert(name, server.joined(name, Role::Commander).await);
    }
    let (mut acknowledged, mut seen, mut stored, mut slowest) = (0, 0, 0, Duration::ZERO);
    for round in 0..rounds {
        let backend = server.backend().await;
        let scene = Scene::set(&backend, TICKERS).await;
        backend.db.close().await;
        let (ledger, witness) = (Ledger::default(), Witness::default());
        let browser = |name: &str| people[name].clone();
        let eyes = tokio::spawn({
            let (witness, browser, scene) = (witness.clone(), browser("Eve"), scene.clone());
            async move { witness.look(&browser, &scene).await }
        });
        let work = [
            tokio::spawn(load::tick_on(browser("Ada"), scene.clone(), 0, ledger.clone())),
            tokio::spawn(load::tick_on(browser("Ben"), scene.clone(), 1, ledger.clone())),
            tokio::spawn(load::note(browser("Cem"), scene.clone(), ledger.clone())),
            tokio::spawn(load::type_on(browser("Dora"), scene.clone(), ledger.clone())),
            tokio::spawn(load::change_stage(browser("Finn"), scene.clone(), ledger.clone())),
            tokio::spawn(load::sign_in(server.url.clone(), "ada@example.org".to_owned(), ledger.clone())),
        ];
        // At least something of it all must have been begun.
        while ledger.lock().unwrap().count() < 5 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let moment = Duration::from_millis(rand::rng().random_range(0..1500));
        tokio::time::sleep(moment).await;
        // Whoever signs in too often is turned away for a while.
        assert!(work[..5].iter().all(|one| !one.is_finished()), "somebody was refused");
        server.kill9();
        for one in work {
            one.await.unwrap();
        }
        eyes.await.unwrap();
        let began = Instant::now();
        server.start_again().await;
        server.is_ready().await;
        let ready = began.elapsed();
        assert!(ready < ready_within(), "ready again after {ready:?}");
        slowest = slowest.max(ready);

        let mut ledger = ledger.lock().unwrap().clone();
        let backend = server.backend().await;
        assert_eq!(backend.damage().await.unwrap(), Vec::<String>::new());
        stored += usize::from(was_stored_and_is_sent_again(&backend, &scene, &people["Cem"], &mut ledger).await);
        is_all_there(&backend, &scene, &ledger, &witness).await;
        catches_up(&backend, &scene, &witness, &people["Eve"], IN_STEP).await;
        for cookies in &ledger.sessions {
            let page = Browser::with_cookies(&server.url, cookies).get("/settings/account").await;
            assert_eq!(page.status(), 200, "a session that had begun is gone");
        }
        if (round + 1).is_multiple_of(LOOK) || round + 1 == rounds {
            is_sound(&backend).await;
        }
        backend.db.close().await;
        acknowledged += ledger.count();
        seen += witness.notes().len();
        println!("round {}: killed {moment:?} into {} acknowledged changes", round + 1, ledger.count());
    }
    println!("{rounds} rounds: {acknowledged} acknowledged, {seen} notes seen by a peer, none lost, none twice");
    println!("of the notes that were sent again {stored} had been stored; ready again in {slowest:?} at most");
}

/// The note that nobody has acknowledged is sent again, as a browser does; and once more, since the answer to that may be lost
/// as well. From then on it has to be on record once. Gives whether it had been stored before the server died.
async fn was_stored_and_is_sent_again(backend: &Backend, scene: &Scene, cem: &Browser, ledger: &mut Acknowledged) -> bool {
    let note = ledger.unanswered.take().unwrap();
    let was_stored = noted(backend, scene).await.contains(&note.word);
    for _ in 0..2 {
        note.send_again(cem).await;
    }
    ledger.notes.push(note.word);
    was_stored
}

/// The words of all notes that are on record.
async fn noted(backend: &Backend, scene: &Scene) -> Vec<String> {
    let room = backend.room(Ask::by(&Who::tocsin()), scene.number).await.unwrap();
    let log: String = room.entries.iter().map(|entry| serde_json::to_string(&entry.recorded).unwrap()).collect();
    words(NOTE, &log)
}

/// Every chain holds, and lists and boards say what the log says.
async fn is_sound(backend: &Backend) {
    let tocsin = Who::tocsin();
    let ask = Ask::by(&tocsin);
    for finding in [backend.check_chains(ask).await.unwrap(), backend.check_read_models(ask).await.unwrap()] {
        assert!(finding.is_well(), "{finding:?}");
    }
}

/// Each once, and nothing that a peer has seen is gone.
pub(crate) async fn is_all_there(backend: &Backend, scene: &Scene, ledger: &Acknowledged, witness: &Witness) {
    let tocsin = Who::tocsin();
    let room = backend.room(Ask::by(&tocsin), scene.number).await.unwrap();
    let checklist = room.incident.checklist(scene.checklist).unwrap();
    let is_done = |key: &str| checklist.item(key).unwrap().state == ItemState::Done;
    let lost: Vec<_> = ledger.ticks.iter().filter(|(key, is_ticked)| is_done(key) != **is_ticked).collect();
    assert!(lost.is_empty(), "ticks lost, or what takes them back: {lost:?}");

    let entered = room.entries.iter().filter_map(|entry| match &entry.recorded.event {
        IncidentEvent::StageEntered { stage, .. } => Some(stage.word()),
        _ => None,
    });
    let entered: Vec<_> = entered.collect();
    assert!(entered.starts_with(&ledger.stages), "of {:?} there is {entered:?}", ledger.stages);
    assert!(entered.len() <= ledger.stages.len() + 1, "only one can have been under way: {entered:?}, {:?}", ledger.stages);

    each_once("note", ledger.notes.iter().chain(&witness.notes()), &noted(backend, scene).await);
    assert!(witness.seq() <= room.incident.seq, "a peer has seen event {} of {}", witness.seq(), room.incident.seq);

    let texts = backend.section_texts(Ask::by(&tocsin), scene.postmortem.into()).await.unwrap();
    let text = &texts.iter().find(|(key, _)| *key == scene.section).unwrap().1;
    each_once("typed word", ledger.typed.iter().chain(&witness.typed(scene)), &words(TYPED, text));
}

fn each_once<'a>(what: &str, expected: impl Iterator<Item = &'a String>, found: &[String]) {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for word in found {
        *times.entry(word.as_str()).or_default() += 1;
    }
    for word in expected {
        assert!(times.contains_key(word.as_str()), "{what} {word} is lost");
    }
    let twice: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "{what} stands more than once: {twice:?}");
}

/// A page that was open all the time shows what the server has, soon.
pub(crate) async fn catches_up(backend: &Backend, scene: &Scene, witness: &Witness, browser: &Browser, within: Duration) {
    let tocsin = Who::tocsin();
    let seq = backend.incident(Ask::by(&tocsin), scene.number).await.unwrap().seq;
    let texts = backend.section_texts(Ask::by(&tocsin), scene.postmortem.into()).await.unwrap();
    let text = &texts.iter().find(|(key, _)| *key == scene.section).unwrap().1;
    let mut all = words(TYPED, text);
    all.sort();
    let is_level = |witness: &Witness| {
        let mut typed = witness.typed(scene);
        typed.sort();
        witness.seq() >= seq && typed == all
    };
    assert!(witness.catches_up(browser, scene, within, is_level).await, "a browser did not catch up within {within:?}");
    each_once("on a page that came back: note", std::iter::empty(), &witness.shown_notes());
}
