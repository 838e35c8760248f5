use chrono::{DateTime, Duration, Utc};
use domain::{
    Refusal,
    log::{Fold, Recorded},
    people::Permission,
};
use uuid::Uuid;

use super::{
    Eyes,
    append::{Head, Stamp, append, head, head_to_write},
    read::load_up_to,
    snapshot,
};
use crate::{
    Ask, Backend,
    db::Tx,
    error::{Error, Result},
};

/// A kind of stream with its read models and effects.
pub trait Projected: Fold {
    /// Writes the read models, from the state after the events. They can be dropped and rebuilt by this alone.
    fn project(&self, tx: &mut Tx) -> impl Future<Output = Result<()>> + Send;

    /// What follows from new events, once and in the same transaction: timers, mail, events elsewhere.
    fn follow(&self, tx: &mut Tx, backend: &Backend, news: &[Recorded<Self::Event>]) -> impl Future<Output = Result<()>> + Send {
        let _ = (tx, backend, news);
        async { Ok(()) }
    }
}

/// What became of a stream: its state, and the events that were added just now.
#[derive(Debug, Clone)]
pub struct Change<A: Fold> {
    pub state: A,
    pub news: Vec<Recorded<A::Event>>,
}

/// How often a lost race is tried again before it is said aloud.
const TRIES: usize = 8;

impl Backend {
    /// The unit of work of every change: load, decide, append, project, follow, commit, wake.
    ///
    /// `decide` gets the state and the time at which the change happened; it may be asked several times.
    pub async fn change<A: Projected>(
        &self,
        stream: Uuid,
        ask: Ask<'_>,
        decide: impl Fn(&A, DateTime<Utc>) -> std::result::Result<Vec<A::Event>, Refusal> + Send,
    ) -> Result<Change<A>> {
        for _ in 0..TRIES {
            let mut tx = self.db.write().await?;
            if let Some(change) = self.change_in(&mut tx, stream, ask, &decide).await? {
                tx.commit().await?;
                self.wake(stream, &change);
                return Ok(change);
            }
        }
        Err(Refusal::Stale.into())
    }

    /// The same within a unit of work that does more; absent: the race for this stream was lost, begin anew.
    /// The caller commits, then calls [`Backend::wake`].
    pub(crate) async fn change_in<A: Projected>(
        &self,
        tx: &mut Tx,
        stream: Uuid,
        ask: Ask<'_>,
        decide: &(impl Fn(&A, DateTime<Utc>) -> std::result::Result<Vec<A::Event>, Refusal> + Send),
    ) -> Result<Option<Change<A>>> {
        let from: Head = head_to_write(tx, stream).await?;
        let mut state: A = load_up_to(tx, &self.cache, ask.eyes(), stream, from.seq).await?;
        if let Some(name) = ask.once
            && !first_time(tx, name, self.clock.now()).await?
        {
            return Ok(Some(Change { state, news: vec![] }));
        }
        let now = self.clock.now();
        let occurred_at = happened(ask.occurred_at, now)?;
        let events = decide(&state, occurred_at)?;
        if events.is_empty() {
            return Ok(Some(Change { state, news: vec![] }));
        }
        // What is so already needs nobody's look.
        if ask.seen.is_some_and(|seen| seen != from.seq) {
            return Err(Refusal::unlawful(
                "Somebody changed this after you had opened the page. What you typed still stands here: open the page once \
                 more beside it, take in what is new, then save.",
            )
            .into());
        }
        let stamp = Stamp { actor: &ask.who.actor, occurred_at, recorded_at: now };
        let Some(news) = append::<A>(tx, stream, &from, events, &stamp).await? else { return Ok(None) };
        for recorded in &news {
            state.apply(recorded);
        }
        let to = news.last().map_or(from.seq, |last| last.seq);
        snapshot::keep(tx, stream, from.seq, to, &state).await?;
        state.project(tx).await?;
        state.follow(tx, self, &news).await?;
        Ok(Some(Change { state, news }))
    }

    /// Tells those who watch a stream that it has grown. Call it after the commit, never before.
    pub(crate) fn wake<A: Fold>(&self, stream: Uuid, change: &Change<A>) {
        if let Some(last) = change.news.last() {
            self.metrics.events_appended.inc_by(change.news.len() as u64);
            self.cache.put(stream, last.seq, &change.state);
            self.wakes.wake(stream, last.seq);
        }
    }

    /// How far a stream has grown; 0 where there is none.
    pub async fn stream_seq(&self, ask: Ask<'_>, stream: Uuid) -> Result<i64> {
        ask.may(Permission::Read)?;
        Ok(head(&mut self.db.read().await?, stream).await?.seq)
    }

    /// The state of a stream, or [`Error::NotFound`].
    pub(crate) async fn state<A: Fold>(&self, eyes: Eyes<'_>, stream: Uuid) -> Result<A> {
        let mut tx = self.db.read().await?;
        match head(&mut tx, stream).await?.seq {
            0 => Err(Error::NotFound),
            end => load_up_to(&mut tx, &self.cache, eyes, stream, end).await,
        }
    }
}

/// When it happened: now, or earlier. A minute ahead is a clock that is off; more is a slip.
fn happened(given: Option<DateTime<Utc>>, now: DateTime<Utc>) -> std::result::Result<DateTime<Utc>, Refusal> {
    match given {
        None => Ok(now),
        Some(at) if at <= now => Ok(at),
        Some(at) if at - now < Duration::minutes(1) => Ok(now),
        Some(_) => Err(Refusal::invalid("occurred_at", "That time is in the future: give the time when it happened.")),
    }
}

/// Whether nothing was done under this name before; from now on something was.
pub(crate) async fn first_time(tx: &mut Tx, name: &str, at: DateTime<Utc>) -> Result<bool> {
    let rows = tx
        .query("INSERT INTO done_requests (name, done_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
        .bind(name.to_owned())
        .bind(at)
        .execute()
        .await?;
    Ok(rows == 1)
}
