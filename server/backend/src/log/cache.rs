use std::{
    any::Any,
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::log::Fold;
use uuid::Uuid;

/// States that were folded lately. Only a shortcut: what was committed since is read on top, so a stale
/// entry costs a query and never an answer.
#[derive(Clone, Default)]
pub struct Cache {
    states: Arc<Mutex<HashMap<Uuid, Known>>>,
}

/// The last event that a state knows, and the state.
type Known = (i64, Arc<dyn Any + Send + Sync>);

/// How many states are remembered; a room with 500 events takes about half a megabyte.
const MOST: usize = 256;

impl Cache {
    pub(super) fn get<A: Fold>(&self, stream: Uuid) -> Option<(i64, A)> {
        let states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let (seq, state) = states.get(&stream)?;
        Some((*seq, state.downcast_ref::<A>()?.clone()))
    }

    /// Remembers a state that was read from committed events.
    pub(super) fn put<A: Fold>(&self, stream: Uuid, seq: i64, state: &A) {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        if states.get(&stream).is_some_and(|(known, _)| *known >= seq) {
            return;
        }
        if states.len() >= MOST && !states.contains_key(&stream) {
            // Any will do: what is in use comes back at once.
            if let Some(&victim) = states.keys().next() {
                states.remove(&victim);
            }
        }
        states.insert(stream, (seq, Arc::new(state.clone())));
    }
}
