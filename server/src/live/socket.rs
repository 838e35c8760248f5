use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use backend::{Backend, accounts::SessionKey, background::unless_it_panics};
use bytes::{Buf as _, Bytes, buf::Chain};
use domain::{
    Refusal,
    live::{ClientMessage, SESSION_ENDED, ServerMessage, Topic},
    people::{Permission, Who},
    postmortems::LARGEST_UPDATE,
};
use futures::{SinkExt, StreamExt};
use tokio::{
    io::AsyncWriteExt as _,
    net::TcpStream,
    sync::{Notify, Semaphore, mpsc},
    task::AbortHandle,
};

use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message, Utf8Bytes,
        protocol::{
            CloseFrame,
            frame::{
                FrameHeader,
                coding::{CloseCode, Data, OpCode},
            },
        },
    },
};

use super::{
    People, Rooms,
    document::Document,
    outbox::{Outbox, text},
    watch,
};
use crate::stop::Stopping;

/// A tab may watch this much at once.
const MOST_TOPICS: usize = 8;
/// And so many bytes of it may wait for its texts: four of the largest updates.
const MOST_WAITING: usize = 4 * LARGEST_UPDATE;
const PING: Duration = Duration::from_secs(20);
/// A reader that takes nothing for so long is gone.
const STALLED: Duration = Duration::from_secs(15);
/// The last word waits no longer than this for a reader to take it.
const GOODBYE: Duration = Duration::from_secs(1);

type WebSocket = WebSocketStream<TcpStream>;

/// The rest of a message that is on its way, its head before it.
type Unsent = Option<Chain<Bytes, Bytes>>;

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
    let (outbox, waiting) = Outbox::open();
    let mut connection = Connection {
        id: NEXT.fetch_add(1, Ordering::Relaxed),
        who,
        backend: backend.clone(),
        people,
        rooms,
        outbox,
        watched: HashMap::new(),
        documents: HashMap::new(),
        room: Arc::new(Semaphore::new(MOST_WAITING)),
        broken: Arc::default(),
    };
    let mut unsent = None;
    // Beside everything else: a reader that takes nothing must not put off the end of its session.
    let goodbye = tokio::select! {
        () = converse(&mut socket, &mut connection, waiting, &mut unsent) => None,
        () = backend.session_ended(&session, person) => Some((SESSION_ENDED, "This session has ended.")),
        () = stopping.turn() => Some((CloseCode::Away.into(), "This server stops. Come back.")),
    };
    connection.end();
    if let Some((code, reason)) = goodbye {
        let goodbye = CloseFrame { code: CloseCode::from(code), reason: Utf8Bytes::from_static(reason) };
        let _ = tokio::time::timeout(GOODBYE, Box::pin(say_goodbye(&mut socket, unsent, goodbye))).await;
    }
}

/// Waits until it was read, too: what is closed with something unread in it is reset, which may overtake the last word. What was
/// broken off comes to its end before, or the goodbye would be taken for a piece of it.
async fn say_goodbye(socket: &mut WebSocket, unsent: Unsent, goodbye: CloseFrame) {
    if let Some(mut rest) = unsent
        && socket.get_mut().write_all_buf(&mut rest).await.is_err()
    {
        return;
    }
    if socket.send(Message::Close(Some(goodbye))).await.is_ok() {
        while let Some(Ok(_)) = socket.next().await {}
    }
}

async fn converse(
    socket: &mut WebSocket,
    connection: &mut Connection,
    mut waiting: mpsc::Receiver<Utf8Bytes>,
    unsent: &mut Unsent,
) {
    let broken = Arc::clone(&connection.broken);
    let mut ping = tokio::time::interval(PING);
    loop {
        // What is done with it is kept apart: each open page waits here, and would hold the room that this takes all the while.
        tokio::select! {
            message = waiting.recv() => {
                let Some(message) = message else { break };
                if !Box::pin(send(socket, unsent, message)).await { break }
            }
            () = broken.notified() => {
                // What was said before is the reason, most likely.
                while let Ok(message) = waiting.try_recv() {
                    if !Box::pin(send(socket, unsent, message)).await { break }
                }
                break;
            }
            _ = ping.tick() => if !Box::pin(send(socket, unsent, text(&ServerMessage::Ping))).await { break },
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => if !connection.hear(&text) { break },
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            },
        }
    }
}

async fn send(socket: &mut WebSocket, unsent: &mut Unsent, text: Utf8Bytes) -> bool {
    matches!(tokio::time::timeout(STALLED, send_whole(socket, unsent, text)).await, Ok(Ok(())))
}

/// In one frame (RFC 6455, 5.2), out of the memory that all share who get the same. The library would copy it into a buffer of
/// each connection, which stays as large as its largest message.
async fn send_whole(socket: &mut WebSocket, unsent: &mut Unsent, text: Utf8Bytes) -> Result<(), Error> {
    // What the library has still to say, such as the answer to a ping, is not to be torn apart.
    socket.flush().await?;
    let header = FrameHeader { opcode: OpCode::Data(Data::Text), ..FrameHeader::default() };
    let mut head = Vec::new();
    header.format(text.len() as u64, &mut head)?;
    // Whoever is interrupted leaves what is left of it.
    socket.get_mut().write_all_buf(unsent.insert(Bytes::from(head).chain(text.into()))).await?;
    *unsent = None;
    Ok(())
}

/// Where a tab says that it is, as long as it watches. Held while it is told to others: whether they may be there is found out
/// meanwhile.
pub(super) type Place = Arc<Mutex<Option<String>>>;

struct Connection {
    id: u64,
    who: Who,
    backend: Backend,
    people: People,
    rooms: Rooms,
    outbox: Outbox,
    watched: HashMap<Topic, (AbortHandle, Place)>,
    documents: HashMap<Topic, Document>,
    /// For what it has sent and no text has taken yet, in bytes.
    room: Arc<Semaphore>,
    /// A task of this connection panicked, or the reader lost sight of something: it ends, and the tab comes back with one that
    /// is whole.
    broken: Arc<Notify>,
}

impl Connection {
    /// Gives whether the connection goes on.
    fn hear(&mut self, text: &str) -> bool {
        match serde_json::from_str(text) {
            Ok(ClientMessage::Watch { topic, after }) => self.watch(topic, after),
            Ok(ClientMessage::Unwatch { topic }) => self.unwatch(topic),
            // Where nothing is watched nobody is: it would never be taken back.
            Ok(ClientMessage::Present { topic, at }) => self.present(topic, &at),
            Ok(ClientMessage::Document { topic, data }) => return self.pass_on(topic, &data),
            Err(_) => self.refuse(None, "That message was not understood: reload the page."),
        }
        true
    }

    /// What concerns a shared text goes to its own task, which joins the text with the first message.
    fn pass_on(&mut self, topic: Topic, data: &str) -> bool {
        let Topic::Postmortem(id) = topic else {
            self.refuse(Some(topic), "This page has no shared text.");
            return true;
        };
        if !self.watched.contains_key(&topic) {
            self.refuse(Some(topic), "Watch it first: reload the page.");
            return true;
        }
        let broken = || Arc::clone(&self.broken);
        let open = || Document::open(topic, id, self.who.clone(), self.backend.clone(), self.outbox.clone(), broken());
        self.documents.entry(topic).or_insert_with(open).hear(data, &self.room)
    }

    fn watch(&mut self, topic: Topic, after: i64) {
        if self.watched.len() >= MOST_TOPICS && !self.watched.contains_key(&topic) {
            return self.refuse(Some(topic), "This tab watches too much: close some of it.");
        }
        if let Err(refusal) = self.who.may(Permission::Read) {
            return self.refuse(Some(topic), &refusal.to_string());
        }
        self.unwatch(topic);
        let place = Arc::new(Mutex::new(Some(String::new())));
        let reader = watch::Reader {
            who: self.who.clone(),
            backend: self.backend.clone(),
            people: self.people.clone(),
            rooms: self.rooms.clone(),
            outbox: self.outbox.clone(),
            tab: self.id,
            place: Arc::clone(&place),
        };
        let (metrics, broken) = (self.backend.metrics.clone(), Arc::clone(&self.broken));
        let (people, id) = (self.people.clone(), self.id);
        let watch = async move {
            let watched = async move {
                if Box::pin(reader.watch(topic, after)).await {
                    people.go(topic, id);
                }
            };
            unless_it_panics(&metrics, "watch", Box::pin(watched)).await;
            // However it ends, a page that goes on without it would take itself for one that is live.
            broken.notify_one();
        };
        self.watched.insert(topic, (tokio::spawn(watch).abort_handle(), place));
    }

    fn unwatch(&mut self, topic: Topic) {
        self.documents.remove(&topic);
        if let Some((task, place)) = self.watched.remove(&topic) {
            self.leave(topic, &task, &place);
        }
    }

    fn present(&self, topic: Topic, at: &str) {
        // Where nothing is watched nobody is: it would never be taken back.
        let Some((_, place)) = self.watched.get(&topic) else { return };
        let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
        self.people.move_to(topic, self.id, place.insert(at.chars().take(100).collect()));
    }

    fn refuse(&self, topic: Option<Topic>, sentence: &str) {
        let sentence = Refusal::unlawful(sentence).to_string();
        self.outbox.try_say(&ServerMessage::Refused { topic, sentence });
    }

    fn end(mut self) {
        for (topic, (task, place)) in std::mem::take(&mut self.watched) {
            self.leave(topic, &task, &place);
        }
    }

    /// A task that is at work at this moment is not stopped before it waits again; it finds nobody to announce.
    fn leave(&self, topic: Topic, task: &AbortHandle, place: &Place) {
        task.abort();
        *place.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.people.go(topic, self.id);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]
mod tests {
    use tokio::net::TcpListener;
    use tokio_tungstenite::tungstenite::protocol::Role;

    use super::*;

    #[tokio::test]
    async fn a_goodbye_follows_the_whole_of_a_message_that_was_under_way() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
        let mut reader = WebSocketStream::from_raw_socket(client, Role::Client, None).await;
        // More than two kernels keep of what nobody reads.
        let words = "x".repeat(15 * 1024 * 1024);
        let mut unsent = None;
        let sending = send_whole(&mut socket, &mut unsent, words.clone().into());
        assert!(tokio::time::timeout(Duration::from_millis(500), sending).await.is_err(), "it is stuck half-way");
        let goodbye = CloseFrame { code: SESSION_ENDED.into(), reason: Utf8Bytes::from_static("This session has ended.") };
        let told = goodbye.clone();
        let leaving = tokio::spawn(async move { say_goodbye(&mut socket, unsent, told).await });
        assert_eq!(reader.next().await.unwrap().unwrap(), Message::text(words));
        assert_eq!(reader.next().await.unwrap().unwrap(), Message::Close(Some(goodbye)));
        drop(reader);
        leaving.await.unwrap();
    }
}
