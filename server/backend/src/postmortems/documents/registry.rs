use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::{actor::Actor, orders::Order};
use crate::{Backend, Error, Result, background::unless_it_panics};

/// The documents that are open in this process.
#[derive(Clone, Default)]
pub struct Documents {
    open: Arc<Mutex<HashMap<Uuid, mpsc::Sender<Order>>>>,
}

/// So many orders may wait for a document; who asks for more waits in turn.
const QUEUE: usize = 64;

impl Documents {
    /// Asks the document's task, opening the document if it isn't.
    pub(in crate::postmortems) async fn ask<T>(
        &self,
        backend: &Backend,
        id: Uuid,
        order: impl FnOnce(oneshot::Sender<T>) -> Order,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let mut order = order(reply);
        loop {
            let inbox = match self.inbox(id) {
                Some(inbox) => inbox,
                None => self.open(backend, id).await?,
            };
            match inbox.send(order).await {
                Ok(()) => break,
                // It has just been closed for lack of interest: open it anew.
                Err(mpsc::error::SendError(unsent)) => order = unsent,
            }
        }
        answer.await.map_err(|_| Error::Internal(format!("the task of the document {id} ended before it answered")))
    }

    fn inbox(&self, id: Uuid) -> Option<mpsc::Sender<Order>> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(&id).filter(|inbox| !inbox.is_closed()).cloned()
    }

    async fn open(&self, backend: &Backend, id: Uuid) -> Result<mpsc::Sender<Order>> {
        let actor = Actor::open(backend.clone(), id).await?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, inbox| !inbox.is_closed());
        if let Some(inbox) = open.get(&id) {
            // Two asked at once, and the other one was first: its task is the document's.
            return Ok(inbox.clone());
        }
        let (inbox, orders) = mpsc::channel(QUEUE);
        open.insert(id, inbox.clone());
        let metrics = backend.metrics.clone();
        // Whoever asks next opens it anew; those who watch it do so at once.
        tokio::spawn(async move { unless_it_panics(&metrics, "shared text", Box::pin(actor.work(orders))).await });
        Ok(inbox)
    }
}

/// Under which name new updates wake those who have the document open. Not its own id: that one wakes those
/// who watch the workflow, and they need not hear each stroke.
pub(super) fn news_of(document: Uuid) -> Uuid {
    Uuid::from_u128(document.as_u128() ^ 1)
}
