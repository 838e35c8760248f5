use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use tokio::sync::{mpsc, watch};
use uuid::Uuid;

use crate::Ids;

/// Tells watchers that a stream has grown. A wake-up carries no data: whoever wakes reads the log.
#[derive(Clone)]
pub struct Wakes {
    streams: Arc<Mutex<HashMap<Uuid, watch::Sender<i64>>>>,
    /// The mark of the log: another number whenever anything has grown.
    log: watch::Sender<i64>,
    /// How many events others had added to the log, by the last two looks.
    elsewhere: Arc<[AtomicI64; 2]>,
    /// What other servers are to be told; taken by the one task that tells them.
    outward: mpsc::UnboundedSender<Told>,
    inbox: Arc<tokio::sync::Mutex<mpsc::UnboundedReceiver<Told>>>,
    /// By which other servers' words are told from one's own.
    pub(crate) own: Uuid,
}

/// What has grown, as other servers are told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Told {
    pub(crate) id: Uuid,
    /// A stream of the log; else something beside it, such as the words of a shared text.
    pub(crate) is_log: bool,
}

impl Default for Wakes {
    fn default() -> Self {
        let (outward, inbox) = mpsc::unbounded_channel();
        // No two processes count the same numbers: a page that goes on with another one, as after a restart, sees that.
        let (_, random) = Ids.next::<Uuid>().as_u64_pair();
        Self {
            streams: Arc::default(),
            log: watch::channel((random >> 8).cast_signed()).0,
            elsewhere: Arc::default(),
            own: Ids.next(),
            outward,
            inbox: Arc::new(tokio::sync::Mutex::new(inbox)),
        }
    }
}

impl Wakes {
    /// Wakes whenever the stream grows from now on.
    pub fn subscribe(&self, stream: Uuid) -> watch::Receiver<i64> {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        // Those whom nobody watches any longer are forgotten here, so that the map stays small.
        streams.retain(|id, sender| *id == stream || sender.receiver_count() > 0);
        streams.entry(stream).or_insert_with(|| watch::channel(0).0).subscribe()
    }

    /// Wakes whenever any stream grows from now on. What it holds is the mark of the log: what is read while it stays the
    /// same is as of the same log, as far as this process has heard.
    pub fn subscribe_to_log(&self) -> watch::Receiver<i64> {
        self.log.subscribe()
    }

    /// The mark of the log now.
    pub fn mark(&self) -> i64 {
        *self.log.borrow()
    }

    /// Whether anybody watches the log.
    pub(crate) fn is_log_watched(&self) -> bool {
        self.log.receiver_count() > 0
    }

    /// Wakes those who watch the log.
    pub(crate) fn wake_log(&self) {
        self.log.send_modify(|mark| *mark += 1);
    }

    /// Keeps how many events others have added by a look; gives whether it is another number than before. Where counting lags
    /// behind, two looks have to agree.
    pub(crate) fn grew_elsewhere(&self, events: i64, lags: bool) -> bool {
        let [known, seen] = &*self.elsewhere;
        let is_settled = seen.swap(events, Ordering::Relaxed) == events || !lags;
        is_settled && known.swap(events, Ordering::Relaxed) != events
    }

    /// A stream has grown: wakes its watchers and those of the log, here and on other servers.
    pub(crate) fn wake(&self, stream: Uuid, seq: i64) {
        self.wake_here(stream, seq);
        self.wake_log();
        // Nobody listens where there is one server only.
        let _ = self.outward.send(Told { id: stream, is_log: true });
    }

    /// The same for something beside the log.
    pub(crate) fn wake_beside(&self, id: Uuid) {
        self.wake_here(id, 0);
        self.wake_elsewhere(id);
    }

    /// Wakes the watchers of something beside the log on other servers; those here know already.
    pub(crate) fn wake_elsewhere(&self, id: Uuid) {
        let _ = self.outward.send(Told { id, is_log: false });
    }

    /// Wakes the watchers of this process; for news that came from another one.
    pub(crate) fn wake_here(&self, stream: Uuid, seq: i64) {
        let streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = streams.get(&stream) {
            sender.send_modify(|known| *known = (*known + 1).max(seq));
        }
    }

    /// What other servers are to be told, for one task at a time.
    pub(crate) async fn outward(&self) -> tokio::sync::MutexGuard<'_, mpsc::UnboundedReceiver<Told>> {
        self.inbox.lock().await
    }
}
