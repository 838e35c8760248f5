use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use backend::Ask;
use domain::{
    incidents::Command,
    live::{ClientMessage, Topic},
    people::{Role, Who},
};
use tokio::{
    task::{JoinHandle, JoinSet},
    time::Instant,
};

use crate::{
    crowd::back_off,
    load::{NOTE, Scene},
    so_many,
    support::{Browser, LiveTab, Server, allow_many_files},
    witness::Witness,
};

/// What a reader who never reads may cost in the server's own memory: its connection, and all that waits there to be sent.
/// What waits in the kernel is not in it, which takes 128 kB more at most (`server/src/http/accept.rs`).
const COST_KB: usize = 256;
/// So many are written while they don't read: some megabytes for each, as often as the timeline is sent anew.
const NOTES: usize = 40;

async fn scene(server: &Server) -> Scene {
    let backend = server.backend().await;
    let scene = Scene::set(&backend, 1).await;
    backend.db.close().await;
    scene
}

/// The room's last event.
async fn last_event(server: &Server, scene: &Scene) -> i64 {
    let backend = server.backend().await;
    let seq = backend.stream_seq(Ask::by(&Who::tocsin()), scene.incident).await.unwrap();
    backend.db.close().await;
    seq
}

/// Notes of some length, so that what is not read is much.
async fn write(browser: &Browser, scene: &Scene, from: usize, count: usize) {
    let number = scene.number.to_string();
    for n in from..from + count {
        let text = format!("{NOTE}{n}z {}", "and much more of it ".repeat(700));
        let answer = browser.call("add_note", &[("number", &number), ("text", &text)]).await;
        assert!(answer.status().is_success() || answer.status().is_redirection(), "{answer:?}");
    }
}

/// A note that comes into the database while the server is down, as by another one.
async fn write_beside(server: &Server, scene: &Scene) {
    let backend = server.backend().await;
    let note = Command::Note { text: "Whoever comes back lacks this.".to_owned() };
    backend.work_on_incident(Ask::by(&Who::tocsin()), scene.number, note).await.unwrap();
    backend.db.close().await;
}

/// Opens a page that was drawn up to this event, and reads nothing.
async fn watch(browser: &Browser, scene: &Scene, after: i64) -> LiveTab {
    let mut tab = browser.open_live().await;
    tab.say(&ClientMessage::Watch { topic: Topic::Incident(scene.incident), after }).await;
    tab
}

/// Opens a page that reads whatever comes.
fn look(browser: &Browser, scene: &Scene) -> (Witness, JoinHandle<()>) {
    let witness = Witness::default();
    let eyes = tokio::spawn({
        let (witness, browser, scene) = (witness.clone(), browser.clone(), scene.clone());
        async move { witness.look(&browser, &scene).await }
    });
    (witness, eyes)
}

/// A page that stays open: whenever its connection is lost it comes back and says what it has.
async fn stay(browser: Browser, scene: Scene, seen: Arc<AtomicI64>) {
    let mut attempt = 0;
    loop {
        if let Some(mut tab) = browser.try_open_live().await {
            attempt = 0;
            let after = seen.load(Ordering::Relaxed);
            if tab.try_say(&ClientMessage::Watch { topic: Topic::Incident(scene.incident), after }).await {
                while let Some(message) = tab.hear_unread().await {
                    seen.fetch_max(drawn_up_to(&message).unwrap_or_default(), Ordering::Relaxed);
                }
            }
        }
        tokio::time::sleep(back_off(attempt)).await;
        attempt += 1;
    }
}

/// Up to which event a message draws the room, if it does. No more of it is read: thousands of browsers would be on machines
/// of their own, and here they take from the server's.
fn drawn_up_to(message: &str) -> Option<i64> {
    let (_, rest) = message.strip_prefix(r#"{"regions":"#)?.split_once(r#""seq":"#)?;
    rest.split(',').next()?.parse().ok()
}

/// How many have all up to this event.
fn in_step(pages: &[Arc<AtomicI64>], seq: i64) -> usize {
    pages.iter().filter(|seen| seen.load(Ordering::Relaxed) >= seq).count()
}

fn resident_kb(server: &Server) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// The most that the server has in memory at any moment while this is done.
async fn most_kb(server: &Server, work: impl Future<Output = ()>) -> usize {
    let mut most = resident_kb(server);
    let mut look = tokio::time::interval(Duration::from_millis(5));
    tokio::pin!(work);
    loop {
        tokio::select! {
            () = &mut work => return most.max(resident_kb(server)),
            _ = look.tick() => most = most.max(resident_kb(server)),
        }
    }
}

async fn open_sockets(server: &Server) -> usize {
    let figures = reqwest::get(format!("{}/metrics", server.url)).await.unwrap().text().await.unwrap();
    let line = figures.lines().find(|line| line.starts_with("tocsin_live_sockets_open")).unwrap();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

on_both_databases! {
    async fn readers_that_never_read_are_let_go_and_the_others_are_not_hurt(database) {
        never_read(database).await;
    }
}

async fn never_read(database: &[&str]) {
    allow_many_files();
    let (server, mute_readers) = (Server::start_with(database).await, so_many(200, 1000));
    let ada = server.joined("Ada", Role::Commander).await;
    let (former, scene) = (scene(&server).await, scene(&server).await);
    // The same work where everybody reads: what it takes itself is not the cost of those who don't.
    let (_, eyes) = look(&ada, &former);
    let without = most_kb(&server, write(&ada, &former, 0, NOTES)).await;
    eyes.abort();

    let (witness, eyes) = look(&ada, &scene);
    let drawn = last_event(&server, &scene).await;
    let mut mute = Vec::new();
    for _ in 0..mute_readers {
        mute.push(watch(&ada, &scene, drawn).await);
    }
    // While it is written, not afterwards: once they are let go, they cost nothing.
    let with = most_kb(&server, write(&ada, &scene, NOTES, NOTES)).await;
    let cost = with.saturating_sub(without) / mute_readers;
    println!("{mute_readers} readers who never read: {cost} kB each, of {with} kB at most");
    assert!(cost <= COST_KB, "{cost} kB each");

    // Whoever reads has all of it soon, whether or not the others are still there.
    let (last, written) = (last_event(&server, &scene).await, Instant::now());
    let soon = Duration::from_secs(so_many(30, 5) as u64);
    for word in (NOTES..2 * NOTES).map(|n| format!("{NOTE}{n}z")) {
        while witness.seq() < last || !witness.notes().contains(&word) {
            assert!(written.elapsed() < soon, "{word} is not seen; drawn are {} of {last} events", witness.seq());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let began = Instant::now();
    while open_sockets(&server).await > 1 {
        assert!(began.elapsed() < Duration::from_mins(1), "{} are still open", open_sockets(&server).await);
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    assert!(!eyes.is_finished(), "a reader who reads was let go");
    eyes.abort();
    drop(mute);
}

on_both_databases! {
    async fn everybody_comes_back_at_once_after_a_restart_and_is_in_step(database) {
        come_back(database).await;
    }
}

async fn come_back(database: &[&str]) {
    allow_many_files();
    let (mut server, readers) = (Server::start_with(database).await, so_many(200, 5000));
    let (ada, scene) = (server.joined("Ada", Role::Commander).await, scene(&server).await);
    write(&ada, &scene, 0, 2).await;
    let drawn = last_event(&server, &scene).await;
    let pages: Vec<_> = (0..readers).map(|_| Arc::new(AtomicI64::new(drawn))).collect();
    let mut open = JoinSet::new();
    for seen in &pages {
        open.spawn(stay(ada.clone(), scene.clone(), Arc::clone(seen)));
    }
    // Each is there, and hears of something: with that it comes back.
    write(&ada, &scene, 2, 1).await;
    let (heard, opened) = (last_event(&server, &scene).await, Instant::now());
    while in_step(&pages, heard) < readers {
        let there = in_step(&pages, heard);
        assert!(opened.elapsed() < Duration::from_mins(2), "{there} of {readers} pages are open after two minutes");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    server.kill9();
    write_beside(&server, &scene).await;
    let lacked = last_event(&server, &scene).await;
    server.start_again().await;
    let began = Instant::now();
    // The short form runs beside others, on whatever there is.
    let [within, at_once] = [so_many(120, 15), so_many(30, 1)].map(|seconds| Duration::from_secs(seconds as u64));
    let (address, all_are_there) = (server.url.trim_start_matches("http://").to_owned(), Arc::<AtomicBool>::default());
    let health = std::thread::spawn({
        let all_are_there = Arc::clone(&all_are_there);
        move || slowest_health(&address, &all_are_there)
    });
    while in_step(&pages, lacked) < readers {
        let there = in_step(&pages, lacked);
        assert!(began.elapsed() < within, "{there} of {readers} are in step after {within:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let took = began.elapsed();
    all_are_there.store(true, Ordering::Relaxed);
    let slowest = tokio::task::spawn_blocking(|| health.join().unwrap()).await.unwrap();
    println!("{readers} readers in step {took:?} after a restart; /healthz took {slowest:?} at most");
    assert!(slowest < at_once, "/healthz took {slowest:?}");
}

/// Asks again and again how the server is, from a thread of its own as from elsewhere: as one of thousands of tasks it would
/// wait for the others.
fn slowest_health(address: &str, until: &AtomicBool) -> Duration {
    let mut slowest = Duration::ZERO;
    while !until.load(Ordering::Relaxed) {
        let (asked, mut answer) = (Instant::now(), String::new());
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: health\r\nConnection: close\r\n\r\n").unwrap();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        slowest = slowest.max(asked.elapsed());
        std::thread::sleep(Duration::from_millis(20));
    }
    slowest
}
