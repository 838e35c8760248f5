use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::TimerKind;
use crate::{Result, db::Tx};

/// Promises that `kind` happens to `subject` at `fire_at`.
pub(crate) async fn arm(tx: &mut Tx, id: Uuid, kind: TimerKind, subject: Uuid, fire_at: DateTime<Utc>) -> Result<()> {
    let promise = tx.query(
        "INSERT INTO timers (id, kind, subject, fire_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (kind, subject, fire_at) DO UPDATE SET done_at = NULL, attempts = 0",
    );
    promise.bind(id).bind(kind).bind(subject).bind(fire_at).execute().await?;
    Ok(())
}

/// The same for what happens once at a time, whatever the clock does: where it has happened and the clock was set back since,
/// it is not promised anew.
pub(crate) async fn arm_once(tx: &mut Tx, id: Uuid, kind: TimerKind, subject: Uuid, fire_at: DateTime<Utc>) -> Result<()> {
    let promise = tx.query(
        "INSERT INTO timers (id, kind, subject, fire_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (kind, subject, fire_at) DO NOTHING",
    );
    promise.bind(id).bind(kind).bind(subject).bind(fire_at).execute().await?;
    Ok(())
}

/// Takes back what was promised for `subject` and has not happened.
pub(crate) async fn cancel(tx: &mut Tx, kind: TimerKind, subject: Uuid, at: DateTime<Utc>) -> Result<()> {
    tx.query("UPDATE timers SET done_at = $3 WHERE kind = $1 AND subject = $2 AND done_at IS NULL")
        .bind(kind)
        .bind(subject)
        .bind(at)
        .execute()
        .await?;
    Ok(())
}

/// Marks a promise as kept, within the transaction of its effects; false when that was done before.
pub(crate) async fn take(tx: &mut Tx, kind: TimerKind, subject: Uuid, fire_at: DateTime<Utc>, at: DateTime<Utc>) -> Result<bool> {
    let rows = tx
        .query("UPDATE timers SET done_at = $4 WHERE kind = $1 AND subject = $2 AND fire_at = $3 AND done_at IS NULL")
        .bind(kind)
        .bind(subject)
        .bind(fire_at)
        .bind(at)
        .execute()
        .await?;
    Ok(rows == 1)
}
