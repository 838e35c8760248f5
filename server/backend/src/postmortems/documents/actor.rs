use std::{sync::Arc, time::Duration};

use domain::{
    Refusal,
    people::Who,
    postmortems::{LARGEST_UPDATE, Postmortem, rebase},
    refusal::tidy,
};
use tokio::sync::{broadcast, mpsc, watch};
use uuid::Uuid;

use super::{
    diff::edits_between,
    orders::{Exchange, News, Order},
    registry::news_of,
    store::{self, Reached},
    text::{SharedText, Unfit, content_hash},
};
use crate::{
    Backend, Result,
    log::{Eyes, first_time},
    postmortems::review::void_approval,
};

/// A document that nobody asks for is closed after so long.
const IDLE: Duration = Duration::from_mins(1);
/// Another server's news are looked for this often, in case a wake-up was lost.
const SLOW_LOOK: Duration = Duration::from_secs(5);
/// Who reads slower than this many updates gets the whole document instead.
const BACKLOG: usize = 256;
const TOO_LONG: &str = "This post-mortem is as long as it can be: shorten it, or attach the rest.";

/// An open document. The only one in this process that changes it.
pub(super) struct Actor {
    id: Uuid,
    keys: Vec<String>,
    text: SharedText,
    /// The last update that `text` holds.
    last: i64,
    /// What is stored of it takes so many bytes.
    bytes: usize,
    folded: i64,
    /// Whether that gets no smaller: nothing was stored since all was folded, or since that could not be done.
    is_folded: bool,
    /// Whether `text` may hold what is not stored; then it is read anew before anything else.
    in_doubt: bool,
    backend: Backend,
    news: broadcast::Sender<Arc<News>>,
    wakes: watch::Receiver<i64>,
}

impl Actor {
    /// Reads the document. Refuses one that isn't there.
    pub(super) async fn open(backend: Backend, id: Uuid) -> Result<Self> {
        // Subscribed before the first look, so that nothing falls between the two.
        let wakes = backend.wakes.subscribe(news_of(id));
        let postmortem: Postmortem = backend.state(Eyes::Tocsin, id).await?;
        let keys: Vec<String> = postmortem.sections.into_iter().map(|section| section.key).collect();
        let text = SharedText::new(&keys);
        let news = broadcast::channel(BACKLOG).0;
        let (bytes, is_folded) = (0, false);
        let mut actor = Self { id, keys, text, last: 0, bytes, folded: 0, is_folded, in_doubt: true, backend, news, wakes };
        actor.reopen().await?;
        actor.tidy_line_ends().await?;
        actor.folded = actor.last;
        Ok(actor)
    }

    /// Works until nobody has asked for so long; then takes what came meanwhile, and ends.
    pub(super) async fn work(mut self, mut inbox: mpsc::Receiver<Order>) {
        loop {
            let is_watched = self.is_watched();
            tokio::select! {
                order = inbox.recv() => match order {
                    Some(order) => self.carry_out(order).await,
                    None => return,
                },
                Ok(()) = self.wakes.changed() => self.look().await,
                () = tokio::time::sleep(if is_watched { SLOW_LOOK } else { IDLE }) => {
                    if is_watched {
                        self.look().await;
                    } else {
                        inbox.close();
                    }
                }
            }
        }
    }

    fn is_watched(&self) -> bool {
        self.news.receiver_count() > 0
    }

    /// A reply that nobody waits for any longer is no failure.
    async fn carry_out(&mut self, order: Order) {
        if self.in_doubt
            && let Err(error) = self.reopen().await
        {
            tracing::warn!(document = %self.id, %error, "a shared text could not be read anew; it waits");
            return;
        }
        match order {
            Order::Join { reply } => drop(reply.send((self.news.downgrade(), self.news.subscribe()))),
            Order::Lack { vector, reply } => {
                let exchange = self.text.lack(&vector).map(|update| Exchange { update, vector: self.text.vector() });
                drop(reply.send(exchange));
            }
            Order::Whole { reply } => drop(reply.send(self.text.whole())),
            Order::Texts { reply } => {
                // Who has just saved on another server is shown it, whether or not its wake-up has come.
                self.look().await;
                drop(reply.send(self.text.texts()));
            }
            Order::Take { update, who, session, reply } => drop(reply.send(self.take(update, &who, session).await)),
            Order::Save { key, base, text, who, once, reply } => {
                drop(reply.send(self.save(&key, &base, &text, &who, once.as_deref()).await));
            }
        }
    }

    /// Takes an update that somebody made: applied, stored, and only then shown to the others. Gives whether it was taken:
    /// what comes before something that it follows on is not.
    async fn take(&mut self, update: Vec<u8>, who: &Who, session: u64) -> Result<bool> {
        if update.len() > LARGEST_UPDATE {
            return Err(Refusal::unlawful("This is more text than can be taken at once: paste it in smaller parts.").into());
        }
        if !self.has_room_for(update.len()).await {
            return Err(Refusal::unlawful(TOO_LONG).into());
        }
        let mut applied = self.text.apply(&update);
        if applied == Err(Unfit::Early) {
            // Another server may have stored what it follows on.
            self.reopen().await?;
            applied = self.text.apply(&update);
        }
        let sentence = match applied {
            Ok(true) => return self.keep(update, who, session, None).await.map(|()| true),
            Ok(false) => return Ok(true),
            Err(Unfit::Early) => return self.reopen().await.map(|()| false),
            Err(Unfit::Malformed) => "What was sent is no change of this text: reload the page.",
            Err(Unfit::TooLong) => TOO_LONG,
        };
        self.reopen().await?;
        tracing::warn!(document = %self.id, who = who.actor.name(), ?applied, "an update of a shared text was refused");
        Err(Refusal::unlawful(sentence).into())
    }

    /// What a form changed is applied to the text as it is now, so that nothing typed meanwhile is lost. `once` names the form.
    async fn save(&mut self, key: &str, base: &str, text: &str, who: &Who, once: Option<&str>) -> Result<()> {
        self.look().await;
        let (base, text) = (tidy(base), tidy(text));
        let now = self.text.texts().into_iter().find(|(known, _)| known == key).map(|(_, text)| text);
        let Some(now) = now else {
            return Err(Refusal::invalid("section", "This post-mortem has no such section: reload the page.").into());
        };
        let edits = rebase(&edits_between(&base, &text), &edits_between(&base, &now));
        if edits.is_empty() {
            return Ok(());
        }
        if !self.has_room_for(edits.iter().map(|edit| edit.insert.len()).sum()).await {
            return Err(Refusal::invalid("text", TOO_LONG).into());
        }
        let Ok(edited) = self.text.edit_within(key, &edits) else {
            self.reopen().await?;
            return Err(Refusal::invalid("text", TOO_LONG).into());
        };
        let Some(update) = edited else { return Ok(()) };
        if update.len() > LARGEST_UPDATE {
            self.reopen().await?;
            return Err(Refusal::invalid("text", "This is more text than can be saved at once: save it in smaller parts.").into());
        }
        self.keep(update, who, 0, once).await
    }

    /// Stores what `text` holds already. Where that fails, or was done before under the same name, `text` goes back to what is
    /// stored.
    async fn keep(&mut self, update: Vec<u8>, who: &Who, session: u64, once: Option<&str>) -> Result<()> {
        match self.store(&update, who, once).await {
            Ok(Some(n)) => {
                let (was_next, bytes) = (n == self.last + 1, self.bytes + update.len());
                self.show(update, session);
                if was_next {
                    (self.last, self.bytes, self.is_folded) = (n, bytes, false);
                } else {
                    self.look().await;
                }
                self.backend.wakes.wake_elsewhere(news_of(self.id));
                self.fold_sometimes().await;
                Ok(())
            }
            Ok(None) => self.reopen().await,
            Err(error) => {
                self.reopen().await?;
                Err(error)
            }
        }
    }

    /// Gives the number of the update; none where this was done before under the same name.
    async fn store(&self, update: &[u8], who: &Who, once: Option<&str>) -> Result<Option<i64>> {
        let mut tx = self.backend.db.write().await?;
        if let Some(name) = once
            && !first_time(&mut tx, name, self.backend.clock.now()).await?
        {
            return tx.commit().await.map(|()| None);
        }
        let n = store::add(&mut tx, self.id, update, who, &self.backend).await?;
        let hash = content_hash(&self.text.texts());
        let voided = void_approval(&self.backend, &mut tx, self.id, who, &hash).await?;
        tx.commit().await?;
        voided.wake(&self.backend);
        Ok(Some(n))
    }

    /// What came by a form before line ends were made tidy is shown otherwise by every browser, which would take a stroke for
    /// the writing of all that lies between two of them. No word changes by this, so that an approval stands. It can wait where
    /// it can't be stored now.
    async fn tidy_line_ends(&mut self) -> Result<()> {
        let Some(update) = self.text.tidy_line_ends() else { return Ok(()) };
        let stored = async {
            let mut tx = self.backend.db.write().await?;
            store::add(&mut tx, self.id, &update, &Who::tocsin(), &self.backend).await?;
            tx.commit().await
        };
        match stored.await {
            Ok(()) => self.backend.wakes.wake_elsewhere(news_of(self.id)),
            Err(error) => tracing::warn!(document = %self.id, %error, "the line ends of a shared text could not be made tidy"),
        }
        self.reopen().await
    }

    fn show(&self, update: Vec<u8>, session: u64) {
        // Nobody watches: nobody is told.
        let _ = self.news.send(Arc::new(News::Update { update, session }));
    }

    /// Takes in what other servers stored, and shows it.
    async fn look(&mut self) {
        let read = async {
            let mut tx = self.backend.db.read().await?;
            let since = Reached { n: self.last, bytes: self.bytes };
            store::catch_up(&mut tx, self.id, &mut self.text, since).await
        };
        match read.await {
            Ok((Reached { n, bytes }, news)) => {
                (self.last, self.bytes) = (n, bytes);
                self.is_folded &= news.is_empty();
                for update in news {
                    self.show(update, 0);
                }
            }
            Err(error) => tracing::warn!(document = %self.id, %error, "a shared text could not be read; it is tried again"),
        }
    }

    /// Forgets what is not stored.
    async fn reopen(&mut self) -> Result<()> {
        self.in_doubt = true;
        let mut text = SharedText::new(&self.keys);
        let mut tx = self.backend.db.read().await?;
        let (Reached { n, bytes }, _) = store::catch_up(&mut tx, self.id, &mut text, Reached::default()).await?;
        drop(tx);
        let is_more = n > self.last;
        (self.text, self.last, self.bytes, self.in_doubt) = (text, n, bytes, false);
        self.is_folded &= !is_more;
        if is_more {
            // Other servers stored it, and whoever watches here was not told. What they know already does no harm.
            self.show(self.text.whole(), 0);
        }
        Ok(())
    }

    /// Whether so much more may be stored. Of what was written and taken out again nothing stays once it is folded.
    async fn has_room_for(&mut self, bytes: usize) -> bool {
        if self.bytes + bytes > store::MOST && !self.is_folded {
            self.fold().await;
        }
        let has_room = self.bytes + bytes <= store::MOST;
        if !has_room {
            tracing::warn!(document = %self.id, stored = self.bytes, "a shared text takes as much room as it may");
        }
        has_room
    }

    async fn fold_sometimes(&mut self) {
        if self.last - self.folded >= store::FOLD_EVERY {
            self.fold().await;
        }
    }

    /// While `text` holds nothing that is not stored.
    async fn fold(&mut self) {
        let Some(snapshot) = self.text.snapshot() else {
            tracing::warn!(document = %self.id, "updates of a shared text are kept as they came: a snapshot of them could not be read back");
            (self.folded, self.is_folded) = (self.last, true);
            return;
        };
        let bytes = snapshot.len();
        match store::fold(&self.backend, self.id, self.last, snapshot).await {
            Ok(()) => (self.folded, self.bytes, self.is_folded) = (self.last, bytes, true),
            // It only takes more room; the next update tries again.
            Err(error) => tracing::warn!(document = %self.id, %error, "updates of a shared text could not be folded"),
        }
    }
}
