use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Checklist, Lesson};
use crate::log::Actor;

/// Somebody's word that a runbook is to stay as it is in what a lesson is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// What had happened, in the words of [`Departure::words`](super::Departure::words).
    pub words: String,
    /// May be empty.
    pub reason: String,
    pub by: Actor,
    pub at: DateTime<Utc>,
}

impl Checklist {
    /// Whether a lesson was set aside. Where something else happened by now, such as another note, it is another lesson.
    pub(super) fn aside(&self, lesson: &Lesson) -> Option<SetAside> {
        self.aside.get(&lesson.key).filter(|aside| aside.words == lesson.departure.words()).cloned()
    }
}
