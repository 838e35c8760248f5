use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::task::AbortHandle;

/// So many connections may keep the server waiting at once: for their first request, for the rest of a body, or to take an
/// answer. Browsers do so for moments, so that these are slow or mute on purpose when there are many.
const MOST: usize = 1000;
/// Whoever has been waited for no longer than this is on their way: after a restart thousands come at the same moment. How many
/// these may be is bounded by the places that there are.
const MOMENT: Duration = Duration::from_secs(1);
/// So many may be kept open between two requests.
const MOST_AT_REST: usize = 8000;

/// Connections that the server waits for. Where there are too many, those that it has waited for longest are sent away, so
/// that the places of all others stay free.
#[derive(Clone)]
pub(super) struct Waits {
    all: Arc<Mutex<All>>,
    most: usize,
}

#[derive(Default)]
struct All {
    next: u64,
    /// Since when each is waited for.
    clients: BTreeMap<u64, (Instant, Weak<Client>)>,
}

/// All connections that may have to go.
pub(super) struct Clients {
    waits: Waits,
    at_rest: Waits,
}

impl Default for Clients {
    fn default() -> Self {
        Self { waits: Waits::new(MOST), at_rest: Waits::new(MOST_AT_REST) }
    }
}

impl Clients {
    /// Somebody comes, and is waited for until their first request is there.
    pub(super) fn arrive(&self) -> Arc<Client> {
        let (waits, at_rest) = (self.waits.clone(), self.at_rest.clone());
        let (requests, is_to_ask, between) = (AtomicU64::new(0), AtomicBool::new(true), Mutex::default());
        let client = Arc::new(Client { waits, at_rest, task: OnceLock::new(), requests, is_to_ask, between });
        client.is_between(Some(client.waits.wait(&client)));
        client
    }

    /// Ends the connection that has been waited for longest, or else the one that has been at rest for longest. Whoever is only
    /// just on their way goes last.
    pub(super) fn send_one_away(&self) {
        let ways = [(&self.waits, MOMENT), (&self.at_rest, Duration::ZERO), (&self.waits, Duration::ZERO)];
        let _ = ways.into_iter().any(|(waits, after)| waits.send_one_away(after));
    }
}

/// Who is at the other end of a connection.
pub(super) struct Client {
    waits: Waits,
    at_rest: Waits,
    task: OnceLock<AbortHandle>,
    /// How many it has asked.
    requests: AtomicU64,
    /// Whether the next that it sends begins a request.
    is_to_ask: AtomicBool,
    /// It is waited for, or rests.
    between: Mutex<Option<Wait>>,
}

/// It is waited for, until this is dropped.
pub(super) struct Wait {
    number: u64,
    waits: Waits,
}

impl Waits {
    fn new(most: usize) -> Self {
        Self { all: Arc::default(), most }
    }

    /// Ends the connection that has been waited for longest; false where nobody has been for so long.
    fn send_one_away(&self, after: Duration) -> bool {
        loop {
            let Some(client) = self.first(after) else { return false };
            // It may be gone, or about to be served.
            let client = client.upgrade();
            let task = client.as_ref().and_then(|client| client.task.get()).filter(|task| !task.is_finished());
            if let Some(task) = task {
                task.abort();
                return true;
            }
        }
    }

    fn first(&self, after: Duration) -> Option<Weak<Client>> {
        let mut all = self.lock();
        let longest = all.clients.first_entry().filter(|longest| longest.get().0.elapsed() >= after)?;
        Some(longest.remove().1)
    }

    fn wait(&self, client: &Arc<Client>) -> Wait {
        let mut all = self.lock();
        all.next += 1;
        let number = all.next;
        all.clients.insert(number, (Instant::now(), Arc::downgrade(client)));
        drop(all);
        while self.has_too_many() && self.send_one_away(MOMENT) {}
        Wait { number, waits: self.clone() }
    }

    fn has_too_many(&self) -> bool {
        self.lock().clients.len() > self.most
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

    /// Whoever is waited for longest may have to go for it.
    pub(super) fn wait(self: &Arc<Self>) -> Wait {
        self.waits.wait(self)
    }

    /// The head of a request is there.
    pub(super) fn has_asked(&self) {
        self.is_between(None);
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.is_to_ask.store(false, Ordering::Relaxed);
    }

    /// It is answered, and may ask again. While it doesn't, it may have to go for others.
    pub(super) fn rests(self: &Arc<Self>) {
        self.is_to_ask.store(true, Ordering::Relaxed);
        self.is_between(Some(self.at_rest.wait(self)));
    }

    fn is_between(&self, wait: Option<Wait>) {
        // The former one ends when nothing is locked.
        let former = std::mem::replace(&mut *self.between.lock().unwrap_or_else(PoisonError::into_inner), wait);
        drop(former);
    }

    /// How many requests it has made, where the next that it sends begins another one.
    pub(super) fn is_to_ask(&self) -> Option<u64> {
        self.is_to_ask.load(Ordering::Relaxed).then(|| self.requests.load(Ordering::Relaxed))
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
        let clients = Clients::default();
        let come = || {
            let (client, task) = (clients.arrive(), tokio::spawn(std::future::pending::<()>()));
            client.is_served_by(task.abort_handle());
            (client, task)
        };
        let (spoke, served) = come();
        spoke.has_asked();
        let mut mute: Vec<_> = (0..=MOST).map(|_| come()).collect();
        tokio::task::yield_now().await;
        assert!(!mute.iter().any(|(_, task)| task.is_finished()), "all of them have only just come");
        tokio::time::sleep(MOMENT).await;
        // Waited for once more, it is the last in the row.
        let again = spoke.wait();
        tokio::task::yield_now().await;
        let gone: Vec<usize> = (0..=MOST).filter(|n| mute[*n].1.is_finished()).collect();
        assert_eq!(gone, [0, 1]);
        let ended = tokio::time::timeout(std::time::Duration::from_secs(5), &mut mute[1].1).await;
        assert!(ended.is_ok_and(|ended| ended.is_err_and(|error| error.is_cancelled())));
        assert!(!served.is_finished());
        drop((mute, again, spoke));
        assert!(clients.waits.lock().clients.is_empty());
    }

    #[tokio::test]
    async fn where_nobody_is_waited_for_whoever_rests_longest_goes() {
        let clients = Clients::default();
        let arrive = || {
            let (client, task) = (clients.arrive(), tokio::spawn(std::future::pending::<()>()));
            client.is_served_by(task.abort_handle());
            (client, task)
        };
        let come = || {
            let (client, task) = arrive();
            client.has_asked();
            assert_eq!(client.is_to_ask(), None, "it is answered first");
            client.rests();
            (client, task)
        };
        let ((client, first), (_other, second)) = (come(), come());
        assert_eq!(client.is_to_ask(), Some(1));
        let (_came, on_their_way) = arrive();
        clients.send_one_away();
        assert!(first.await.is_err_and(|error| error.is_cancelled()));
        assert!(!second.is_finished() && !on_their_way.is_finished());
        tokio::time::sleep(MOMENT).await;
        clients.send_one_away();
        assert!(on_their_way.await.is_err_and(|error| error.is_cancelled()), "nothing has come of it");
        assert!(!second.is_finished());
    }
}
