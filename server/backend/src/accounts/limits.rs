use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;

/// How long somebody stays signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionLimits {
    /// A session that nobody uses ends after so many hours.
    pub idle_hours: u32,
    /// However busy, it ends after so many days.
    pub longest_days: u32,
}

/// Somebody who is not signed in has a session only to be shown why a form was refused, on the page that their browser asks for
/// at once: for so long.
const ANONYMOUS: Duration = Duration::minutes(10);

impl Default for SessionLimits {
    fn default() -> Self {
        Self { idle_hours: 7 * 24, longest_days: 30 }
    }
}

impl SessionLimits {
    /// When a session that is used now ends, unless it is used again.
    pub(super) fn end(self, signed_in_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
        match signed_in_at {
            Some(at) => (now + Duration::hours(self.idle_hours.into())).min(at + Duration::days(self.longest_days.into())),
            None => now + ANONYMOUS,
        }
    }
}
