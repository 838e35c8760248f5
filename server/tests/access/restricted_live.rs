//! What is told over the live connection of a restricted incident, and of its post-mortem: to whoever is not named nothing, and
//! to whoever is taken off while they listen nothing more.

use std::time::Duration;

use app::incidents::HERE;
use backend::Ask;
use domain::{
    incidents::Command,
    live::{ClientMessage, ServerMessage, Topic},
    people::Who,
    postmortems::DocumentMessage,
};

use crate::{
    restricted::{SECRET, Two, named},
    scene::Scene,
    support::{Browser, LiveTab, of_text},
};

/// All that a page hears within this time, or until the connection ends.
async fn heard(tab: &mut LiveTab, within: Duration) -> Vec<ServerMessage> {
    let mut messages = Vec::new();
    let all = async {
        while let Some(message) = tab.hear().await {
            messages.push(message);
        }
    };
    let _ = tokio::time::timeout(within, all).await;
    messages
}

/// Whether a message says what a topic is about, or who is there.
fn tells(message: &ServerMessage) -> bool {
    let of_a_topic = |topic: &Topic| !matches!(topic, Topic::Log);
    match message {
        ServerMessage::Regions { .. } | ServerMessage::People { .. } | ServerMessage::Document { .. } => true,
        ServerMessage::Changed { topic, .. } => of_a_topic(topic),
        _ => false,
    }
}

/// Waits for the first thing that a page is told of a topic.
async fn hears(tab: &mut LiveTab, topic: Topic) {
    let told = async { while !tells(&tab.hear().await.unwrap()) {} };
    assert!(tokio::time::timeout(Duration::from_secs(30), told).await.is_ok(), "nothing is told of {topic:?}");
}

/// Opens the page of a topic, and what its shared text would be.
async fn open(browser: &Browser, topic: Topic) -> LiveTab {
    let mut tab = browser.open_live().await;
    tab.say(&ClientMessage::Watch { topic, after: 0 }).await;
    if matches!(topic, Topic::Postmortem(_)) {
        // An empty state vector: "I have nothing", which is answered with everything.
        tab.try_write(topic, &DocumentMessage::Have(vec![0])).await;
    }
    tab
}

fn topics(two: &Two) -> [Topic; 2] {
    let id = |name| named(&two.kept, name).parse().unwrap();
    [Topic::Incident(id("incident_id")), Topic::Postmortem(id("postmortem_id"))]
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_named_hears_nothing() {
    let scene = Scene::set().await;
    let backend = scene.server.backend().await;
    let two = Two::set(&scene, &backend).await;
    for topic in topics(&two) {
        // Somebody who is named has it open all the while.
        let mut inside = open(&two.named[1].1, topic).await;
        hears(&mut inside, topic).await;
        for (role, browser) in scene.people.iter().skip(1) {
            let mut outside = open(browser, topic).await;
            outside.try_say(&ClientMessage::Present { topic, at: "root-cause".to_owned() }).await;
            let told = heard(&mut outside, Duration::from_secs(6)).await;
            assert!(!told.iter().any(tells), "{topic:?} for a {role}: {told:?}");
            assert!(told.contains(&ServerMessage::Gone { topic }), "as what was never there: {told:?}");
            assert!(!format!("{told:?}").contains(SECRET), "{topic:?} for a {role}: {told:?}");
        }
        // Nor did those inside hear of anybody at the door.
        let there = heard(&mut inside, Duration::from_secs(1)).await.into_iter().filter_map(|message| match message {
            ServerMessage::People { people, .. } => Some(format!("{people:?}")),
            ServerMessage::Regions { regions, .. } => {
                Some(regions.into_iter().filter(|region| region.id == HERE).map(|region| region.html).collect())
            }
            _ => None,
        });
        for told in there {
            assert!(["Ada", "Ben", "Cleo", "Dev"].iter().all(|outsider| !told.contains(outsider)), "{topic:?}: {told}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_taken_off_hears_nothing_more() {
    let scene = Scene::set().await;
    let backend = scene.server.backend().await;
    let (two, tocsin) = (Two::set(&scene, &backend).await, Who::tocsin());
    let number: i64 = named(&two.kept, "incident").parse().unwrap();
    let (_, ivo) = &two.named[1];
    let [room, text] = topics(&two);
    let (mut room_tab, mut text_tab) = (open(ivo, room).await, open(ivo, text).await);
    hears(&mut room_tab, room).await;
    while of_text(&text_tab.hear().await.unwrap()).is_none() {}

    let id = scene.server.id_of("Ivo").await.parse().unwrap();
    backend.unname_on_incident(Ask::by(&tocsin), number, id).await.unwrap();
    // What a page may still hear is that it is gone; within ten seconds it has heard that, and the connection ends.
    for (tab, topic) in [(&mut room_tab, room), (&mut text_tab, text)] {
        let told = heard(tab, Duration::from_secs(10)).await;
        assert!(told.contains(&ServerMessage::Gone { topic }), "{topic:?}: {told:?}");
    }
    let note = Command::Note { text: format!("{SECRET} was heard of again.") };
    backend.work_on_incident(Ask::by(&tocsin), number, note).await.unwrap();
    for (tab, topic) in [(&mut room_tab, room), (&mut text_tab, text)] {
        let told = heard(tab, Duration::from_secs(6)).await;
        assert!(!told.iter().any(tells), "{topic:?}: {told:?}");
    }
    // Nor by coming back.
    let told = heard(&mut open(ivo, room).await, Duration::from_secs(3)).await;
    assert!(!told.iter().any(tells), "{told:?}");
    assert_eq!(ivo.get(&format!("/incidents/{number}")).await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_that_is_restricted_while_many_have_it_open_closes_for_all_who_are_not_named() {
    let scene = Scene::set().await;
    let backend = scene.server.backend().await;
    let (two, tocsin) = (Two::set(&scene, &backend).await, Who::tocsin());
    let number: i64 = named(&two.open, "incident").parse().unwrap();
    let topic = Topic::Incident(named(&two.open, "incident_id").parse().unwrap());
    let mut tabs = Vec::new();
    for (_, browser) in scene.people.iter().skip(1).chain(&two.named) {
        let mut tab = open(browser, topic).await;
        hears(&mut tab, topic).await;
        tabs.push(tab);
    }
    let ivo = scene.server.id_of("Ivo").await.parse().unwrap();
    backend.restrict_incident(Ask::by(&tocsin), number, &[ivo], String::new()).await.unwrap();
    // The last word of what everybody saw may still come.
    let mut left = Vec::new();
    for tab in &mut tabs {
        left.push(heard(tab, Duration::from_secs(10)).await.contains(&ServerMessage::Gone { topic }));
    }
    // Ivo stays. Of the four who were not named before nobody does, nor do the other three.
    assert_eq!(left, [true, true, true, true, true, false, true, true]);
    let note = Command::Note { text: "It is worse than it was.".to_owned() };
    backend.work_on_incident(Ask::by(&tocsin), number, note).await.unwrap();
    let mut told = Vec::new();
    for tab in &mut tabs {
        told.push(heard(tab, Duration::from_secs(6)).await.iter().any(tells));
    }
    assert_eq!(told, [false, false, false, false, false, true, false, false]);
}
