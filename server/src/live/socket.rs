use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use backend::{Backend, accounts::SessionKey, background::unless_it_panics};
use domain::{
    Refusal,
    live::{ClientMessage, Presence, SESSION_ENDED, ServerMessage, Topic},
    people::{Permission, Who},
};
use futures::{SinkExt, StreamExt};
use tokio::{
    sync::{Notify, mpsc},
    task::AbortHandle,
};

use super::{People, Rooms, document::Document, watch};
use crate::stop::Stopping;

/// How many messages may wait for a slow reader. Whoever makes them waits with them, and makes the next out of all that
/// has changed meanwhile: a slow reader gets fewer and costs little.
const QUEUE: usize = 4;
/// A tab may watch this much at once.
const MOST_TOPICS: usize = 8;
const PING: Duration = Duration::from_secs(20);
/// A reader that takes nothing for so long is gone.
const STALLED: Duration = Duration::from_secs(15);
/// The last word waits no longer than this for a reader to take it.
const GOODBYE: Duration = Duration::from_secs(1);

static NEXT: AtomicU64 = AtomicU64::new(1);

/// Who is at the other end, by which session, and what there is to read.
pub(super) struct Reader {
    pub(super) who: Who,
    pub(super) session: SessionKey,
    pub(super) backend: Backend,
    pub(super) people: People,
    pub(super) rooms: Rooms,
    pub(super) stopping: Stopping,
}

/// Serves one connection until either side, the session or the server ends.
pub(super) async fn serve(mut socket: WebSocket, reader: Reader) {
    let Reader { who, session, backend, people, rooms, mut stopping } = reader;
    let Some(person) = who.actor.person().map(|person| person.id) else { return };
    let (outbox, waiting) = mpsc::channel::<ServerMessage>(QUEUE);
    let mut connection = Connection {
        id: NEXT.fetch_add(1, Ordering::Relaxed),
        who,
        backend: backend.clone(),
        people,
        rooms,
        outbox,
        watched: HashMap::new(),
        documents: HashMap::new(),
        broken: Arc::default(),
    };
    // Beside everything else: a reader that takes nothing must not put off the end of its session.
    let goodbye = tokio::select! {
        () = converse(&mut socket, &mut connection, waiting) => None,
        () = backend.session_ended(&session, person) => Some((SESSION_ENDED, "This session has ended.")),
        () = stopping.turn() => Some((close_code::AWAY, "This server stops. Come back.")),
    };
    connection.end();
    if let Some((code, reason)) = goodbye {
        let goodbye = CloseFrame { code, reason: reason.into() };
        let _ = tokio::time::timeout(GOODBYE, say_goodbye(&mut socket, goodbye)).await;
    }
}

/// Waits until it was read, too: what is closed with something unread in it is reset, which may overtake the last word.
async fn say_goodbye(socket: &mut WebSocket, goodbye: CloseFrame) {
    if socket.send(Message::Close(Some(goodbye))).await.is_ok() {
        while let Some(Ok(_)) = socket.recv().await {}
    }
}

async fn converse(socket: &mut WebSocket, connection: &mut Connection, mut waiting: mpsc::Receiver<ServerMessage>) {
    let (mut up, mut down) = socket.split();
    let broken = Arc::clone(&connection.broken);
    let mut ping = tokio::time::interval(PING);
    loop {
        tokio::select! {
            message = waiting.recv() => {
                let Some(message) = message else { break };
                if !send(&mut up, &message).await { break }
            }
            () = broken.notified() => break,
            _ = ping.tick() => if !send(&mut up, &ServerMessage::Ping).await { break },
            message = down.next() => match message {
                Some(Ok(Message::Text(text))) => if !connection.hear(&text).await { break },
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            },
        }
    }
}

async fn send(up: &mut (impl SinkExt<Message> + Unpin), message: &ServerMessage) -> bool {
    let Ok(text) = serde_json::to_string(message) else { return false };
    matches!(tokio::time::timeout(STALLED, up.send(Message::Text(text.into()))).await, Ok(Ok(())))
}

struct Connection {
    id: u64,
    who: Who,
    backend: Backend,
    people: People,
    rooms: Rooms,
    outbox: mpsc::Sender<ServerMessage>,
    watched: HashMap<Topic, AbortHandle>,
    documents: HashMap<Topic, Document>,
    /// A task of this connection panicked: it ends, and the tab comes back with one that is whole.
    broken: Arc<Notify>,
}

impl Connection {
    /// Gives whether the connection goes on.
    async fn hear(&mut self, text: &str) -> bool {
        match serde_json::from_str(text) {
            Ok(ClientMessage::Watch { topic, after }) => self.watch(topic, after).await,
            Ok(ClientMessage::Unwatch { topic }) => self.unwatch(topic),
            Ok(ClientMessage::Present { topic, at }) => self.present(topic, &at),
            Ok(ClientMessage::Document { topic, data }) => return self.pass_on(topic, &data).await,
            Err(_) => self.refuse(None, "That message was not understood: reload the page.").await,
        }
        true
    }

    /// What concerns a shared text goes to its own task, which joins the text with the first message.
    async fn pass_on(&mut self, topic: Topic, data: &str) -> bool {
        let Topic::Postmortem(id) = topic else {
            self.refuse(Some(topic), "This page has no shared text.").await;
            return true;
        };
        if !self.watched.contains_key(&topic) {
            self.refuse(Some(topic), "Watch it first: reload the page.").await;
            return true;
        }
        let broken = || Arc::clone(&self.broken);
        let open = || Document::open(topic, id, self.who.clone(), self.backend.clone(), self.outbox.clone(), broken());
        self.documents.entry(topic).or_insert_with(open).hear(data)
    }

    async fn watch(&mut self, topic: Topic, after: i64) {
        if self.watched.len() >= MOST_TOPICS && !self.watched.contains_key(&topic) {
            return self.refuse(Some(topic), "This tab watches too much: close some of it.").await;
        }
        if let Err(refusal) = self.who.may(Permission::Read) {
            return self.refuse(Some(topic), &refusal.to_string()).await;
        }
        self.unwatch(topic);
        self.present(topic, "");
        let reader = watch::Reader {
            who: self.who.clone(),
            backend: self.backend.clone(),
            people: self.people.clone(),
            rooms: self.rooms.clone(),
            outbox: self.outbox.clone(),
        };
        let (metrics, broken) = (self.backend.metrics.clone(), Arc::clone(&self.broken));
        let watch = async move {
            if !unless_it_panics(&metrics, "watch", Box::pin(reader.watch(topic, after))).await {
                broken.notify_one();
            }
        };
        self.watched.insert(topic, tokio::spawn(watch).abort_handle());
    }

    fn unwatch(&mut self, topic: Topic) {
        self.documents.remove(&topic);
        if let Some(task) = self.watched.remove(&topic) {
            task.abort();
            self.people.go(topic, self.id);
        }
    }

    fn present(&self, topic: Topic, at: &str) {
        if let Some(person) = self.who.actor.person() {
            let at = at.chars().take(100).collect();
            self.people.come(topic, self.id, Presence { person: person.clone(), at });
        }
    }

    async fn refuse(&self, topic: Option<Topic>, sentence: &str) {
        let sentence = Refusal::unlawful(sentence).to_string();
        let _ = self.outbox.send(ServerMessage::Refused { topic, sentence }).await;
    }

    fn end(mut self) {
        for (topic, task) in self.watched.drain() {
            task.abort();
            self.people.go(topic, self.id);
        }
    }
}
