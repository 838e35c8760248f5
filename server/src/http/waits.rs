use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::Context,
    time::{Duration, Instant},
};

use futures::task::AtomicWaker;

/// So many connections may keep the server waiting at once: for their first request, for the rest of a body, or to take an
/// answer. Browsers do so for moments, so that these are slow or mute on purpose when there are many.
const MOST: usize = 1000;
/// Whoever has been waited for no longer than this is on their way: after a restart thousands come at the same moment. How many
/// these may be is bounded by the places that there are.
const MOMENT: Duration = Duration::from_secs(1);
/// So many may be kept open between two requests.
const MOST_AT_REST: usize = 8000;
/// Whoever has to go is told so after a moment: on a busy machine what they have said may lie in the kernel, and the runtime
/// know nothing of it until it looks there again.
const LOOK: Duration = Duration::from_millis(20);

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
    clients: BTreeMap<u64, (Instant, Arc<End>)>,
}

/// How somebody who waits learns that it was long enough.
#[derive(Default)]
struct End {
    has_come: AtomicBool,
    waiting: AtomicWaker,
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
        let between = Mutex::new(Some(self.waits.wait()));
        let (waits, at_rest) = (self.waits.clone(), self.at_rest.clone());
        Arc::new(Client { waits, at_rest, requests: AtomicU64::new(0), is_to_ask: AtomicBool::new(true), between })
    }

    /// Tells the connection that has been waited for longest to go, or else the one that has been at rest for longest. Whoever is
    /// only just on their way comes last, and whoever has spoken by then stays.
    pub(super) fn send_one_away(&self) {
        let ways = [(&self.waits, MOMENT), (&self.at_rest, Duration::ZERO), (&self.waits, Duration::ZERO)];
        let _ = ways.into_iter().any(|(waits, after)| waits.send_one_away(after));
    }
}

/// Who is at the other end of a connection.
pub(super) struct Client {
    waits: Waits,
    at_rest: Waits,
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
    end: Arc<End>,
}

impl Waits {
    fn new(most: usize) -> Self {
        Self { all: Arc::default(), most }
    }

    /// Tells the connection that has been waited for longest; false where nobody has been for so long.
    fn send_one_away(&self, after: Duration) -> bool {
        let Some(end) = self.first(after) else { return false };
        tokio::spawn(async move {
            tokio::time::sleep(LOOK).await;
            end.has_come.store(true, Ordering::Release);
            end.waiting.wake();
        });
        true
    }

    fn first(&self, after: Duration) -> Option<Arc<End>> {
        let mut all = self.lock();
        let longest = all.clients.first_entry().filter(|longest| longest.get().0.elapsed() >= after)?;
        Some(longest.remove().1)
    }

    fn wait(&self) -> Wait {
        let end = Arc::<End>::default();
        let mut all = self.lock();
        all.next += 1;
        let number = all.next;
        all.clients.insert(number, (Instant::now(), Arc::clone(&end)));
        drop(all);
        while self.has_too_many() && self.send_one_away(MOMENT) {}
        Wait { number, waits: self.clone(), end }
    }

    fn has_too_many(&self) -> bool {
        self.lock().clients.len() > self.most
    }

    fn lock(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wait {
    /// Whether it has been long enough, asked where nothing has come: whoever has said meanwhile what was waited for stays. Once
    /// it is, whoever asks here is woken.
    pub(super) fn is_over(&self, context: &Context<'_>) -> bool {
        self.end.waiting.register(context.waker());
        self.end.has_come.load(Ordering::Acquire)
    }
}

impl Client {
    /// Whoever is waited for longest may have to go for it.
    pub(super) fn wait(&self) -> Wait {
        self.waits.wait()
    }

    /// The head of a request is there.
    pub(super) fn has_asked(&self) {
        self.is_between(None);
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.is_to_ask.store(false, Ordering::Relaxed);
    }

    /// It is answered, and may ask again. While it doesn't, it may have to go for others.
    pub(super) fn rests(&self) {
        self.is_to_ask.store(true, Ordering::Relaxed);
        self.is_between(Some(self.at_rest.wait()));
    }

    fn is_between(&self, wait: Option<Wait>) {
        // The former one ends when nothing is locked.
        let former = std::mem::replace(&mut *self.between(), wait);
        drop(former);
    }

    fn between(&self) -> MutexGuard<'_, Option<Wait>> {
        self.between.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it has to go, now that nothing comes of it. Once it has to, whoever asks here is woken.
    pub(super) fn has_to_go(&self, context: &Context<'_>) -> bool {
        self.between().as_ref().is_some_and(|wait| wait.is_over(context))
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
    use futures::task::noop_waker_ref;

    use super::*;

    fn goes(client: &Client) -> bool {
        client.has_to_go(&Context::from_waker(noop_waker_ref()))
    }

    #[tokio::test]
    async fn whoever_is_waited_for_longest_goes_first_and_whoever_has_spoken_stays() {
        let clients = Clients::default();
        let spoke = clients.arrive();
        spoke.has_asked();
        let mute: Vec<_> = (0..=MOST).map(|_| clients.arrive()).collect();
        assert!(!mute.iter().any(|client| goes(client)), "all of them have only just come");
        tokio::time::sleep(MOMENT).await;
        // Waited for once more, it is the last in the row.
        let again = spoke.wait();
        tokio::time::sleep(2 * LOOK).await;
        assert!(!goes(&spoke) && !again.is_over(&Context::from_waker(noop_waker_ref())));
        let gone: Vec<usize> = (0..=MOST).filter(|n| goes(&mute[*n])).collect();
        assert_eq!(gone, [0, 1]);
        mute[1].has_asked();
        assert!(!goes(&mute[1]), "what it was to say was on its way");
        drop((mute, again, spoke));
        assert!(clients.waits.lock().clients.is_empty());
    }

    #[tokio::test]
    async fn whoever_has_to_go_is_woken() {
        let clients = Clients::default();
        let client = clients.arrive();
        let gone = tokio::spawn(std::future::poll_fn(move |context| {
            if client.has_to_go(context) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        }));
        tokio::task::yield_now().await;
        clients.send_one_away();
        assert!(tokio::time::timeout(Duration::from_secs(5), gone).await.is_ok());
    }

    #[tokio::test]
    async fn where_nobody_is_waited_for_whoever_rests_longest_goes() {
        let clients = Clients::default();
        let come = || {
            let client = clients.arrive();
            client.has_asked();
            assert_eq!(client.is_to_ask(), None, "it is answered first");
            client.rests();
            client
        };
        let (first, second) = (come(), come());
        assert_eq!(first.is_to_ask(), Some(1));
        let on_their_way = clients.arrive();
        clients.send_one_away();
        tokio::time::sleep(2 * LOOK).await;
        assert!(goes(&first) && !goes(&second) && !goes(&on_their_way));
        tokio::time::sleep(MOMENT).await;
        clients.send_one_away();
        tokio::time::sleep(2 * LOOK).await;
        assert!(goes(&on_their_way), "nothing has come of it");
        assert!(!goes(&second));
    }
}
