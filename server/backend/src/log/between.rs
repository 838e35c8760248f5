use std::{collections::BTreeSet, io, sync::Arc, time::Duration};

use sqlx::{Executor as _, PgPool, postgres::PgListener};
use uuid::Uuid;

use super::wake::Told;
use crate::{Backend, Error, Result, db::patiently};

const CHANNEL: &str = "tocsin_streams";
/// News is gathered for so long and told at once: a NOTIFY takes a lock that all writers share.
const GATHER: Duration = Duration::from_millis(20);
/// A line on which nothing was heard for so long is asked whether it still stands.
const QUIET: Duration = Duration::from_secs(30);
/// A notification carries 8000 bytes at most; an id takes 38.
const MOST: usize = 200;
/// Before an id: it is of something beside the log. A server that doesn't know it finds out by its slow look.
const BESIDE: char = '~';
/// Before the id of whoever tells: its own watchers know already.
const FROM: char = '@';

impl Backend {
    /// Where several servers share a PostgreSQL: tells the others which streams have grown, and wakes the
    /// watchers here when they tell. On SQLite there are no others. Runs until it fails; call it again then, and it
    /// goes on with what nobody has been told.
    pub async fn keep_in_touch(&self) -> Result<()> {
        // One task tells; whoever comes second waits until that one has ended.
        let mut outward = self.wakes.outward().await;
        let Some(pool) = self.db.postgres() else {
            // Nobody is to be told, and what nobody takes would pile up.
            while outward.recv().await.is_some() {}
            return Ok(());
        };
        let tell = async {
            while let Some(first) = outward.recv().await {
                tokio::time::sleep(GATHER).await;
                let mut grown = BTreeSet::from([first]);
                while grown.len() < MOST
                    && let Ok(more) = outward.try_recv()
                {
                    grown.insert(more);
                }
                let word = |told: &Told| if told.is_log { told.id.to_string() } else { format!("{BESIDE}{}", told.id) };
                let own = format!("{FROM}{}", self.wakes.own);
                let words: Vec<String> = grown.iter().map(word).chain([own]).collect();
                let told = async {
                    let mut tx = self.db.read().await?;
                    let notify = tx.query("SELECT 1 FROM pg_notify($1, $2)").bind(CHANNEL.to_owned()).bind(words.join(","));
                    notify.scalar::<i32>().await
                };
                // What can't be told now is found by the slow look that every watcher takes.
                if let Err(error) = told.await {
                    tracing::warn!(%error, "other servers could not be told of news; they will find it themselves");
                }
            }
        };
        let hear = async {
            loop {
                let heard = pool.close_event().do_until(Box::pin(self.listen(pool))).await;
                if let Err(error) = heard.map_err(Error::from).flatten() {
                    tracing::warn!(%error, "the line to other servers broke; it is taken up again");
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        };
        tokio::join!(tell, hear);
        Ok(())
    }

    async fn listen(&self, pool: &PgPool) -> Result<()> {
        // A pool of its own: a listener that is dropped says goodbye and waits for the answer as long as TCP does (`Drop` of
        // `PgListener` in sqlx 0.9). Where the line is dead, that must not take a place from others.
        let own = pool.options().clone().max_connections(1).connect_lazy_with(Arc::unwrap_or_clone(pool.connect_options()));
        let mut listener = PgListener::connect_with(&own).await?;
        // Else it would connect anew within `try_recv`, which must not be given up half-way. All that is awaited there now is
        // the next message, of which nothing is lost then (`recv_unchecked` in sqlx-postgres 0.9).
        listener.eager_reconnect(false);
        patiently(async { Ok(listener.listen(CHANNEL).await?) }).await?;
        loop {
            let Ok(heard) = tokio::time::timeout(QUIET, listener.try_recv()).await else {
                // A line whose other end has vanished is as quiet as one on which there is no news.
                patiently(async { Ok(listener.execute("SELECT 1").await?) }).await?;
                continue;
            };
            let Some(told) = heard? else { return Err(sqlx::Error::Io(io::ErrorKind::ConnectionAborted.into()).into()) };
            let words: Vec<&str> = told.payload().split(',').collect();
            let is_own = |word: &&str| word.strip_prefix(FROM).is_some_and(|from| from.parse() == Ok(self.wakes.own));
            if words.iter().any(is_own) {
                continue;
            }
            let beside = words.iter().filter_map(|word| word.strip_prefix(BESIDE)?.parse().ok());
            let streams: Vec<Uuid> = words.iter().filter_map(|word| word.parse().ok()).collect();
            for id in beside.chain(streams.iter().copied()) {
                self.wakes.wake_here(id, 0);
            }
            if !streams.is_empty() {
                self.wakes.wake_log();
            }
        }
    }
}
