use chrono::{DateTime, Duration, Utc};
use domain::{
    Refusal,
    ids::PersonId,
    log::Person,
    people::{Member, Role, Who},
};
use serde::{Deserialize, Serialize};

use crate::{Backend, Result};

/// What a session keeps of somebody who signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    pub person: PersonId,
    /// [`Member::sessions_valid_from`] at that time; it moves when sessions are to end.
    pub valid_from: i64,
    pub signed_in_at: DateTime<Utc>,
}

/// Somebody who proved who they are just now.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub who: Who,
    pub pass: Pass,
}

/// However busy, a session ends after this long.
const LONGEST: Duration = Duration::days(30);

#[derive(sqlx::FromRow)]
struct Row {
    id: PersonId,
    name: String,
    role: Role,
}

impl Backend {
    /// Who bears this pass; absent when it has ended: by sign-out everywhere, a new password, a new role, a
    /// disabled account, or age. Asked for each request and not remembered, so that an end is an end at once.
    pub async fn session_person(&self, pass: &Pass) -> Result<Option<Who>> {
        if self.clock.now() - pass.signed_in_at > LONGEST {
            return Ok(None);
        }
        let mut tx = self.db.read().await?;
        let row: Option<Row> = tx
            .query("SELECT id, name, role FROM people WHERE id = $1 AND sessions_valid_from = $2 AND disabled_at IS NULL")
            .bind(pass.person)
            .bind(pass.valid_from)
            .optional()
            .await?;
        Ok(row.map(|Row { id, name, role }| Who::person(Person { id, name }, role)))
    }

    /// A pass for a member as they are now.
    pub(super) fn admit(&self, member: &Member) -> Result<SignedIn> {
        let who = member.who().ok_or(Refusal::NotSignedIn)?;
        let pass = Pass { person: member.id, valid_from: member.sessions_valid_from, signed_in_at: self.clock.now() };
        Ok(SignedIn { who, pass })
    }
}
