use chrono::{DateTime, Utc};
use domain::{Refusal, ids::PersonId};

use super::SessionKey;
use crate::{Ask, Backend, Result};

/// A browser in which somebody is signed in, for their own eyes.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OwnSession {
    /// A [`SessionKey`].
    pub key: String,
    pub device: String,
    pub address: String,
    pub signed_in_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
}

impl Backend {
    /// One's own sessions that stand, the one used last first.
    pub async fn own_sessions(&self, ask: Ask<'_>) -> Result<Vec<OwnSession>> {
        let person = own_id(ask)?;
        let mut tx = self.db.read().await?;
        tx.query(
            "SELECT sessions.id_hash AS key, sessions.device, sessions.address, sessions.signed_in_at, sessions.seen_at
             FROM sessions JOIN people ON people.id = sessions.person AND people.sessions_valid_from = sessions.valid_from
             WHERE sessions.person = $1 AND sessions.expires_at > $2
             ORDER BY sessions.seen_at DESC, sessions.id_hash",
        )
        .bind(person)
        .bind(self.clock.now())
        .all()
        .await
    }

    /// Signs a browser out from another one: its next request is nobody's, and what it has open live ends. One that
    /// has ended already is what was asked for; one of somebody else is never touched.
    pub async fn end_session(&self, ask: Ask<'_>, key: &SessionKey) -> Result<()> {
        let person = own_id(ask)?;
        let mut tx = self.db.write().await?;
        tx.query("DELETE FROM sessions WHERE id_hash = $1 AND person = $2")
            .bind(key.as_str().to_owned())
            .bind(person)
            .execute()
            .await?;
        tx.commit().await?;
        self.wakes.wake_beside(person.0);
        Ok(())
    }
}

fn own_id(ask: Ask<'_>) -> Result<PersonId> {
    Ok(ask.who.actor.person().ok_or(Refusal::NotSignedIn)?.id)
}
