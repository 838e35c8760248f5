use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::Refusal;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

/// How many probes of this server look at the same time: a target in trouble must not be crowded.
const AT_ONCE: usize = 4;
/// How many probes of one incident run or wait, so that one room can't keep the others waiting.
const OF_ONE_INCIDENT: usize = 3;

/// Who may look next.
#[derive(Clone, Debug)]
pub(crate) struct Turns {
    all: Arc<Semaphore>,
    under_way: Arc<Mutex<HashMap<Uuid, usize>>>,
}

impl Default for Turns {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(AT_ONCE)), under_way: Arc::default() }
    }
}

/// The right to look, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    incident: Uuid,
    under_way: Arc<Mutex<HashMap<Uuid, usize>>>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Turns {
    /// Waits for a turn; refuses at once when the incident has enough of them under way.
    pub(crate) async fn take(&self, incident: Uuid) -> Result<Turn, Refusal> {
        {
            let mut under_way = lock(&self.under_way);
            let count = under_way.entry(incident).or_default();
            if *count >= OF_ONE_INCIDENT {
                return Err(Refusal::unlawful(format!(
                    "{OF_ONE_INCIDENT} probes of this incident are still running: wait for what they say, then run this one."
                )));
            }
            *count += 1;
        }
        // Made before waiting: whoever gives up in the queue gives the place back too.
        let mut turn = Turn { incident, under_way: Arc::clone(&self.under_way), permit: None };
        turn.permit = self.take_beside_incidents().await;
        Ok(turn)
    }

    /// Waits for a turn that is of no incident.
    pub(crate) async fn take_beside_incidents(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.all).acquire_owned().await.ok()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut under_way = lock(&self.under_way);
        if let Some(count) = under_way.get_mut(&self.incident) {
            *count -= 1;
            if *count == 0 {
                under_way.remove(&self.incident);
            }
        }
    }
}

/// A count is whole whatever became of the thread that held it.
fn lock(counts: &Mutex<HashMap<Uuid, usize>>) -> MutexGuard<'_, HashMap<Uuid, usize>> {
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_incident_has_three_turns_and_gets_them_back() {
        let turns = Turns::default();
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut held = vec![];
        for _ in 0..OF_ONE_INCIDENT {
            held.push(turns.take(one).await.unwrap());
        }
        assert!(turns.take(one).await.unwrap_err().to_string().contains("still running"));
        let last = turns.take(other).await.unwrap();
        drop(held);
        drop(last);
        assert!(lock(&turns.under_way).is_empty());
        turns.take(one).await.unwrap();
    }

    #[tokio::test]
    async fn the_fifth_probe_waits_and_whoever_gives_up_leaves_no_trace() {
        let turns = Turns::default();
        let mut held = vec![];
        for n in 0..AT_ONCE {
            held.push(turns.take(Uuid::from_u128(n as u128)).await.unwrap());
        }
        let fifth = Uuid::from_u128(99);
        let waited = tokio::time::timeout(std::time::Duration::from_millis(20), turns.take(fifth)).await;
        assert!(waited.is_err());
        assert!(!lock(&turns.under_way).contains_key(&fifth));
        held.pop();
        turns.take(fifth).await.unwrap();
    }
}
