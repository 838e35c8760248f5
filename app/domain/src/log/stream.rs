use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::Actor;
use crate::{ids::IncidentId, incidents::Audience};

/// An event as it stands in its stream. `seq` counts from 1 without a gap.
///
/// `occurred_at` is when it happened in the world, `recorded_at` when we learned of it: a late entry
/// has two different times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded<E> {
    pub seq: i64,
    pub occurred_at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
    pub actor: Actor,
    pub event: E,
}

/// Who may see what a stream holds.
#[derive(Debug, Clone, Copy)]
pub enum KeptWith<'a> {
    /// Whoever may read at all.
    Everybody,
    /// Those who are named.
    Named(&'a Audience),
    /// Whoever sees this incident.
    Incident(IncidentId),
    /// The same by its number, `INC-n`.
    IncidentNumbered(i64),
}

/// A thing whose state is the fold of its events. The server and the browser fold with the same `apply`.
///
/// To add a kind of stream: an event enum (`#[serde(tag = "kind", rename_all = "snake_case")]`), a state
/// with `Default`, this trait, golden lines for each event in `tests/golden/`, and its read model in the backend.
pub trait Fold: Default + Clone + Send + Sync + Serialize + DeserializeOwned + 'static {
    type Event: Clone + Send + Sync + Serialize + DeserializeOwned + 'static;
    /// The word for such a stream in the database; never changed once used.
    const STREAM: &'static str;
    /// Raised whenever the state's shape changes, so that old snapshots are left aside.
    const SHAPE: i32;

    /// Who may see it. Without a default: a kind of stream that was never asked would show what it should not.
    fn kept_with(&self) -> KeptWith<'_>;

    /// Takes one event in. Total: an event that makes no sense changes nothing, since it is history.
    fn apply(&mut self, recorded: &Recorded<Self::Event>);
}
