use domain::live::ServerMessage;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// How many messages may wait for a slow reader. Whoever makes them waits with them, and makes the next out of all that
/// has changed meanwhile: a slow reader gets fewer and costs little.
const QUEUE: usize = 4;

/// What waits to be sent to one tab, as it goes over the wire: what many get is written once for all of them.
#[derive(Clone)]
pub(super) struct Outbox(mpsc::Sender<Utf8Bytes>);

impl Outbox {
    pub(super) fn open() -> (Self, mpsc::Receiver<Utf8Bytes>) {
        let (sender, waiting) = mpsc::channel(QUEUE);
        (Self(sender), waiting)
    }

    /// `None` when the reader is gone.
    pub(super) async fn send(&self, text: Utf8Bytes) -> Option<()> {
        self.0.send(text).await.ok()
    }

    /// The same for a message that is this reader's alone.
    pub(super) async fn say(&self, message: &ServerMessage) -> Option<()> {
        self.send(text(message)).await
    }

    /// The same for whoever empties the queue and must not wait for a place in it: where there is none, the reader is far
    /// behind and does without.
    pub(super) fn try_say(&self, message: &ServerMessage) {
        let _ = self.0.try_send(text(message));
    }
}

/// A message as it goes over the wire.
pub(super) fn text(message: &ServerMessage) -> Utf8Bytes {
    // Names and texts alone: nothing in it that JSON can't say.
    serde_json::to_string(message).unwrap_or_default().into()
}
