use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use domain::people::Role;

use crate::{
    crowd::Crowd,
    kill::is_all_there,
    load::{Ledger, Scene},
    pair::Pair,
    proxy, so_many,
    support::{Browser, Server},
    traffic::{self, Room},
    witness::Witness,
};

/// So long a page may be without news, where the machine does nothing else. The short form runs beside other tests and only
/// sees that all of them come back.
fn gap() -> Duration {
    Duration::from_secs(so_many(30, 3) as u64)
}

/// Two servers of a debug build on few cores may not get through the long form, and then requests time out for want of a
/// processor. Try a release build then:
/// `TOCSIN_CHAOS=long bin/with-services cargo test --release --package server --test faults rolling -- --nocapture`.
#[tokio::test(flavor = "multi_thread")]
async fn two_servers_are_restarted_in_turn_and_no_request_fails_and_every_page_is_soon_back() {
    let (rate, pages, rooms) = (so_many(40, 200), so_many(30, 500), so_many(3, 20));
    let pause = Duration::from_secs(so_many(1, 5) as u64);
    let mut pair = Pair::start().await;
    let url = proxy::before(&[&pair.one, &pair.two]).await;
    let mut people = Vec::new();
    for name in ["Ada", "Ben", "Cem"] {
        let cookies = pair.one.joined(name, Role::Commander).await.cookies();
        people.push(Browser::with_cookies(&url, &cookies));
    }
    let backend = pair.one.backend().await;
    let mut places = Vec::new();
    for _ in 0..rooms {
        places.push(Room { scene: Scene::set(&backend, 1).await, ledger: Ledger::default() });
    }
    let rooms: Arc<[Room]> = places.into();

    let crowd = Arc::new(Crowd::default());
    for n in 0..pages {
        let (person, scene) = (people[n % people.len()].clone(), rooms[n % rooms.len()].scene.clone());
        tokio::spawn(Arc::clone(&crowd).stay(person, scene, backend.clone()));
    }
    crowd.is_in_step(pages).await;
    let (began, enough) = (Instant::now(), Arc::new(AtomicBool::new(false)));
    let sending = tokio::spawn(traffic::send(rate, people, Arc::clone(&rooms), Arc::clone(&enough)));
    tokio::time::sleep(pause).await;
    for server in [&mut pair.one, &mut pair.two] {
        restart(server).await;
        tokio::time::sleep(pause).await;
    }
    enough.store(true, Ordering::Relaxed);
    let tally = sending.await.unwrap();
    let took = began.elapsed();
    crowd.is_in_step(pages).await;

    let (failed, answered, gaps) = (&tally.failed, tally.took.len(), crowd.gaps());
    println!("{answered} requests answered in {took:?}, {}; {} failed", spread(&tally.took), failed.len());
    println!("{} times one of {pages} pages was without news, {}", gaps.len(), spread(&gaps));
    assert!(failed.is_empty(), "{} of {} requests failed:\n{}", failed.len(), answered + failed.len(), failed.join("\n"));
    // Otherwise nothing was tried.
    assert!(gaps.len() >= pages, "every page loses its connection once at least");
    assert!(gaps.last().is_some_and(|longest| *longest <= gap()), "pages were without news, {}", spread(&gaps));
    for room in rooms.iter() {
        let ledger = room.ledger.lock().unwrap().clone();
        is_all_there(&backend, &room.scene, &ledger, &Witness::default()).await;
    }
}

/// As `docs/guides/scaling.md` says that it is done.
async fn restart(server: &mut Server) {
    let began = Instant::now();
    server.tell_to_stop();
    server.has_stopped().await;
    let stopped = began.elapsed();
    server.start_again().await;
    server.is_ready().await;
    println!("a server stopped within {stopped:?} and was ready after {:?}", began.elapsed());
}

/// Of durations in their order.
fn spread(all: &[Duration]) -> String {
    let at = |percent: usize| all.get(all.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default();
    format!("half of them within {:?}, 99 of 100 within {:?}, all within {:?}", at(50), at(99), at(100))
}
