use std::sync::Arc;

use backend::{
    Ask, Backend, Error,
    background::unless_it_panics,
    postmortems::{DocumentNews, DocumentSession},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    live::{ServerMessage, Topic},
    people::Who,
    postmortems::DocumentMessage,
};
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc},
    task::AbortHandle,
};
use uuid::Uuid;

use super::outbox::Outbox;

/// So many messages of one tab may wait for the text, and no more than there is room for. A tab that sends more is let go: it
/// comes back, says what it has, and nothing is lost.
const QUEUE: usize = 256;

/// A message of the browser, and the room that it takes until the text has taken it.
type Waiting = (Vec<u8>, OwnedSemaphorePermit);

/// The shared text that a tab has open. A task of its own, so that a slow text never holds up the connection.
pub(super) struct Document {
    queue: mpsc::Sender<Waiting>,
    task: AbortHandle,
}

impl Document {
    /// `broken` is told when the task panics.
    pub(super) fn open(topic: Topic, id: Uuid, who: Who, backend: Backend, outbox: Outbox, broken: Arc<Notify>) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let metrics = backend.metrics.clone();
        let serve = serve(Tab { topic, id, who, backend, outbox }, waiting);
        let task = tokio::spawn(async move {
            if !unless_it_panics(&metrics, "shared text of a tab", Box::pin(serve)).await {
                broken.notify_one();
            }
        });
        Self { queue, task: task.abort_handle() }
    }

    /// Takes a message of the browser. False: too much waits, the connection is to end.
    pub(super) fn hear(&self, data: &str, room: &Arc<Semaphore>) -> bool {
        let Ok(message) = STANDARD.decode(data) else { return false };
        let bytes = u32::try_from(message.len()).unwrap_or(u32::MAX);
        let place = Arc::clone(room).try_acquire_many_owned(bytes);
        place.is_ok_and(|place| self.queue.try_send((message, place)).is_ok())
    }
}

impl Drop for Document {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Tab {
    topic: Topic,
    id: Uuid,
    who: Who,
    backend: Backend,
    outbox: Outbox,
}

/// Serves until the reader is gone. Where the text was closed meanwhile, it is joined anew and both sides are
/// brought level.
async fn serve(tab: Tab, mut waiting: mpsc::Receiver<Waiting>) {
    let mut first = true;
    loop {
        let (mut session, mut news) = match tab.backend.join_document(Ask::by(&tab.who), tab.id.into()).await {
            Ok(joined) => joined,
            Err(error) => return tab.refuse(&error).await,
        };
        // An empty state vector: "I have nothing", which is answered with everything.
        if !std::mem::take(&mut first) && !tab.receive(&mut session, &DocumentMessage::Have(vec![0]).encode()).await {
            return;
        }
        if !tab.converse(&mut session, &mut news, &mut waiting).await {
            return;
        }
    }
}

impl Tab {
    /// Gives whether the text is to be joined anew.
    async fn converse(
        &self,
        session: &mut DocumentSession,
        news: &mut DocumentNews,
        waiting: &mut mpsc::Receiver<Waiting>,
    ) -> bool {
        loop {
            tokio::select! {
                message = waiting.recv() => match message {
                    Some((message, _place)) => if !self.receive(session, &message).await { return false },
                    None => return false,
                },
                message = news.next() => match message {
                    Some(message) => if !self.send(&message).await { return false },
                    None => return true,
                },
            }
        }
    }

    async fn receive(&self, session: &mut DocumentSession, message: &[u8]) -> bool {
        match session.receive(message).await {
            Ok(answers) => {
                for answer in answers {
                    if !self.send(&answer).await {
                        return false;
                    }
                }
            }
            Err(error) => self.refuse(&error).await,
        }
        true
    }

    async fn send(&self, message: &[u8]) -> bool {
        self.outbox.say(&ServerMessage::Document { topic: self.topic, data: STANDARD.encode(message) }).await.is_some()
    }

    async fn refuse(&self, error: &Error) {
        let sentence = match error {
            Error::Refused(refusal) => refusal.to_string(),
            Error::NotFound => "There is no such post-mortem. Look for it in the list of post-mortems.".to_owned(),
            other => {
                tracing::error!(error = %other, document = %self.id, "a change of a shared text could not be stored");
                "This could not be stored just now. It is kept in your browser and sent again.".to_owned()
            }
        };
        self.outbox.say(&ServerMessage::Refused { topic: Some(self.topic), sentence }).await;
    }
}
