use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use app::incidents::here_region;
use domain::live::{Presence, ServerMessage, Topic};
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::outbox::text;

/// Who has a page open, by connection.
#[derive(Debug, Default)]
pub(super) struct Here {
    present: BTreeMap<u64, Presence>,
    drawn: OnceLock<Utf8Bytes>,
}

impl Here {
    /// Each person once, by name; somebody with two tabs is where they were last.
    pub(super) fn once_each(&self) -> Vec<Presence> {
        let mut seen = BTreeSet::new();
        let latest_first = self.present.values().rev();
        let mut people: Vec<Presence> = latest_first.filter(|presence| seen.insert(presence.person.id)).cloned().collect();
        people.sort_by(|one, other| one.person.name.cmp(&other.person.name));
        people
    }

    /// What a room is told of it: drawn once for all of them.
    pub(super) fn drawn(&self, topic: Topic) -> Utf8Bytes {
        let draw = || text(&ServerMessage::Regions { topic, seq: 0, regions: here_region(self.once_each()) });
        self.drawn.get_or_init(draw).clone()
    }

    fn change(&mut self, change: impl FnOnce(&mut BTreeMap<u64, Presence>)) {
        change(&mut self.present);
        self.drawn = OnceLock::new();
    }
}

/// Who has which page open, on this server. Forgotten when the connection ends.
#[derive(Clone, Default)]
pub(crate) struct People {
    topics: Arc<Mutex<HashMap<Topic, watch::Sender<Here>>>>,
}

impl People {
    /// Hears whenever somebody comes, moves or goes.
    pub(super) fn subscribe(&self, topic: Topic) -> watch::Receiver<Here> {
        let mut topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        topics.entry(topic).or_default().subscribe()
    }

    pub(super) fn come(&self, topic: Topic, connection: u64, presence: Presence) {
        let mut topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        topics.entry(topic).or_default().send_modify(|here| {
            here.change(|present| {
                present.insert(connection, presence);
            });
        });
    }

    /// Where somebody is in a page that they have open; nothing, where they have not come.
    pub(super) fn move_to(&self, topic: Topic, connection: u64, at: &str) {
        let topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sender) = topics.get(&topic) else { return };
        sender.send_if_modified(|here| {
            let is_here = here.present.contains_key(&connection);
            if is_here {
                here.change(|present| {
                    if let Some(presence) = present.get_mut(&connection) {
                        at.clone_into(&mut presence.at);
                    }
                });
            }
            is_here
        });
    }

    pub(super) fn go(&self, topic: Topic, connection: u64) {
        let mut topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sender) = topics.get(&topic) else { return };
        sender.send_modify(|here| {
            here.change(|present| {
                present.remove(&connection);
            });
        });
        if sender.borrow().present.is_empty() {
            topics.remove(&topic);
        }
    }
}
