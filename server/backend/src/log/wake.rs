use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{mpsc, watch};
use uuid::Uuid;

/// Tells watchers that a stream has grown. A wake-up carries no data: whoever wakes reads the log.
#[derive(Clone)]
pub struct Wakes {
    streams: Arc<Mutex<HashMap<Uuid, watch::Sender<i64>>>>,
    /// What other servers are to be told; taken by the one task that tells them.
    outward: mpsc::UnboundedSender<Uuid>,
    inbox: Arc<tokio::sync::Mutex<mpsc::UnboundedReceiver<Uuid>>>,
}

impl Default for Wakes {
    fn default() -> Self {
        let (outward, inbox) = mpsc::unbounded_channel();
        Self { streams: Arc::default(), outward, inbox: Arc::new(tokio::sync::Mutex::new(inbox)) }
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

    pub(crate) fn wake(&self, stream: Uuid, seq: i64) {
        self.wake_here(stream, seq);
        self.wake_elsewhere(stream);
    }

    /// Wakes the watchers of other servers; those here know already.
    pub(crate) fn wake_elsewhere(&self, stream: Uuid) {
        // Nobody listens where there is one server only.
        let _ = self.outward.send(stream);
    }

    /// Wakes the watchers of this process; for news that came from another one.
    pub(crate) fn wake_here(&self, stream: Uuid, seq: i64) {
        let streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = streams.get(&stream) {
            sender.send_modify(|known| *known = (*known + 1).max(seq));
        }
    }

    /// What other servers are to be told, for one task at a time.
    pub(crate) async fn outward(&self) -> tokio::sync::MutexGuard<'_, mpsc::UnboundedReceiver<Uuid>> {
        self.inbox.lock().await
    }
}
