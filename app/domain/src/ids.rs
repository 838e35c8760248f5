//! Ids are types, so that an item is never mistaken for an incident.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )* };
}

ids! {
    /// An incident; people say its number, `INC-42`.
    IncidentId,
    /// Who looked at a restricted incident.
    AccessRecordId,
    /// Somebody with an account.
    PersonId,
    /// A plan of work, across all its versions.
    RunbookId,
    /// An imported file, kept byte for byte.
    SourceId,
    /// A runbook version being carried out on an incident.
    ChecklistId,
    /// The account of an incident that is written afterwards.
    PostmortemId,
    /// Work that was promised, with an owner and a due date.
    ActionItemId,
    /// A change of a runbook that somebody else reads before it counts.
    ProposalId,
}
