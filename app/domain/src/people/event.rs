use serde::{Deserialize, Serialize};

use super::{Email, Role};
use crate::ids::PersonId;

/// What can happen to somebody's account. A password is never in here, nor is its hash.
///
/// Names and fields are for ever: an old event must still decode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MemberEvent {
    Joined {
        id: PersonId,
        name: String,
        email: Email,
        role: Role,
        /// Absent for the first administrator, who had the set-up link.
        #[serde(default)]
        invited_by: Option<PersonId>,
    },
    Renamed {
        name: String,
    },
    RoleChanged {
        role: Role,
    },
    PasswordChanged,
    /// Somebody made a link with which this person chooses a new password. Of the link itself nothing is said.
    PasswordLinkMade,
    Disabled,
    Enabled,
    SignedOutEverywhere,
}

impl MemberEvent {
    /// Whether whoever is signed in as this person has to sign in again.
    pub fn ends_sessions(&self) -> bool {
        match self {
            Self::Joined { .. }
            | Self::RoleChanged { .. }
            | Self::PasswordChanged
            | Self::Disabled
            | Self::SignedOutEverywhere => true,
            Self::Renamed { .. } | Self::PasswordLinkMade | Self::Enabled => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_written_as_they_always_were() {
        let line = r#"{"kind":"joined","id":"01970000-0000-7000-8000-000000000001","name":"Ada","email":"ada@example.org","role":"admin"}"#;
        let MemberEvent::Joined { name, role, invited_by, .. } = serde_json::from_str(line).unwrap() else { panic!("{line}") };
        assert_eq!((name.as_str(), role, invited_by), ("Ada", Role::Admin, None));
        let lines = [
            MemberEvent::Renamed { name: "Ada".to_owned() },
            MemberEvent::RoleChanged { role: Role::Viewer },
            MemberEvent::PasswordChanged,
            MemberEvent::PasswordLinkMade,
            MemberEvent::Disabled,
            MemberEvent::Enabled,
            MemberEvent::SignedOutEverywhere,
        ]
        .map(|event| serde_json::to_string(&event).unwrap());
        assert_eq!(
            lines,
            [
                r#"{"kind":"renamed","name":"Ada"}"#,
                r#"{"kind":"role_changed","role":"viewer"}"#,
                r#"{"kind":"password_changed"}"#,
                r#"{"kind":"password_link_made"}"#,
                r#"{"kind":"disabled"}"#,
                r#"{"kind":"enabled"}"#,
                r#"{"kind":"signed_out_everywhere"}"#,
            ]
        );
    }
}
