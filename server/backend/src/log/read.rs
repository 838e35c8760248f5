use domain::log::{Fold, Recorded};
use uuid::Uuid;

use super::{Cache, Eyes, eyes::may_see, row::EventRow, snapshot};
use crate::{db::Tx, error::Result};

/// The events of a stream after a number, in order.
pub async fn entries_after<E: serde::de::DeserializeOwned>(tx: &mut Tx, stream: Uuid, after: i64) -> Result<Vec<Recorded<E>>> {
    rows_after(tx, stream, after).await?.iter().map(EventRow::decode).collect()
}

pub(super) async fn rows_after(tx: &mut Tx, stream: Uuid, after: i64) -> Result<Vec<EventRow>> {
    tx.query(
        "SELECT seq, occurred_at, recorded_at, actor, body, prev_hash, hash
         FROM events WHERE stream = $1 AND seq > $2 ORDER BY seq",
    )
    .bind(stream)
    .bind(after)
    .all()
    .await
}

/// The state of a stream: what is remembered, or the last snapshot, and the events since. A stream
/// without events gives the default state. Remembered is only what was read where nothing can be rolled back.
/// [`Error::NotFound`](crate::Error::NotFound) to whoever may not see it.
pub async fn load<A: Fold>(tx: &mut Tx, cache: &Cache, eyes: Eyes<'_>, stream: Uuid) -> Result<A> {
    let (seq, state) = fold(tx, cache, stream).await?;
    if !tx.may_write() {
        cache.put(stream, seq, &state);
    }
    may_see(tx, cache, eyes, &state).await?;
    Ok(state)
}

/// The same for whoever has just looked where the stream ends: what is remembered up to there needs no look at events.
pub(super) async fn load_up_to<A: Fold>(tx: &mut Tx, cache: &Cache, eyes: Eyes<'_>, stream: Uuid, end: i64) -> Result<A> {
    if end == 0 {
        return Ok(A::default());
    }
    match cache.get::<A>(stream) {
        Some((seq, state)) if seq == end => {
            may_see(tx, cache, eyes, &state).await?;
            Ok(state)
        }
        _ => load(tx, cache, eyes, stream).await,
    }
}

pub(super) async fn fold<A: Fold>(tx: &mut Tx, cache: &Cache, stream: Uuid) -> Result<(i64, A)> {
    let (mut seq, mut state) = match cache.get::<A>(stream) {
        Some(known) => known,
        None => snapshot::last::<A>(tx, stream).await?.unwrap_or_default(),
    };
    for recorded in entries_after(tx, stream, seq).await? {
        seq = recorded.seq;
        state.apply(&recorded);
    }
    Ok((seq, state))
}
