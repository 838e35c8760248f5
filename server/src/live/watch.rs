use std::{sync::Arc, time::Duration};

use app::incidents::here_region;
use backend::{Ask, Backend};
use domain::{
    live::{ServerMessage, Topic},
    people::Who,
};
use tokio::{sync::mpsc, time::Instant};
use uuid::Uuid;

use super::{People, Rooms, drawing::Seen, people::once_each};

/// Looks at the log even when nobody woke it, in case a wake-up between servers was lost.
const SLOW_LOOK: Duration = Duration::from_secs(5);

/// A reader and what is there for it to read.
pub(super) struct Reader {
    pub(super) who: Who,
    pub(super) backend: Backend,
    pub(super) people: People,
    pub(super) rooms: Rooms,
    pub(super) outbox: mpsc::Sender<ServerMessage>,
}

impl Reader {
    /// Sends what becomes of a topic after an event, and who is there. Ends when the reader is gone.
    pub(super) async fn watch(self, topic: Topic, after: i64) {
        match topic {
            Topic::Incident(id) => self.watch_room(topic, id, after).await,
            Topic::Postmortem(id) => self.watch_postmortem(topic, id, after).await,
        };
    }

    /// `None` when the reader is gone.
    async fn watch_room(self, topic: Topic, id: Uuid, after: i64) -> Option<()> {
        let mut drawings = self.rooms.subscribe(id, &self.who, &self.backend);
        let mut here = self.people.subscribe(topic);
        let mut seen = Seen::Event(after);
        let mut seq = after;
        here.mark_changed();
        drawings.mark_changed();
        loop {
            let regions = tokio::select! {
                changed = drawings.changed() => {
                    changed.ok()?;
                    let Some(drawing) = drawings.borrow_and_update().as_ref().map(Arc::clone) else { continue };
                    let regions;
                    (seen, regions) = drawing.news(seen, Instant::now());
                    seq = seq.max(drawing.seq);
                    regions
                }
                changed = here.changed() => {
                    changed.ok()?;
                    here_region(once_each(&here.borrow_and_update()))
                }
            };
            if !regions.is_empty() {
                self.outbox.send(ServerMessage::Regions { topic, seq, regions }).await.ok()?;
            }
        }
    }

    async fn watch_postmortem(self, topic: Topic, id: Uuid, mut after: i64) -> Option<()> {
        // Subscribed before the first look, so that nothing falls between the two.
        let mut wakes = self.backend.wakes.subscribe(id);
        let mut here = self.people.subscribe(topic);
        here.mark_changed();
        loop {
            // Kept apart, as each reader would hold the room that a query takes while it waits.
            match Box::pin(self.backend.stream_seq(Ask::by(&self.who), id)).await {
                Ok(seq) if seq > after => {
                    self.outbox.send(ServerMessage::Changed { topic, seq }).await.ok()?;
                    after = seq;
                }
                Ok(_) => {}
                Err(error) => {
                    // The database is away, most likely: the reader keeps what it has, and gets the rest later.
                    tracing::warn!(%error, "news could not be read for a watcher");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
            tokio::select! {
                woken = wakes.changed() => woken.ok()?,
                () = tokio::time::sleep(SLOW_LOOK) => {}
                changed = here.changed() => {
                    changed.ok()?;
                    let message = ServerMessage::People { topic, people: once_each(&here.borrow_and_update()) };
                    self.outbox.send(message).await.ok()?;
                }
            }
        }
    }
}
