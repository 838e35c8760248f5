use domain::log::Fold;
use uuid::Uuid;

use crate::{
    db::Tx,
    error::{Error, Result},
};

/// A snapshot is written each time a stream has grown by so many events.
const EVERY: i64 = 100;

/// The last snapshot that this program can read, with its number.
pub(super) async fn last<A: Fold>(tx: &mut Tx, stream: Uuid) -> Result<Option<(i64, A)>> {
    let row: Option<(i64, String)> = tx
        .query("SELECT seq, state FROM snapshots WHERE stream = $1 AND shape = $2")
        .bind(stream)
        .bind(A::SHAPE)
        .optional()
        .await?;
    row.map(|(seq, state)| Ok((seq, serde_json::from_str(&state).map_err(Error::unreadable("snapshot"))?))).transpose()
}

/// Writes one where `from` and `to` lie on either side of a boundary.
pub(super) async fn keep<A: Fold>(tx: &mut Tx, stream: Uuid, from: i64, to: i64, state: &A) -> Result<()> {
    if from / EVERY == to / EVERY {
        return Ok(());
    }
    let state = serde_json::to_string(state).map_err(Error::unreadable("snapshot"))?;
    tx.query(
        "INSERT INTO snapshots (stream, shape, seq, state) VALUES ($1, $2, $3, $4)
         ON CONFLICT (stream) DO UPDATE SET shape = excluded.shape, seq = excluded.seq, state = excluded.state",
    )
    .bind(stream)
    .bind(A::SHAPE)
    .bind(to)
    .bind(state)
    .execute()
    .await?;
    Ok(())
}
