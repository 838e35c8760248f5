use std::time::Duration;

use backend::{Ask, Backend, incidents::Declare};
use domain::{
    incidents::{Incident, Severity},
    live::{ClientMessage, ServerMessage, Topic},
    people::{Role, Who},
    postmortems::LARGEST_UPDATE,
};

use crate::{
    raw::is_available,
    support::{LiveTab, Server},
};

const SOON: Duration = Duration::from_secs(30);
/// A message from a browser may have so many bytes: any update of a shared text fits, in base64.
const LARGEST: usize = LARGEST_UPDATE.div_ceil(3) * 4 + 1024;
/// A tab may watch this much at once.
const MOST_TOPICS: usize = 8;

async fn declare(backend: &Backend) -> Incident {
    let outage = Declare {
        id: None,
        title: "Checkout times out".to_owned(),
        severity: Severity::P3,
        summary: String::new(),
        service: String::new(),
        drill: false,
        restricted: false,
    };
    backend.declare_incident(Ask::by(&Who::tocsin()), outage).await.unwrap()
}

async fn watch(tab: &mut LiveTab, topic: Topic) {
    tab.say(&ClientMessage::Watch { topic, after: 0 }).await;
}

/// Listens until the message comes that is meant. Nothing else may have been refused by then.
async fn hears(tab: &mut LiveTab, what: &str, is_meant: impl Fn(&ServerMessage) -> bool) {
    let heard = async {
        loop {
            let message = tab.hear().await.unwrap_or_else(|| panic!("the connection ended before this came: {what}"));
            if is_meant(&message) {
                return;
            }
            assert!(!matches!(message, ServerMessage::Refused { .. }), "{message:?} came before this: {what}");
        }
    };
    tokio::time::timeout(SOON, heard).await.unwrap_or_else(|_| panic!("this did not come: {what}"));
}

/// Where this person is, as those are told who have the same page open.
fn is_at(message: &ServerMessage, name: &str, at: &str) -> bool {
    let ServerMessage::People { people, .. } = message else { return false };
    people.iter().any(|presence| presence.person.name == name && presence.at == at)
}

/// Says where somebody is, in so many bytes. What is too long for a place is left out by the server.
fn in_so_many(bytes: usize, topic: Topic) -> ClientMessage {
    let present = |at: String| ClientMessage::Present { topic, at };
    let length = |message: &ClientMessage| serde_json::to_string(message).unwrap().len();
    let message = present("x".repeat(bytes - length(&present(String::new()))));
    assert_eq!(length(&message), bytes);
    message
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_too_large_ends_its_connection_alone() {
    let server = Server::start().await;
    let (ada, ben) = (server.joined("Ada", Role::Commander).await, server.joined("Ben", Role::Responder).await);
    let (backend, tocsin) = (server.backend().await, Who::tocsin());
    let incident = declare(&backend).await;
    let (number, room) = (incident.number, Topic::Incident(incident.id.0));
    backend.start_postmortem(Ask::by(&tocsin), number).await.unwrap();
    let topic = Topic::Postmortem(backend.postmortem_of(Ask::by(&tocsin), number).await.unwrap().0);
    let (mut reader, mut quiet) = (ada.open_live().await, ben.open_live().await);
    watch(&mut reader, topic).await;
    watch(&mut quiet, topic).await;
    hears(&mut reader, "Ben has come", |message| is_at(message, "Ben", "")).await;

    // He is where the tab says that he opened last.
    let mut loud = ben.open_live().await;
    watch(&mut loud, topic).await;
    loud.say(&in_so_many(LARGEST, topic)).await;
    let place = "x".repeat(100);
    hears(&mut reader, "what just fits", |message| is_at(message, "Ben", &place)).await;

    // It may be refused before all of it has left.
    loud.try_say(&in_so_many(LARGEST + 1, topic)).await;
    assert!(loud.ended_within(SOON).await.is_some(), "the connection goes on after a message that is too large");
    hears(&mut reader, "Ben is where his other tab is", |message| is_at(message, "Ben", "")).await;
    quiet.say(&ClientMessage::Present { topic, at: "summary".to_owned() }).await;
    hears(&mut reader, "the other tab goes on", |message| is_at(message, "Ben", "summary")).await;

    let mut again = ben.open_live().await;
    watch(&mut again, topic).await;
    again.say(&ClientMessage::Present { topic, at: "timeline".to_owned() }).await;
    hears(&mut reader, "the tab has come back", |message| is_at(message, "Ben", "timeline")).await;

    // A tab that doesn't watch a page is not there, or nobody would know when it has gone.
    let mut elsewhere = ben.open_live().await;
    elsewhere.say(&ClientMessage::Present { topic, at: "nowhere".to_owned() }).await;
    watch(&mut elsewhere, room).await;
    hears(&mut elsewhere, "the room", |message| is_room(message, room)).await;
    again.say(&ClientMessage::Present { topic, at: "impact".to_owned() }).await;
    hears(&mut reader, "where he is", |message| is_at(message, "Ben", "impact")).await;
    is_available(&server).await;
}

/// A room as it looks now, whole.
fn is_room(message: &ServerMessage, room: Topic) -> bool {
    matches!(message, ServerMessage::Regions { topic, regions, .. } if *topic == room && regions.len() > 1)
}

/// Something new in a room.
fn has_word(message: &ServerMessage, room: Topic, word: &str) -> bool {
    let ServerMessage::Regions { topic, regions, .. } = message else { return false };
    *topic == room && regions.iter().any(|region| region.html.contains(word))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_that_watches_too_much_is_told_and_goes_on_with_what_it_has() {
    let server = Server::start().await;
    let (ada, ben) = (server.joined("Ada", Role::Commander).await, server.joined("Ben", Role::Responder).await);
    let backend = server.backend().await;
    let mut incidents = Vec::new();
    for _ in 0..=MOST_TOPICS {
        incidents.push(declare(&backend).await);
    }
    let topics: Vec<Topic> = incidents.iter().map(|incident| Topic::Incident(incident.id.0)).collect();
    let (first, one_more) = (topics[0], topics[MOST_TOPICS]);
    let mut tab = ada.open_live().await;
    for topic in &topics[..MOST_TOPICS] {
        watch(&mut tab, *topic).await;
        hears(&mut tab, "a room", |message| is_room(message, *topic)).await;
    }
    watch(&mut tab, one_more).await;
    let sentence = "This tab watches too much: close some of it.".to_owned();
    let refused = ServerMessage::Refused { topic: Some(one_more), sentence };
    hears(&mut tab, "why it is refused", |message| *message == refused).await;

    // What it has, it may ask for anew; and it hears what becomes of it. So does somebody else, of the one that was refused.
    watch(&mut tab, first).await;
    hears(&mut tab, "the first room, anew", |message| is_room(message, first)).await;
    let mut other = ben.open_live().await;
    watch(&mut other, one_more).await;
    hears(&mut other, "the room that was refused to another tab", |message| is_room(message, one_more)).await;
    for (incident, word) in [(&incidents[0], "seen-in-the-first"), (&incidents[MOST_TOPICS], "seen-in-one-more")] {
        let number = incident.number.to_string();
        let answer = ben.call("add_note", &[("number", &number), ("text", word)]).await;
        assert!(answer.status().is_success() || answer.status().is_redirection(), "{answer:?}");
    }
    hears(&mut tab, "a note in the first room", |message| has_word(message, first, "seen-in-the-first")).await;
    hears(&mut other, "a note in the other room", |message| has_word(message, one_more, "seen-in-one-more")).await;

    tab.say(&ClientMessage::Unwatch { topic: first }).await;
    watch(&mut tab, one_more).await;
    hears(&mut tab, "a room in the place of the first", |message| is_room(message, one_more)).await;
    is_available(&server).await;
}
