use std::{
    collections::BTreeSet,
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    time::Duration,
};

use domain::{
    live::{ClientMessage, ServerMessage, Topic},
    people::Role,
    postmortems::DocumentMessage,
};
use yrs::{Doc, Text, Transact};

use crate::{
    load::Scene,
    support::{Browser, LiveTab, Server, of_text},
};

/// All that goes on beside requests, as the metrics name it: whatever our source begins anew after a panic.
fn tasks() -> BTreeSet<String> {
    let mut tasks = BTreeSet::new();
    for text in ["src", "backend/src"].iter().flat_map(|folder| sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))) {
        for call in ["keep_going(", "unless_it_panics(", "every("].iter().flat_map(|call| text.split(call).skip(1)) {
            let Some((arguments, rest)) = call.split_once('"') else { continue };
            // Elsewhere the name is one that was handed on.
            if !arguments.contains(['{', ';']) {
                tasks.extend(rest.split('"').next().map(str::to_owned));
            }
        }
    }
    tasks.remove("test");
    assert!(tasks.contains("timers") && tasks.len() > 8, "is the source where it was? {tasks:?}");
    tasks
}

fn sources(folder: &Path) -> Vec<String> {
    let paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths
        .iter()
        .flat_map(|path| if path.is_dir() { sources(path) } else { fs::read_to_string(path).into_iter().collect() })
        .collect()
}

/// A target that takes a connection and says nothing: whoever tests it is at it for long.
fn mute_target(folder: &Path) -> (TcpListener, PathBuf) {
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    let (settings, address) = (folder.join("tocsin.toml"), target.local_addr().unwrap());
    fs::write(&settings, format!("[targets.mute]\nkind = \"postgres\"\nurl = \"postgres://reader@{address}/orders\"\n")).unwrap();
    (target, settings)
}

/// A page of the room and of the post-mortem's text, as long as the connection lasts.
async fn open(browser: &Browser, scene: &Scene) -> LiveTab {
    let mut tab = browser.open_live().await;
    let text = Topic::Postmortem(scene.postmortem);
    for topic in [Topic::Incident(scene.incident), text] {
        tab.try_say(&ClientMessage::Watch { topic, after: 0 }).await;
    }
    tab.try_write(text, &DocumentMessage::Have(vec![0])).await;
    tab
}

/// Waits for a message; gives whether it came before the connection ended.
async fn hears(tab: &mut LiveTab, is_it: impl Fn(&ServerMessage) -> bool) -> bool {
    while let Some(message) = tab.hear().await {
        if is_it(&message) {
            return true;
        }
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn whichever_background_task_panics_is_counted_and_soon_at_work_again() {
    let (folder, tasks) = (tempfile::tempdir().unwrap(), tasks());
    let (_target, settings) = mute_target(folder.path());
    let arguments = ["--config", settings.to_str().unwrap()];
    let server = Server::start_under(&["env", "TOCSIN_PANIC_ONCE=1"], &arguments).await;
    let ada = server.joined("Ada", Role::Commander).await;
    let backend = server.backend().await;
    let scene = Scene::set(&backend, 1).await;
    let counted = |metrics: &str, task: &str| metrics.contains(&format!("tocsin_background_restarts_total{{task=\"{task}\"}} 1"));
    let panicked = async {
        loop {
            // Like a browser: where the connection ends, the page comes back with another.
            let mut tab = open(&ada, &scene).await;
            let _ = tokio::time::timeout(Duration::from_secs(1), hears(&mut tab, |_| false)).await;
            let metrics = ada.get("/metrics").await.text().await.unwrap();
            if tasks.iter().all(|task| counted(&metrics, task)) {
                return;
            }
        }
    };
    if tokio::time::timeout(Duration::from_secs(30), panicked).await.is_err() {
        let metrics = ada.get("/metrics").await.text().await.unwrap();
        let left: Vec<_> = tasks.iter().filter(|task| !counted(&metrics, task)).collect();
        panic!("{left:?} did not panic, or were not counted");
    }
    for task in &tasks {
        server.logged(&format!("a background task panicked; it is started again task=\"{task}\"")).await;
    }
    let ready = ada.get("/readyz").await.text().await.unwrap();
    assert!(ready.contains("panicked"), "whoever asks is told: {ready}");

    // All of it is at work: what is noted is seen, what is typed is stored.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut tab = open(&ada, &scene).await;
    ada.call("add_note", &[("number", &scene.number.to_string()), ("text", "all-is-at-work")]).await;
    let is_seen = |message: &ServerMessage| matches!(message, ServerMessage::Regions { regions, .. } if regions.iter().any(|region| region.html.contains("all-is-at-work")));
    let seen = tokio::time::timeout(Duration::from_secs(5), hears(&mut tab, is_seen)).await;
    assert_eq!(seen.ok(), Some(true), "a note is not seen");
    let mut writer = open(&ada, &scene).await;
    let doc = Doc::new();
    let text = doc.get_or_insert_text(scene.section.as_str());
    let update = {
        let mut writing = doc.transact_mut();
        text.insert(&mut writing, 0, "typed afterwards");
        writing.encode_update_v1()
    };
    assert!(writer.try_write(Topic::Postmortem(scene.postmortem), &DocumentMessage::Update(update)).await);
    let is_stored = |message: &ServerMessage| matches!(of_text(message), Some(DocumentMessage::Stored(1)));
    let stored = tokio::time::timeout(Duration::from_secs(5), hears(&mut writer, is_stored)).await;
    assert_eq!(stored.ok(), Some(true), "what was typed is not stored");
}
