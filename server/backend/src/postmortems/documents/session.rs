use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use domain::{
    ids::PostmortemId,
    incidents::Door,
    people::{Permission, Who},
    postmortems::{Caret, DocumentMessage, Place, Postmortem},
};
use tokio::sync::broadcast;
use uuid::Uuid;

use super::orders::{News, Order};
use crate::{Ask, Backend, Result};

/// Somebody's hold on a shared text, from a page that is open. When it is dropped, their caret goes.
pub struct DocumentSession {
    id: u64,
    document: Uuid,
    who: Who,
    backend: Backend,
    /// How many updates were stored since the browser last said what it has.
    stored: u64,
    /// Weak, so that readers see it when the document's task has ended.
    news: broadcast::WeakSender<Arc<News>>,
    has_caret: bool,
}

/// What others do to the text meanwhile.
pub struct DocumentNews {
    session: u64,
    document: Uuid,
    backend: Backend,
    news: broadcast::Receiver<Arc<News>>,
    /// Too slow to be told each update: gets the whole, once.
    is_behind: bool,
}

static NEXT: AtomicU64 = AtomicU64::new(1);
/// A place is a few dozen bytes.
const LONGEST_PLACE: usize = 1_000;

impl Backend {
    /// Opens a post-mortem's text for somebody who reads, or writes where they may.
    pub async fn join_document(&self, ask: Ask<'_>, id: PostmortemId) -> Result<(DocumentSession, DocumentNews)> {
        ask.may(Permission::Read)?;
        let postmortem: Postmortem = self.state(ask.eyes(), id.0).await?;
        self.put_down_with(ask, &postmortem, Door::Postmortem).await?;
        let (news, received) = self.documents.ask(self, id.0, |reply| Order::Join { reply }).await?;
        let session = NEXT.fetch_add(1, Ordering::Relaxed);
        let (who, backend) = (ask.who.clone(), self.clone());
        let news_of = DocumentNews { session, document: id.0, backend: self.clone(), news: received, is_behind: false };
        Ok((DocumentSession { id: session, document: id.0, who, backend, stored: 0, news, has_caret: false }, news_of))
    }
}

impl DocumentSession {
    /// Takes a message of the browser and gives the answers. A refusal concerns this message alone.
    pub async fn receive(&mut self, message: &[u8]) -> Result<Vec<Vec<u8>>> {
        use DocumentMessage as M;
        let answers = match M::decode(message) {
            Some(M::Have(vector)) => {
                self.stored = 0;
                match self.backend.documents.ask(&self.backend, self.document, |reply| Order::Lack { vector, reply }).await? {
                    Some(exchange) => vec![M::Lack(exchange.update), M::Have(exchange.vector)],
                    None => vec![],
                }
            }
            Some(M::Update(update)) => {
                if self.take(update).await? {
                    vec![M::Stored(self.stored)]
                } else {
                    // Something before it is missing: the browser gives all that is not here.
                    let ask = |reply| Order::Lack { vector: vec![0], reply };
                    let exchange = self.backend.documents.ask(&self.backend, self.document, ask).await?;
                    exchange.map(|exchange| M::Have(exchange.vector)).into_iter().collect()
                }
            }
            // Not asked for again at once: the browser does so by itself, after a while.
            Some(M::Lack(update)) => {
                if self.take(update).await? {
                    vec![M::Stored(self.stored)]
                } else {
                    vec![]
                }
            }
            Some(M::Caret(json)) => {
                self.point(&json);
                vec![]
            }
            Some(M::Stored(_)) | None => vec![],
        };
        Ok(answers.iter().map(DocumentMessage::encode).collect())
    }

    /// Gives whether the update is stored now.
    async fn take(&mut self, update: Vec<u8>) -> Result<bool> {
        self.who.may(Permission::WritePostmortem)?;
        let (who, session) = (self.who.clone(), self.id);
        let take = |reply| Order::Take { update, who, session, reply };
        let is_taken = self.backend.documents.ask(&self.backend, self.document, take).await??;
        self.stored += u64::from(is_taken);
        Ok(is_taken)
    }

    fn point(&mut self, json: &[u8]) {
        if json.len() > LONGEST_PLACE || self.who.may(Permission::WritePostmortem).is_err() {
            return;
        }
        if let Ok(place) = serde_json::from_slice::<Option<Place>>(json) {
            self.has_caret = place.is_some();
            self.tell_caret(place);
        }
    }

    fn tell_caret(&self, place: Option<Place>) {
        if let Some(person) = self.who.actor.person() {
            let caret = Caret { session: self.id, person: person.clone(), place };
            // Nobody else is there: nobody is told.
            let _ = self.news.upgrade().map(|news| news.send(Arc::new(News::Caret(caret))));
        }
    }
}

impl Drop for DocumentSession {
    fn drop(&mut self) {
        if self.has_caret {
            self.tell_caret(None);
        }
    }
}

impl DocumentNews {
    /// The next message for the browser; absent: the document was closed, join anew. Nothing is lost when it
    /// is dropped half-way.
    pub async fn next(&mut self) -> Option<Vec<u8>> {
        loop {
            if self.is_behind {
                let whole =
                    self.backend.documents.ask(&self.backend, self.document, |reply| Order::Whole { reply }).await.ok()?;
                self.is_behind = false;
                // What is known of it already does no harm.
                return Some(DocumentMessage::Update(whole).encode());
            }
            let message = match self.news.recv().await {
                Ok(news) => match &*news {
                    News::Update { session, .. } if *session == self.session => continue,
                    News::Update { update, .. } => DocumentMessage::Update(update.clone()),
                    News::Caret(caret) if caret.session == self.session => continue,
                    News::Caret(caret) => DocumentMessage::Caret(serde_json::to_vec(caret).ok()?),
                },
                Err(broadcast::error::RecvError::Lagged(_)) => {
                    self.is_behind = true;
                    continue;
                }
                Err(broadcast::error::RecvError::Closed) => return None,
            };
            return Some(message.encode());
        }
    }
}
