use uuid::Uuid;

use super::{append::head, read::rows_after};
use crate::{db::Tx, error::Result};

/// Where a chain of events is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub stream: Uuid,
    pub seq: i64,
    pub why: &'static str,
}

/// Checks that a stream's events are numbered without a gap, that each hash is true, and that the chain ends
/// where the stream says. Absent: all is well.
pub async fn verify(tx: &mut Tx, stream: Uuid) -> Result<Option<Broken>> {
    let mut prev_hash = String::new();
    let mut seq = 0;
    loop {
        let rows = rows_after(tx, stream, seq).await?;
        let is_all = rows.is_empty();
        for row in rows {
            let why = if row.seq != seq + 1 {
                Some("an event is missing before it")
            } else if row.prev_hash != prev_hash {
                Some("it does not follow the event before it")
            } else if row.digest(stream) != row.hash {
                Some("it was changed after it was recorded")
            } else {
                None
            };
            if let Some(why) = why {
                return Ok(Some(Broken { stream, seq: row.seq, why }));
            }
            seq = row.seq;
            prev_hash = row.hash;
        }
        let head = head(tx, stream).await?;
        if head.seq == seq && head.hash == prev_hash {
            return Ok(None);
        }
        // Else it may have grown since its events were read.
        if is_all {
            return Ok(Some(Broken { stream, seq, why: "events are missing at its end" }));
        }
    }
}
