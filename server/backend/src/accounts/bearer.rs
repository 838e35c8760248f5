use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::{
    ids::PersonId,
    log::Person,
    people::{Role, Who},
};

use super::{Pass, SessionKey};
use crate::{Backend, Result};

/// Whose a session is, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    pub pass: Pass,
    /// "Firefox on Linux".
    pub device: String,
    /// The network address that it signed in from.
    pub address: String,
}

/// A session that stands.
#[derive(Debug, Clone)]
pub struct Standing {
    pub who: Who,
    pub seen_at: DateTime<Utc>,
    signed_in_at: DateTime<Utc>,
}

/// Another server may have ended a session, and its wake-up may be lost: so often it is looked whether it stands.
/// An end is to be felt within 5 s.
const SLOW_LOOK: Duration = Duration::from_secs(3);

#[derive(sqlx::FromRow)]
struct Row {
    id: PersonId,
    name: String,
    role: Role,
    seen_at: DateTime<Utc>,
    signed_in_at: DateTime<Utc>,
}

impl Backend {
    /// Who bears this session; absent when it has ended: by sign-out here or everywhere, a new password, a new role,
    /// a disabled account, or age. Asked for each request and not remembered, so that an end is an end at once.
    pub async fn session_bearer(&self, key: &SessionKey) -> Result<Option<Standing>> {
        let mut tx = self.db.read().await?;
        let row: Option<Row> = tx
            .query(
                "SELECT people.id, people.name, people.role, sessions.seen_at, sessions.signed_in_at
                 FROM sessions JOIN people ON people.id = sessions.person AND people.sessions_valid_from = sessions.valid_from
                 WHERE sessions.id_hash = $1 AND sessions.expires_at > $2 AND people.disabled_at IS NULL",
            )
            .bind(key.as_str().to_owned())
            .bind(self.clock.now())
            .optional()
            .await?;
        Ok(row.map(|Row { id, name, role, seen_at, signed_in_at }| Standing {
            who: Who::person(Person { id, name }, role),
            seen_at,
            signed_in_at,
        }))
    }

    /// Notes that a session is in use, which moves its end. A write: not for each request.
    pub async fn touch_session(&self, key: &SessionKey, standing: &Standing) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        tx.query("UPDATE sessions SET seen_at = $2, expires_at = $3 WHERE id_hash = $1")
            .bind(key.as_str().to_owned())
            .bind(now)
            .bind(self.session_limits.end(Some(standing.signed_in_at), now))
            .execute()
            .await?;
        tx.commit().await
    }

    /// Waits until the session has ended, however that came about. While the database is away nobody can tell, and
    /// nothing new is shown to anybody either.
    pub async fn session_ended(&self, key: &SessionKey, person: PersonId) {
        // Subscribed before the first look, so that nothing falls between the two.
        let mut wakes = self.wakes.subscribe(person.0);
        loop {
            // Kept apart: each open page waits here, and would hold the room that a query takes all the while.
            match Box::pin(self.session_bearer(key)).await {
                Ok(None) => return,
                Ok(Some(_)) => {}
                Err(error) => tracing::warn!(%error, "it can't be told whether a session stands; it is looked at again"),
            }
            tokio::select! {
                woken = wakes.changed() => if woken.is_err() { return },
                () = tokio::time::sleep(SLOW_LOOK) => {}
            }
        }
    }
}
