use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Email, MemberEvent, Role, Who};
use crate::{
    ids::PersonId,
    log::{Fold, KeptWith, Person, Recorded},
    refusal::{Refusal, required},
};

/// Somebody with an account, folded from its events. The stream bears the person's id.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Member {
    pub seq: i64,
    pub id: PersonId,
    pub name: String,
    pub email: Email,
    /// Absent before they joined.
    pub role: Option<Role>,
    pub joined_at: DateTime<Utc>,
    pub disabled_at: Option<DateTime<Utc>>,
    /// The number of the last event that ended all sessions: one that began before it is over. A number and
    /// not a time, so that two servers whose clocks differ agree.
    pub sessions_valid_from: i64,
}

impl Member {
    pub fn person(&self) -> Person {
        Person { id: self.id, name: self.name.clone() }
    }

    /// Who they are when they ask for something; absent when they may not ask for anything.
    pub fn who(&self) -> Option<Who> {
        let role = self.role.filter(|_| self.disabled_at.is_none())?;
        Some(Who::person(self.person(), role))
    }

    pub fn rename(&self, name: &str) -> Result<Vec<MemberEvent>, Refusal> {
        let name = checked_name(name)?;
        Ok(if name == self.name { vec![] } else { vec![MemberEvent::Renamed { name }] })
    }

    pub fn change_role(&self, role: Role) -> Vec<MemberEvent> {
        if self.role == Some(role) { vec![] } else { vec![MemberEvent::RoleChanged { role }] }
    }

    pub fn disable(&self) -> Vec<MemberEvent> {
        if self.disabled_at.is_some() { vec![] } else { vec![MemberEvent::Disabled] }
    }

    pub fn enable(&self) -> Vec<MemberEvent> {
        if self.disabled_at.is_none() { vec![] } else { vec![MemberEvent::Enabled] }
    }

    /// Whoever chooses a password by a link. A disabled account is enabled with that, and not before: else whoever had found
    /// out the former password could come back with it first.
    pub fn choose_password(&self) -> Vec<MemberEvent> {
        [self.enable(), vec![MemberEvent::PasswordChanged]].concat()
    }
}

/// A name as others see it: 1 to 80 characters.
pub fn checked_name(name: &str) -> Result<String, Refusal> {
    required("name", name, 80, "Write the name that others know you by.")
}

impl Fold for Member {
    type Event = MemberEvent;
    const STREAM: &'static str = "member";
    const SHAPE: i32 = 1;

    fn kept_with(&self) -> KeptWith<'_> {
        KeptWith::Everybody
    }

    fn apply(&mut self, recorded: &Recorded<MemberEvent>) {
        use MemberEvent as E;
        self.seq = recorded.seq;
        if recorded.event.ends_sessions() {
            self.sessions_valid_from = recorded.seq;
        }
        match recorded.event.clone() {
            E::Joined { id, name, email, role, .. } => {
                (self.id, self.name, self.email, self.role) = (id, name, email, Some(role));
                self.joined_at = recorded.occurred_at;
            }
            E::Renamed { name } => self.name = name,
            E::RoleChanged { role } => self.role = Some(role),
            E::Disabled => self.disabled_at = Some(recorded.occurred_at),
            E::Enabled => self.disabled_at = None,
            E::PasswordChanged | E::PasswordLinkMade | E::SignedOutEverywhere => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        log::Actor,
        scene::{folded, stream},
    };

    fn ada_after(events: impl IntoIterator<Item = MemberEvent>) -> Member {
        let joined = MemberEvent::Joined {
            id: PersonId::default(),
            name: "Ada".to_owned(),
            email: Email::parse("ada@example.org").unwrap(),
            role: Role::Admin,
            invited_by: None,
        };
        let events = std::iter::once(joined).chain(events);
        folded::<Member>(&stream(events.map(|event| (0, Actor::Tocsin, event))))
    }

    #[test]
    fn a_session_outlives_a_new_name_and_a_link_and_nothing_else() {
        let renamed = MemberEvent::Renamed { name: "Ada Okafor".to_owned() };
        assert_eq!(ada_after([renamed, MemberEvent::PasswordLinkMade]).sessions_valid_from, 1);
        for event in [
            MemberEvent::RoleChanged { role: Role::Viewer },
            MemberEvent::PasswordChanged,
            MemberEvent::Disabled,
            MemberEvent::SignedOutEverywhere,
        ] {
            assert_eq!(ada_after([event]).sessions_valid_from, 2);
        }
    }

    #[test]
    fn whoever_is_disabled_may_not_ask_for_anything_until_enabled() {
        assert_eq!(ada_after([]).who().unwrap().role, Role::Admin);
        assert_eq!(ada_after([MemberEvent::Disabled]).who(), None);
        assert!(ada_after([MemberEvent::Disabled, MemberEvent::Enabled]).who().is_some());
    }

    #[test]
    fn a_disabled_account_is_enabled_with_the_password_that_is_chosen_by_a_link() {
        assert_eq!(ada_after([]).choose_password(), [MemberEvent::PasswordChanged]);
        let chosen = ada_after([MemberEvent::Disabled]).choose_password();
        assert_eq!(chosen, [MemberEvent::Enabled, MemberEvent::PasswordChanged]);
    }

    #[test]
    fn what_is_so_already_is_not_recorded_again() {
        let ada = ada_after([]);
        assert_eq!(ada.rename(" Ada ").unwrap(), vec![]);
        assert_eq!(ada.change_role(Role::Admin), vec![]);
        assert_eq!(ada.enable(), vec![]);
        assert_eq!(ada_after([MemberEvent::Disabled]).disable(), vec![]);
    }
}
