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

/// Sessions that stand at `$2`, of those keys.
macro_rules! standing {
    ($columns:literal, $keys:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM sessions JOIN people ON people.id = sessions.person AND people.sessions_valid_from = sessions.valid_from
              WHERE sessions.expires_at > $2 AND people.disabled_at IS NULL AND sessions.id_hash ",
            $keys
        )
    };
}
pub(super) use standing;

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
            .query(standing!("people.id, people.name, people.role, sessions.seen_at, sessions.signed_in_at", "= $1"))
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
}
