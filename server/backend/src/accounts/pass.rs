use chrono::{DateTime, Utc};
use domain::{
    Refusal,
    ids::PersonId,
    people::{Member, Who},
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

impl Backend {
    /// A pass for a member as they are now.
    pub(super) fn admit(&self, member: &Member) -> Result<SignedIn> {
        let who = member.who().ok_or(Refusal::NotSignedIn)?;
        let pass = Pass { person: member.id, valid_from: member.sessions_valid_from, signed_in_at: self.clock.now() };
        Ok(SignedIn { who, pass })
    }
}
