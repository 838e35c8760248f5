use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use app::incidents::{HERE, room_regions, room_view};
use backend::{Ask, Backend, background::keep_going};
use domain::{
    incidents::Audience,
    live::{Region, Topic},
    log::Actor,
    people::{Permission, Who},
};
use tokio::{sync::watch, time::Instant};
use uuid::Uuid;

use super::drawing::Drawing;

/// Draws anew even when nobody woke it: time makes things late, and a wake-up between servers may be lost.
const SLOW_LOOK: Duration = Duration::from_secs(5);

type Feed = watch::Sender<Option<Arc<Drawing>>>;

/// The rooms that somebody has open: each is drawn once for all who may do the same in it.
#[derive(Clone, Default)]
pub(crate) struct Rooms {
    feeds: Arc<Mutex<HashMap<Room, Feed>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Room {
    incident: Uuid,
    may_work: bool,
    may_override: bool,
}

impl Rooms {
    /// Hears whenever the room looks different.
    pub(super) fn subscribe(&self, incident: Uuid, who: &Who, backend: &Backend) -> watch::Receiver<Option<Arc<Drawing>>> {
        let may = |permission| who.may(permission).is_ok();
        let room = Room { incident, may_work: may(Permission::WorkOnIncident), may_override: may(Permission::OverrideGate) };
        let mut feeds = self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(feed) = feeds.get(&room) {
            return feed.subscribe();
        }
        let (feed, receiver) = watch::channel(None);
        feeds.insert(room, feed.clone());
        let (rooms, who, backend) = (self.clone(), who.clone(), backend.clone());
        tokio::spawn(async move {
            let draw = || draw_on(rooms.clone(), room, feed.clone(), who.clone(), backend.clone());
            Box::pin(keep_going(&backend.metrics, "room", draw)).await;
        });
        receiver
    }

    /// Whether nobody looks any more; then the room is forgotten.
    fn is_left(&self, room: &Room) -> bool {
        let mut feeds = self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        let is_left = feeds.get(room).is_none_or(|feed| feed.receiver_count() == 0);
        if is_left {
            feeds.remove(room);
        }
        is_left
    }
}

/// Draws the room whenever its log moves on, until nobody looks.
async fn draw_on(rooms: Rooms, room: Room, feed: Feed, who: Who, backend: Backend) {
    // Subscribed before the first look, so that nothing falls between the two.
    let mut wakes = backend.wakes.subscribe(room.incident);
    while !rooms.is_left(&room) {
        match draw(room.incident, &who, &backend).await {
            Ok((seq, audience, regions)) => {
                let last = feed.borrow().clone();
                let drawing =
                    Drawing::after(last.as_deref(), Topic::Incident(room.incident), seq, audience, regions, Instant::now());
                if let Some(drawing) = drawing {
                    feed.send_replace(Some(Arc::new(drawing)));
                }
            }
            // The database is away, most likely: readers keep what they have, and get the rest later.
            Err(error) => tracing::warn!(%error, "a room could not be drawn for its watchers"),
        }
        tokio::select! {
            woken = wakes.changed() => if woken.is_err() { return },
            () = tokio::time::sleep(SLOW_LOOK) => {}
        }
    }
}

/// Of what it drew, it says for whom it is: one drawing is for many, and whoever asked first may be taken off meanwhile. So it is
/// drawn by Tocsin's eyes, with the rights of whoever asked.
async fn draw(incident: Uuid, who: &Who, backend: &Backend) -> backend::Result<(i64, Option<Audience>, Vec<Region>)> {
    let who = Who { actor: Actor::Tocsin, role: who.role };
    let number = backend.incident_number(Ask::by(&who), incident).await?;
    let view = room_view(backend, &who, number).await?;
    let (seq, audience) = (view.incident.seq, view.incident.audience.clone());
    let mut regions = room_regions(view);
    // Who has it open is known to each connection's server, not to the log.
    regions.retain(|region| region.id != HERE);
    Ok((seq, audience, regions))
}
