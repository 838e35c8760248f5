use chrono::{DateTime, Utc};
use domain::log::{Actor, Recorded};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::{Error, Result};

/// An event as the database holds it. Bodies are kept as text, so that their hash stays true to the byte.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct EventRow {
    pub(super) seq: i64,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) recorded_at: DateTime<Utc>,
    pub(super) actor: String,
    pub(super) body: String,
    pub(super) prev_hash: String,
    pub(super) hash: String,
}

impl EventRow {
    pub(super) fn encode<E: Serialize>(stream: Uuid, prev_hash: &str, recorded: &Recorded<E>) -> Result<Self> {
        let mut row = Self {
            seq: recorded.seq,
            occurred_at: recorded.occurred_at,
            recorded_at: recorded.recorded_at,
            actor: serde_json::to_string(&recorded.actor).map_err(Error::unreadable("actor"))?,
            body: serde_json::to_string(&recorded.event).map_err(Error::unreadable("event"))?,
            prev_hash: prev_hash.to_owned(),
            hash: String::new(),
        };
        row.hash = row.digest(stream);
        Ok(row)
    }

    pub(super) fn decode<E: DeserializeOwned>(&self) -> Result<Recorded<E>> {
        let actor: Actor = serde_json::from_str(&self.actor).map_err(Error::unreadable("actor"))?;
        let event: E = serde_json::from_str(&self.body).map_err(Error::unreadable("event"))?;
        Ok(Recorded { seq: self.seq, occurred_at: self.occurred_at, recorded_at: self.recorded_at, actor, event })
    }

    /// SHA-256 over everything that the event says and over its predecessor's hash: a changed or missing
    /// event breaks the chain from there on.
    pub(super) fn digest(&self, stream: Uuid) -> String {
        let mut hasher = Sha256::new();
        let times = format!("{} {}", self.occurred_at.timestamp_micros(), self.recorded_at.timestamp_micros());
        let parts = [self.prev_hash.as_str(), &stream.to_string(), &self.seq.to_string(), &times, &self.actor, &self.body];
        for part in parts {
            // The length keeps two parts from being mistaken for one.
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        format!("{:x}", hasher.finalize())
    }
}
