use std::{cell::RefCell, collections::HashMap, rc::Rc};

use domain::live::{ClientMessage, ServerMessage, Topic};
use leptos::prelude::*;

use super::{Connection, socket};

type Hear = Rc<dyn Fn(ServerMessage)>;
type After = Rc<dyn Fn() -> i64>;

struct Watcher {
    after: After,
    hear: Hear,
}

struct Client {
    connection: ArcRwSignal<Connection>,
    watchers: HashMap<Topic, Watcher>,
    is_started: bool,
    /// When something came last by the connection that was lost, in milliseconds; nothing while there is one.
    lost_at: Option<f64>,
}

/// Who was away for so long, in milliseconds, may lack what time alone has changed: see `OPENING` of the server's drawings.
const AWAY: f64 = 50_000.0;

thread_local! {
    static CLIENT: RefCell<Client> =
        RefCell::new(Client {
            connection: ArcRwSignal::new(Connection::Connecting),
            watchers: HashMap::new(),
            is_started: false,
            lost_at: None,
        });
}

/// How the connection is, for showing.
pub fn connection() -> ArcReadSignal<Connection> {
    CLIENT.with_borrow(|client| client.connection.read_only())
}

/// Watches a topic from now on. `after` is asked whenever the connection begins anew: which event is known last.
pub fn watch(topic: Topic, after: impl Fn() -> i64 + 'static, hear: impl Fn(ServerMessage) + 'static) {
    let first = after();
    let starts = CLIENT.with_borrow_mut(|client| {
        client.watchers.insert(topic, Watcher { after: Rc::new(after), hear: Rc::new(hear) });
        !std::mem::replace(&mut client.is_started, true)
    });
    if starts {
        socket::keep_open();
    } else {
        send(&ClientMessage::Watch { topic, after: first });
    }
}

/// Watches a topic no longer.
pub fn leave(topic: Topic) {
    CLIENT.with_borrow_mut(|client| client.watchers.remove(&topic));
    send(&ClientMessage::Unwatch { topic });
}

/// Sends, if the connection is there. What must not be lost is not sent this way, or is sent again when it is back.
pub fn send(message: &ClientMessage) {
    if let Ok(text) = serde_json::to_string(message) {
        socket::send(&text);
    }
}

pub(super) fn set_connection(now: Connection) {
    let signal = CLIENT.with_borrow(|client| client.connection.clone());
    if signal.get_untracked() != now {
        signal.set(now);
    }
}

/// The connection is gone; `heard_at`: when something came by it last. A device that slept hears of it late.
pub(super) fn lost(heard_at: f64) {
    CLIENT.with_borrow_mut(|client| {
        client.lost_at.get_or_insert(heard_at);
    });
}

/// The connection is there: say again what is watched, and send what waited.
pub(super) fn opened() {
    let lost_at = CLIENT.with_borrow_mut(|client| client.lost_at.take());
    let was_away = lost_at.is_some_and(|lost_at| js_sys::Date::now() - lost_at > AWAY);
    let watched: Vec<(Topic, After)> =
        CLIENT.with_borrow(|client| client.watchers.iter().map(|(topic, watcher)| (*topic, watcher.after.clone())).collect());
    for (topic, after) in watched {
        // From the beginning: the whole page as it looks now.
        send(&ClientMessage::Watch { topic, after: if was_away { 0 } else { after() } });
    }
    set_connection(Connection::Live);
    super::outbox::try_again();
}

pub(super) fn hear(text: &str) {
    let Ok(message) = serde_json::from_str::<ServerMessage>(text) else { return };
    let topic = match &message {
        ServerMessage::Regions { topic, .. }
        | ServerMessage::Changed { topic, .. }
        | ServerMessage::People { topic, .. }
        | ServerMessage::Document { topic, .. } => Some(*topic),
        ServerMessage::Refused { topic, .. } => *topic,
        // The server answers as it does for what was never there.
        ServerMessage::Gone { .. } => return drop(window().location().reload()),
        ServerMessage::Ping => None,
    };
    // The callback may watch or leave: it is called while nothing is borrowed.
    let hear =
        topic.and_then(|topic| CLIENT.with_borrow(|client| client.watchers.get(&topic).map(|watcher| watcher.hear.clone())));
    if let Some(hear) = hear {
        hear(message);
    }
}
