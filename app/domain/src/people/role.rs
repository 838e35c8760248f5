use serde::{Deserialize, Serialize};

/// What somebody may do everywhere. Each includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(rename_all = "lowercase", type_name = "TEXT"))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads what is not restricted, changes nothing.
    Viewer,
    /// Works on incidents.
    Responder,
    /// Leads incidents: may override gates, approve post-mortems, review runbooks.
    Commander,
    /// Runs the installation: people, settings.
    Admin,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Responder, Self::Commander, Self::Admin];

    /// The word on screen and on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Responder => "responder",
            Self::Commander => "commander",
            Self::Admin => "admin",
        }
    }

    /// "a viewer", "an admin".
    pub fn with_article(self) -> String {
        let article = if self == Self::Admin { "an" } else { "a" };
        format!("{article} {}", self.word())
    }

    /// What the role is for, in a line.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Viewer => "reads what is not restricted and changes nothing",
            Self::Responder => "works on incidents, checklists and post-mortems",
            Self::Commander => "also overrides gates, approves post-mortems, reviews and imports runbooks",
            Self::Admin => "also invites people and changes settings",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|role| role.word() == word).ok_or(())
    }
}
