use chrono::{DateTime, Utc};

use super::token::digest;
use crate::{Backend, Result};

/// What a browser's cookie stands for. The server gives it meaning; here it is a text with an end.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct StoredSession {
    /// JSON.
    pub data: String,
    pub expires_at: DateTime<Utc>,
}

/// The cookie's value is a secret: only its digest is kept.
impl Backend {
    /// Keeps a session that must not exist yet; false: there is one of that id.
    pub async fn create_session(&self, id: &str, session: &StoredSession) -> Result<bool> {
        let mut tx = self.db.write().await?;
        let created = tx
            .query("INSERT INTO sessions (id_hash, data, expires_at) VALUES ($1, $2, $3) ON CONFLICT (id_hash) DO NOTHING")
            .bind(digest(id))
            .bind(session.data.clone())
            .bind(session.expires_at)
            .execute()
            .await?;
        tx.commit().await?;
        Ok(created == 1)
    }

    /// Keeps what became of a session. One that was deleted meanwhile stays deleted: a page that was still
    /// being made while somebody signed out must not bring it back.
    pub async fn save_session(&self, id: &str, session: &StoredSession) -> Result<()> {
        let mut tx = self.db.write().await?;
        tx.query("UPDATE sessions SET data = $2, expires_at = $3 WHERE id_hash = $1")
            .bind(digest(id))
            .bind(session.data.clone())
            .bind(session.expires_at)
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

    pub async fn delete_session(&self, id: &str) -> Result<()> {
        let mut tx = self.db.write().await?;
        tx.query("DELETE FROM sessions WHERE id_hash = $1").bind(digest(id)).execute().await?;
        tx.commit().await
    }

    /// Deletes sessions that have ended, once in a while; gives how many.
    pub async fn delete_expired_sessions(&self) -> Result<u64> {
        let mut tx = self.db.write().await?;
        let deleted = tx.query("DELETE FROM sessions WHERE expires_at <= $1").bind(self.clock.now()).execute().await?;
        tx.commit().await?;
        Ok(deleted)
    }
}
