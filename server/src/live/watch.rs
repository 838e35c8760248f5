use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use backend::{Ask, Backend, Error};
use domain::{
    live::{Presence, ServerMessage, Topic},
    people::{Permission, Who},
    postmortems::DocumentMessage,
};
use futures::FutureExt as _;
use tokio::{sync::watch, time::Instant};
use uuid::Uuid;

use super::{People, Rooms, drawing::Seen, outbox::Outbox, socket::Place};

/// Looks at the log even when nobody woke it, in case a wake-up between servers was lost.
const SLOW_LOOK: Duration = Duration::from_secs(5);

/// Of the log, a reader hears this often at most: whoever lists many things need not see each of them come.
const GATHER: Duration = Duration::from_secs(1);

/// The reader may not see the topic, or no longer.
struct LostSight;

/// A reader and what is there for it to read.
pub(super) struct Reader {
    pub(super) who: Who,
    pub(super) backend: Backend,
    pub(super) people: People,
    pub(super) rooms: Rooms,
    pub(super) outbox: Outbox,
    /// Under which number the connection's tab is there.
    pub(super) tab: u64,
    pub(super) place: Place,
}

impl Reader {
    /// Sends what becomes of a topic after an event, and who is there. Ends when the reader is gone, or may not see it: then it
    /// gives true.
    pub(super) async fn watch(self, topic: Topic, after: i64) -> bool {
        // Each apart, or every reader would hold the room that the largest of them takes.
        let end = match topic {
            Topic::Incident(id) => Box::pin(self.watch_room(topic, id, after)).await,
            // Who writes hears each word by the text's own messages.
            Topic::Postmortem(id) if self.who.may(Permission::WritePostmortem).is_err() => {
                let (workflow, text) = (Box::pin(self.watch_postmortem(topic, id, after)), Box::pin(self.watch_text(topic, id)));
                tokio::select! {
                    gone = workflow => gone,
                    gone = text => gone,
                }
            }
            Topic::Postmortem(id) => Box::pin(self.watch_postmortem(topic, id, after)).await,
            Topic::Log => Box::pin(self.watch_log(after)).await,
        };
        if end.is_some() {
            self.outbox.try_say(&ServerMessage::Gone { topic });
        }
        end.is_some()
    }

    /// `None` when the reader is gone.
    async fn watch_room(&self, topic: Topic, id: Uuid, after: i64) -> Option<LostSight> {
        // The last drawing may be from before it was restricted.
        if let Err(lost_sight) = Box::pin(self.look(id)).await {
            return Some(lost_sight);
        }
        self.come(topic);
        let mut drawings = self.rooms.subscribe(id, &self.who, &self.backend);
        let mut here = self.people.subscribe(topic);
        let mut seen = Seen::Event(after);
        let mut known = None;
        here.mark_changed();
        drawings.mark_changed();
        loop {
            let news = tokio::select! {
                changed = drawings.changed() => {
                    changed.ok()?;
                    let Some(drawing) = drawings.borrow_and_update().as_ref().map(Arc::clone) else { continue };
                    if drawing.is_restricted() {
                        if let Err(lost_sight) = Box::pin(self.look(id)).await {
                            return Some(lost_sight);
                        }
                        // From before they were named: the next one is theirs.
                        if !drawing.is_for(&self.who) {
                            continue;
                        }
                    }
                    let news;
                    (seen, news) = drawing.news(seen, Instant::now());
                    news
                }
                changed = here.changed() => {
                    changed.ok()?;
                    let news = here.borrow_and_update().drawn(topic);
                    // The same people with a tab more are no news.
                    if known.as_ref() == Some(&news) { None } else { known.insert(news).clone().into() }
                }
            };
            if let Some(news) = news {
                self.outbox.send(news).await?;
            }
        }
    }

    /// The reader is there for all others who have it open.
    fn come(&self, topic: Topic) {
        let place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever has closed it meanwhile is not there: nobody would take that back.
        if let (Some(person), Some(at)) = (self.who.actor.person(), place.as_ref()) {
            self.people.come(topic, self.tab, Presence { person: person.clone(), at: at.clone() });
        }
    }

    /// Whether they see it. Until that is known, and put down where it has to be, nothing is shown.
    async fn look(&self, id: Uuid) -> Result<(), LostSight> {
        loop {
            match self.backend.look_into_room(Ask::by(&self.who), id.into()).await {
                Ok(()) => return Ok(()),
                Err(Error::NotFound) => return Err(LostSight),
                Err(error) => {
                    tracing::warn!(%error, "whether a room is for a watcher could not be looked up");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    async fn watch_log(&self, after: i64) -> Option<LostSight> {
        let mut log = self.backend.wakes.subscribe_to_log();
        let mut told = after;
        loop {
            let mark = *log.borrow_and_update();
            if mark != told {
                self.outbox.say(&ServerMessage::Changed { topic: Topic::Log, seq: mark }).await?;
                told = mark;
                tokio::time::sleep(GATHER).await;
            }
            log.changed().await.ok()?;
        }
    }

    /// Says that there are other words in a post-mortem, as often as a reader is told of the log.
    async fn watch_text(&self, topic: Topic, id: Uuid) -> Option<LostSight> {
        let other_words = ServerMessage::Changed { topic, seq: 0 };
        loop {
            match Box::pin(self.backend.join_document(Ask::by(&self.who), id.into())).await {
                Ok((_session, mut news)) => {
                    // What was typed since the page was drawn, or while nobody listened, was heard by nobody.
                    self.outbox.say(&other_words).await?;
                    while let Some(message) = Box::pin(news.next()).await {
                        // Where somebody's caret stands changes no words.
                        if !changes_words(&message) {
                            continue;
                        }
                        tokio::time::sleep(GATHER).await;
                        // All that came meanwhile is told at once.
                        while Box::pin(news.next()).now_or_never().flatten().is_some() {}
                        self.outbox.say(&other_words).await?;
                    }
                }
                Err(Error::NotFound) => return Some(LostSight),
                Err(error) => tracing::warn!(%error, "the text of a post-mortem could not be followed for a reader"),
            }
            tokio::time::sleep(GATHER).await;
        }
    }

    async fn watch_postmortem(&self, topic: Topic, id: Uuid, mut after: i64) -> Option<LostSight> {
        // Subscribed before the first look, so that nothing falls between the two.
        let mut wakes = self.backend.wakes.subscribe(id);
        let mut incident_wakes = None;
        // Who is there is told to those alone who see it, as far as that is known.
        let mut here = None;
        loop {
            // Kept apart, as each reader would hold the room that a query takes while it waits.
            let is_known = match Box::pin(self.backend.postmortem_progress(Ask::by(&self.who), id.into())).await {
                Ok((seq, incident)) => {
                    if seq > after {
                        self.outbox.say(&ServerMessage::Changed { topic, seq }).await?;
                        after = seq;
                    }
                    if here.is_none() {
                        self.come(topic);
                        // Not before: with the last who goes, what others hear of a page goes as well.
                        here.insert(self.people.subscribe(topic)).mark_changed();
                    }
                    if incident_wakes.is_none() {
                        incident_wakes = Some(self.backend.wakes.subscribe(incident.0));
                        // Whoever was taken off meanwhile is told so now.
                        continue;
                    }
                    true
                }
                Err(Error::NotFound) => return Some(LostSight),
                Err(error) => {
                    // The database is away, most likely: the reader keeps what it has, and gets the rest later.
                    tracing::warn!(%error, "news could not be read for a watcher");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    false
                }
            };
            tokio::select! {
                woken = wakes.changed() => woken.ok()?,
                // Its incident may be restricted, or the reader taken off it.
                woken = changed(&mut incident_wakes) => woken.ok()?,
                () = tokio::time::sleep(SLOW_LOOK) => {}
                moved = changed(&mut here), if is_known => {
                    moved.ok()?;
                    let people = here.as_mut().map(|here| here.borrow_and_update().once_each()).unwrap_or_default();
                    self.outbox.say(&ServerMessage::People { topic, people }).await?;
                }
            }
        }
    }
}

/// Never where nothing is waited for.
async fn changed<T>(news: &mut Option<watch::Receiver<T>>) -> Result<(), watch::error::RecvError> {
    match news {
        Some(news) => news.changed().await,
        None => std::future::pending().await,
    }
}

fn changes_words(message: &[u8]) -> bool {
    matches!(DocumentMessage::decode(message), Some(DocumentMessage::Update(_)))
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that can't go on has failed; sizes say how far from the bound they are"
)]
mod tests {
    use backend::incidents::Declare;
    use domain::{incidents::Severity, log::Person};
    use tokio::sync::mpsc;
    use tokio_tungstenite::tungstenite::Utf8Bytes;

    use super::*;
    use crate::live::socket;

    async fn store() -> (Backend, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let backend = Backend::open(&format!("sqlite:{}", folder.path().join("tocsin.db").display())).await.unwrap();
        (backend, folder)
    }

    fn reader(backend: &Backend, people: &People) -> (Reader, mpsc::Receiver<Utf8Bytes>) {
        let (outbox, waiting) = Outbox::open();
        let (backend, people, rooms) = (backend.clone(), people.clone(), Rooms::default());
        (Reader { who: Who::tocsin(), backend, people, rooms, outbox, tab: 1, place: Place::default() }, waiting)
    }

    /// Of so many bytes, at most, each of thousands of readers holds one while nothing happens.
    const LITTLE: usize = 4_096;

    fn held_by<A, B, F>(_: fn(A, B) -> F) -> usize {
        size_of::<F>()
    }

    #[tokio::test]
    async fn whoever_waits_for_news_holds_little() {
        let (backend, _folder) = store().await;
        let (reader, _waiting) = reader(&backend, &People::default());
        let id = Uuid::nil();
        let (room, text) = (Topic::Incident(id), Topic::Postmortem(id));
        let mut sizes = vec![("reader", size_of_val(&reader))];
        sizes.push(("room", size_of_val(&reader.watch_room(room, id, 0))));
        sizes.push(("log", size_of_val(&reader.watch_log(0))));
        sizes.push(("post-mortem", size_of_val(&reader.watch_postmortem(text, id, 0))));
        sizes.push(("text", size_of_val(&reader.watch_text(text, id))));
        sizes.push(("any", size_of_val(&reader.watch(room, 0))));
        sizes.push(("connection", held_by(socket::serve)));
        println!("{sizes:?}");
        assert!(sizes.iter().all(|(_, size)| *size <= LITTLE), "{sizes:?}");
    }

    #[tokio::test]
    async fn whoever_opens_a_post_mortem_while_the_last_one_closes_it_hears_of_the_next() {
        let (backend, _folder) = store().await;
        let (tocsin, people) = (Who::tocsin(), People::default());
        let (title, summary, service) = ("Checkout times out".to_owned(), String::new(), String::new());
        let declare = Declare { id: None, title, severity: Severity::P3, summary, service, drill: false, restricted: false };
        let number = backend.declare_incident(Ask::by(&tocsin), declare).await.unwrap().number;
        backend.start_postmortem(Ask::by(&tocsin), number).await.unwrap();
        let id = backend.postmortem_of(Ask::by(&tocsin), number).await.unwrap().0;
        let topic = Topic::Postmortem(id);
        let comes = |tab: u64, name: &str| {
            let person = Person { id: backend.ids.next(), name: name.to_owned() };
            people.come(topic, tab, Presence { person, at: String::new() });
        };
        comes(7, "Ben");
        let (reader, mut waiting) = reader(&backend, &people);
        let mut watching = Box::pin(reader.watch_postmortem(topic, id, 0));
        assert!(futures::poll!(&mut watching).is_pending(), "it waits for the database");
        people.go(topic, 7);
        comes(8, "Cem");
        let hears = async {
            while !waiting.recv().await.unwrap().contains("Cem") {}
            comes(9, "Dora");
            while !waiting.recv().await.unwrap().contains("Dora") {}
        };
        tokio::select! {
            _ = watching => panic!("the reader took itself for gone"),
            all = tokio::time::timeout(Duration::from_secs(10), hears) => all.unwrap(),
        }
    }
}
