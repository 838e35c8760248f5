use std::time::Duration;

use domain::{
    live::{ClientMessage, Topic},
    people::Role,
};
use rand::Rng as _;
use tokio::time::Instant;

use crate::{
    load::{NOTE, Scene, words},
    so_many,
    support::{Browser, LiveTab, Server},
    witness::Witness,
};

/// What a reader who never reads may cost.
const COST_KB: usize = 256;

async fn scene(server: &Server) -> Scene {
    let backend = server.backend().await;
    let scene = Scene::set(&backend, 1).await;
    backend.db.close().await;
    scene
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

async fn watch(browser: &Browser, scene: &Scene) -> LiveTab {
    let mut tab = browser.open_live().await;
    tab.say(&ClientMessage::Watch { topic: Topic::Incident(scene.incident), after: 0 }).await;
    tab
}

/// As a page does: again and again, each time a little later than the last, and not all at the same moment.
async fn come_back(browser: &Browser, scene: &Scene) -> LiveTab {
    let mut wait = 500;
    let mut tab = loop {
        if let Some(tab) = browser.try_open_live().await {
            break tab;
        }
        let pause = rand::rng().random_range(wait / 2..wait);
        tokio::time::sleep(Duration::from_millis(pause)).await;
        wait = (wait * 2).min(4000);
    };
    tab.say(&ClientMessage::Watch { topic: Topic::Incident(scene.incident), after: 0 }).await;
    tab
}

fn resident_kb(server: &Server) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

async fn open_sockets(server: &Server) -> usize {
    let figures = reqwest::get(format!("{}/metrics", server.url)).await.unwrap().text().await.unwrap();
    let line = figures.lines().find(|line| line.starts_with("tocsin_live_sockets_open")).unwrap();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_that_never_read_are_let_go_and_the_others_are_not_hurt() {
    let (server, mute_readers) = (Server::start().await, so_many(200, 1000));
    let (ada, scene) = (server.joined("Ada", Role::Commander).await, scene(&server).await);
    let witness = Witness::default();
    let eyes = tokio::spawn({
        let (witness, ada, scene) = (witness.clone(), ada.clone(), scene.clone());
        async move { witness.look(&ada, &scene).await }
    });
    write(&ada, &scene, 0, 10).await;
    let mut mute = Vec::new();
    for _ in 0..mute_readers {
        mute.push(watch(&ada, &scene).await);
    }
    let before = resident_kb(&server);
    write(&ada, &scene, 10, 60).await;
    let after = resident_kb(&server);
    let cost = after.saturating_sub(before) / mute_readers;
    println!("{mute_readers} readers who never read: {cost} kB each");
    assert!(cost <= COST_KB, "{cost} kB each");

    let began = Instant::now();
    while open_sockets(&server).await > 1 {
        assert!(began.elapsed() < Duration::from_mins(1), "{} are still open", open_sockets(&server).await);
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    let all: Vec<String> = (0..70).map(|n| format!("{NOTE}{n}z")).collect();
    for _ in 0..100 {
        if all.iter().all(|word| witness.notes().contains(word)) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let seen = words(NOTE, &witness.notes().join(" "));
    assert!(all.iter().all(|word| seen.contains(word)), "a reader who reads has missed something");
    eyes.abort();
    drop(mute);
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_comes_back_at_once_after_a_restart_and_is_in_step() {
    let (mut server, readers) = (Server::start().await, so_many(200, 5000));
    let (ada, scene) = (server.joined("Ada", Role::Commander).await, scene(&server).await);
    write(&ada, &scene, 0, 3).await;
    server.kill9();
    server.start_again().await;
    let (began, seq) = (Instant::now(), {
        let backend = server.backend().await;
        backend.incident(backend::Ask::by(&domain::people::Who::tocsin()), scene.number).await.unwrap().seq
    });
    let back: Vec<_> = (0..readers)
        .map(|_| {
            let (ada, scene) = (ada.clone(), scene.clone());
            tokio::spawn(async move {
                let mut tab = come_back(&ada, &scene).await;
                while let Some(message) = tab.hear().await {
                    if matches!(message, domain::live::ServerMessage::Regions { seq: at, .. } if at >= seq) {
                        return true;
                    }
                }
                false
            })
        })
        .collect();
    let mut slowest = Duration::ZERO;
    while back.iter().any(|one| !one.is_finished()) {
        let asked = Instant::now();
        assert_eq!(reqwest::get(format!("{}/healthz", server.url)).await.unwrap().status(), 200);
        slowest = slowest.max(asked.elapsed());
        assert!(began.elapsed() < Duration::from_mins(2), "not in step after two minutes");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let took = began.elapsed();
    for one in back {
        assert!(one.await.unwrap(), "a connection ended before it was in step");
    }
    println!("{readers} readers in step {took:?} after a restart; /healthz took {slowest:?} at most");
}
