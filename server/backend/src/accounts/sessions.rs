use chrono::{DateTime, Utc};
use domain::ids::PersonId;
use serde::{Deserialize, Serialize};

use super::{Bearer, token::digest};
use crate::{Backend, Result};

/// What a browser's cookie stands for. The server gives it meaning; here it is a text with an end.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct StoredSession {
    /// JSON.
    pub data: String,
    pub expires_at: DateTime<Utc>,
}

/// The name of a session, which opens nothing: a digest of the secret that its cookie holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionKey(String);

impl SessionKey {
    /// Of the secret that is in the cookie.
    pub fn of(secret: &str) -> Self {
        Self(digest(secret))
    }

    /// As a page has it.
    pub fn named(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The cookie's value is a secret: only its digest is kept.
impl Backend {
    /// Keeps a session that must not exist yet; false: there is one of that id.
    pub async fn create_session(&self, id: &str, data: &str, bearer: Option<&Bearer>) -> Result<bool> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let created = tx
            .query(
                "INSERT INTO sessions (id_hash, data, expires_at, person, valid_from, signed_in_at, seen_at, device, address)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id_hash) DO NOTHING",
            )
            .bind(digest(id))
            .bind(data.to_owned())
            .bind(self.session_limits.end(bearer.map(|bearer| bearer.pass.signed_in_at), now))
            .bind(bearer.map(|bearer| bearer.pass.person))
            .bind(bearer.map(|bearer| bearer.pass.valid_from))
            .bind(bearer.map(|bearer| bearer.pass.signed_in_at))
            .bind(now)
            .bind(bearer.map(|bearer| bearer.device.clone()))
            .bind(bearer.map(|bearer| bearer.address.clone()))
            .execute()
            .await?;
        tx.commit().await?;
        Ok(created == 1)
    }

    /// Keeps what became of a session, whose bearer stays who it was. One that was deleted meanwhile stays deleted:
    /// a page that was still being made while somebody signed out must not bring it back.
    pub async fn save_session(&self, id: &str, data: &str, bearer: Option<&Bearer>) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        tx.query("UPDATE sessions SET data = $2, expires_at = $3, seen_at = $4 WHERE id_hash = $1")
            .bind(digest(id))
            .bind(data.to_owned())
            .bind(self.session_limits.end(bearer.map(|bearer| bearer.pass.signed_in_at), now))
            .bind(now)
            .execute()
            .await?;
        tx.commit().await
    }

    /// The session of that id, unless it has ended.
    pub async fn load_session(&self, id: &str) -> Result<Option<StoredSession>> {
        let mut tx = self.db.read().await?;
        tx.query("SELECT data, expires_at FROM sessions WHERE id_hash = $1 AND expires_at > $2")
            .bind(digest(id))
            .bind(self.clock.now())
            .optional()
            .await
    }

    /// Ends a session; what its bearer has open live ends with it.
    pub async fn delete_session(&self, id: &str) -> Result<()> {
        let mut tx = self.db.write().await?;
        let ended: Option<(Option<PersonId>,)> =
            tx.query("DELETE FROM sessions WHERE id_hash = $1 RETURNING person").bind(digest(id)).optional().await?;
        tx.commit().await?;
        if let Some((Some(person),)) = ended {
            self.wakes.wake_beside(person.0);
        }
        Ok(())
    }

    /// Deletes sessions that have ended, once in a while; gives how many.
    pub async fn delete_expired_sessions(&self) -> Result<u64> {
        let mut tx = self.db.write().await?;
        let deleted = tx.query("DELETE FROM sessions WHERE expires_at <= $1").bind(self.clock.now()).execute().await?;
        tx.commit().await?;
        Ok(deleted)
    }
}
