use chrono::{DateTime, Utc};
use domain::log::{Actor, Fold, Recorded};
use uuid::Uuid;

use super::row::EventRow;
use crate::{
    db::Tx,
    error::{Error, Result},
};

/// Where a stream ends: its last number and hash.
#[derive(Debug, Clone, PartialEq, Eq, Default, sqlx::FromRow)]
pub(super) struct Head {
    pub(super) seq: i64,
    pub(super) hash: String,
}

pub(super) async fn head(tx: &mut Tx, stream: Uuid) -> Result<Head> {
    let head = tx.query("SELECT seq, hash FROM streams WHERE id = $1").bind(stream).optional().await?;
    Ok(head.unwrap_or_default())
}

/// The same, and nobody else writes to the stream until this transaction ends. SQLite has one writer
/// anyway; PostgreSQL locks the row, so that writers queue instead of losing races.
pub(super) async fn head_to_write(tx: &mut Tx, stream: Uuid) -> Result<Head> {
    if !tx.is_postgres() {
        return head(tx, stream).await;
    }
    let head = tx.query("SELECT seq, hash FROM streams WHERE id = $1 FOR UPDATE").bind(stream).optional().await?;
    Ok(head.unwrap_or_default())
}

/// Nobody else adds to the stream until this unit of work ends: for what is decided by something beside its events.
pub(crate) async fn hold(tx: &mut Tx, stream: Uuid) -> Result<()> {
    head_to_write(tx, stream).await.map(drop)
}

/// Who makes the events, and when.
pub(super) struct Stamp<'a> {
    pub(super) actor: &'a Actor,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) recorded_at: DateTime<Utc>,
}

/// Numbers the events and writes them behind `head`. Absent: somebody else wrote there first.
pub(super) async fn append<A: Fold>(
    tx: &mut Tx,
    stream: Uuid,
    head: &Head,
    events: Vec<A::Event>,
    stamp: &Stamp<'_>,
) -> Result<Option<Vec<Recorded<A::Event>>>> {
    let mut last = head.clone();
    let mut rows = Vec::with_capacity(events.len());
    let mut recorded = Vec::with_capacity(events.len());
    for event in events {
        let next = Recorded {
            seq: last.seq + 1,
            occurred_at: stamp.occurred_at,
            recorded_at: stamp.recorded_at,
            actor: stamp.actor.clone(),
            event,
        };
        let row = EventRow::encode(stream, &last.hash, &next)?;
        last = Head { seq: row.seq, hash: row.hash.clone() };
        rows.push(row);
        recorded.push(next);
    }
    if !advance::<A>(tx, stream, head, &last).await? {
        return Ok(None);
    }
    for row in rows {
        tx.query(
            "INSERT INTO events (stream, seq, occurred_at, recorded_at, actor, body, prev_hash, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(stream)
        .bind(row.seq)
        .bind(row.occurred_at)
        .bind(row.recorded_at)
        .bind(row.actor)
        .bind(row.body)
        .bind(row.prev_hash)
        .bind(row.hash)
        .execute()
        .await?;
    }
    Ok(Some(recorded))
}

/// Moves the stream's end from `from` to `to`. The row is also the lock that makes writers of one stream
/// wait for each other on PostgreSQL.
async fn advance<A: Fold>(tx: &mut Tx, stream: Uuid, from: &Head, to: &Head) -> Result<bool> {
    let touched = if from.seq == 0 {
        tx.query("INSERT INTO streams (id, kind, seq, hash) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING")
            .bind(stream)
            .bind(A::STREAM.to_owned())
            .bind(to.seq)
            .bind(to.hash.clone())
            .execute()
            .await
    } else {
        tx.query("UPDATE streams SET seq = $2, hash = $3 WHERE id = $1 AND seq = $4")
            .bind(stream)
            .bind(to.seq)
            .bind(to.hash.clone())
            .bind(from.seq)
            .execute()
            .await
    };
    match touched {
        Ok(rows) => Ok(rows == 1),
        Err(error @ Error::Database(_)) if error.is_taken() => Ok(false),
        Err(error) => Err(error),
    }
}
