use super::{Permission, Role};
use crate::{
    ids::PersonId,
    log::{Actor, Person},
    refusal::Refusal,
};

/// Who asks for a change: somebody signed in, or Tocsin's own clocks. Passed to every use case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    pub actor: Actor,
    pub role: Role,
}

impl Who {
    pub fn person(person: Person, role: Role) -> Self {
        Self { actor: Actor::Person(person), role }
    }

    /// Tocsin itself, when a clock ran out or an administrator uses the command line.
    pub fn tocsin() -> Self {
        Self { actor: Actor::Tocsin, role: Role::Admin }
    }

    /// The first line of every use case.
    pub fn may(&self, permission: Permission) -> Result<(), Refusal> {
        if permission.allows(self.role) { Ok(()) } else { Err(Refusal::NotPermitted(permission)) }
    }

    pub fn is(&self, person: PersonId) -> bool {
        self.actor.person().is_some_and(|own| own.id == person)
    }
}
