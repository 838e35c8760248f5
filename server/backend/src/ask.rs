use chrono::{DateTime, Utc};
use domain::{
    Refusal,
    ids::PersonId,
    people::{Permission, Who},
};

use crate::log::Eyes;

/// So begin the names of what Tocsin does by itself. Nobody else's may: whoever guessed one would have it left undone.
pub(crate) const OWN: &str = "tocsin ";

/// A request for a change: who asks, under which name it is done only once, and when it happened.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    pub who: &'a Who,
    pub(crate) once: Option<&'a str>,
    pub(crate) occurred_at: Option<DateTime<Utc>>,
    pub(crate) seen: Option<i64>,
    past_the_audience: bool,
}

impl<'a> Ask<'a> {
    pub fn by(who: &'a Who) -> Self {
        Self { who, once: None, occurred_at: None, seen: None, past_the_audience: false }
    }

    /// Names the request: asked again with the same name, nothing happens a second time. An empty name is none, and so is one
    /// that only Tocsin itself gives.
    #[must_use]
    pub fn once(self, name: &'a str) -> Self {
        Self { once: Some(name).filter(|name| !name.is_empty() && !name.starts_with(OWN)), ..self }
    }

    /// The same for what Tocsin does by itself; the name begins with [`OWN`].
    pub(crate) fn once_by_itself(self, name: &'a str) -> Self {
        debug_assert!(name.starts_with(OWN), "{name} could be anybody's");
        Self { once: Some(name), ..self }
    }

    /// For a late entry: when it happened, where that is not now.
    #[must_use]
    pub fn occurred_at(self, at: Option<DateTime<Utc>>) -> Self {
        Self { occurred_at: at, ..self }
    }

    /// For a change of a whole that others may have changed too: the last event that whoever asks has seen of it. If there is a
    /// later one, nothing is changed.
    #[must_use]
    pub fn having_seen(self, seq: Option<i64>) -> Self {
        Self { seen: seq, ..self }
    }

    /// For the one thing that somebody may do with a restricted incident on which they are not named: name themselves.
    #[must_use]
    pub(crate) fn past_the_audience(self) -> Self {
        Self { past_the_audience: true, ..self }
    }

    pub(crate) fn eyes(&self) -> Eyes<'a> {
        if self.past_the_audience { Eyes::Tocsin } else { Eyes::Of(self.who) }
    }

    /// Whom lists are for, as the condition `seen!` asks for it.
    pub(crate) fn person(&self) -> Option<PersonId> {
        self.who.actor.person().map(|person| person.id)
    }

    /// The first line of every use case.
    pub(crate) fn may(&self, permission: Permission) -> Result<(), Refusal> {
        self.who.may(permission)
    }
}
