use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Email, Role};
use crate::{ids::PersonId, log::Person};

/// Somebody with an account as lists show them: the read model, one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct MemberSummary {
    pub id: PersonId,
    pub name: String,
    pub email: Email,
    pub role: Role,
    pub joined_at: DateTime<Utc>,
    /// Absent while they may sign in.
    pub disabled_at: Option<DateTime<Utc>>,
}

impl MemberSummary {
    pub fn person(&self) -> Person {
        Person { id: self.id, name: self.name.clone() }
    }
}
