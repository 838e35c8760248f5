use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak},
};

use tokio::task::AbortHandle;

/// So many connections may keep the server waiting at once: for their first request, for the rest of a body, or to take an
/// answer. Browsers do so for moments, so that these are slow or mute on purpose when there are many.
const MOST: usize = 1000;

/// Connections that the server waits for. Where there are too many, those that it has waited for longest are sent away, so
/// that the places of all others stay free.
#[derive(Clone, Default)]
pub(super) struct Waits {
    all: Arc<Mutex<All>>,
}

#[derive(Default)]
struct All {
    next: u64,
    clients: BTreeMap<u64, Weak<Client>>,
}

/// Who is at the other end of a connection.
pub(super) struct Client {
    waits: Waits,
    task: OnceLock<AbortHandle>,
}

/// It is waited for, until this is dropped.
pub(super) struct Wait {
    number: u64,
    waits: Waits,
}

impl Waits {
    pub(super) fn arrive(&self) -> Arc<Client> {
        Arc::new(Client { waits: self.clone(), task: OnceLock::new() })
    }

    /// Ends the connection that has been waited for longest.
    pub(super) fn send_one_away(&self) {
        loop {
            let Some((_, client)) = self.lock().clients.pop_first() else { return };
            // It may be gone, or about to be served.
            let client = client.upgrade();
            let task = client.as_ref().and_then(|client| client.task.get()).filter(|task| !task.is_finished());
            if let Some(task) = task {
                return task.abort();
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Client {
    /// The task that serves it.
    pub(super) fn is_served_by(&self, task: AbortHandle) {
        let _ = self.task.set(task);
    }

    /// Whoever is waited for longest may have to go for it. A live connection is not counted: its task is another one by
    /// then, which has a patience of its own.
    pub(super) fn wait(self: &Arc<Self>) -> Option<Wait> {
        if self.task.get().is_some_and(AbortHandle::is_finished) {
            return None;
        }
        let mut all = self.waits.lock();
        all.next += 1;
        let number = all.next;
        all.clients.insert(number, Arc::downgrade(self));
        let too_many = all.clients.len() > MOST;
        drop(all);
        if too_many {
            self.waits.send_one_away();
        }
        Some(Wait { number, waits: self.waits.clone() })
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.waits.lock().clients.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_is_waited_for_longest_goes_first_and_whoever_has_spoken_stays() {
        let waits = Waits::default();
        let come = || {
            let (client, task) = (waits.arrive(), tokio::spawn(std::future::pending::<()>()));
            client.is_served_by(task.abort_handle());
            (client.wait(), client, task)
        };
        let (wait, spoke, served) = come();
        drop(wait);
        let mut mute: Vec<_> = (0..=MOST).map(|_| come()).collect();
        tokio::task::yield_now().await;
        let gone: Vec<usize> = (0..=MOST).filter(|n| mute[*n].2.is_finished()).collect();
        assert_eq!(gone, [0]);
        assert!(!served.is_finished());
        // Waited for once more, it is the last in the row.
        let again = spoke.wait();
        let ended = tokio::time::timeout(std::time::Duration::from_secs(5), &mut mute[1].2).await;
        assert!(ended.is_ok_and(|ended| ended.is_err_and(|error| error.is_cancelled())));
        assert!(!served.is_finished());
        drop((mute, again));
        assert!(waits.lock().clients.is_empty());
    }
}
