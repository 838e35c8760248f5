use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use domain::live::{Presence, Topic};
use tokio::sync::watch;

type Here = BTreeMap<u64, Presence>;

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
            here.insert(connection, presence);
        });
    }

    pub(super) fn go(&self, topic: Topic, connection: u64) {
        let mut topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sender) = topics.get(&topic) else { return };
        sender.send_modify(|here| {
            here.remove(&connection);
        });
        if sender.borrow().is_empty() {
            topics.remove(&topic);
        }
    }
}

/// Each person once, by name; somebody with two tabs is where they were last.
pub(super) fn once_each(here: &Here) -> Vec<Presence> {
    let mut seen = BTreeSet::new();
    let mut people: Vec<Presence> = here.values().rev().filter(|presence| seen.insert(presence.person.id)).cloned().collect();
    people.sort_by(|one, other| one.person.name.cmp(&other.person.name));
    people
}
