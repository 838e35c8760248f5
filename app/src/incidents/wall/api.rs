//! What the wall may ask.

#[cfg(feature = "ssr")]
use backend::Ask;
use chrono::{DateTime, Utc};
use domain::{incidents::Incident, timeline::Entry};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::request;

/// As many entries of the timeline as are read from afar.
#[cfg(feature = "ssr")]
pub(super) const LAST: usize = 5;

/// An incident as the wall shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WallView {
    pub incident: Incident,
    /// The newest first.
    pub last: Vec<Entry>,
    /// When somebody last put anything on record.
    pub quiet_since: DateTime<Utc>,
    pub now: DateTime<Utc>,
}

#[server(prefix = "/api", endpoint = "load_wall")]
pub async fn load_wall(number: i64) -> Result<WallView, Fault> {
    let (backend, who) = request::backend_and_who()?;
    let room = backend.wall(Ask::by(&who), number).await?;
    let quiet_since = domain::incidents::quiet_since(&room.incident, &room.entries);
    let last = room.entries.into_iter().rev().take(LAST).collect();
    Ok(WallView { incident: room.incident, last, quiet_since, now: backend.clock.now() })
}
