use chrono::{DateTime, Utc};
use domain::{
    Refusal,
    people::{Permission, Who},
};

/// A request for a change: who asks, under which name it is done only once, and when it happened.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    pub who: &'a Who,
    pub(crate) once: Option<&'a str>,
    pub(crate) occurred_at: Option<DateTime<Utc>>,
}

impl<'a> Ask<'a> {
    pub fn by(who: &'a Who) -> Self {
        Self { who, once: None, occurred_at: None }
    }

    /// Names the request: asked again with the same name, nothing happens a second time. An empty name is none.
    #[must_use]
    pub fn once(self, name: &'a str) -> Self {
        Self { once: Some(name).filter(|name| !name.is_empty()), ..self }
    }

    /// For a late entry: when it happened, where that is not now.
    #[must_use]
    pub fn occurred_at(self, at: Option<DateTime<Utc>>) -> Self {
        Self { occurred_at: at, ..self }
    }

    /// The first line of every use case.
    pub(crate) fn may(&self, permission: Permission) -> Result<(), Refusal> {
        self.who.may(permission)
    }
}
