use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, Duration, SubsecRound, Utc};
use uuid::Uuid;

/// Where time comes from. Cut to microseconds, since that is what both databases keep.
///
/// Tests move it: "thirty minutes later nobody has answered".
#[derive(Debug, Clone, Default)]
pub struct Clock {
    ahead_micros: Arc<AtomicI64>,
    /// Where it stands still, in microseconds since 1970; it goes while this is 0.
    stands_at: Arc<AtomicI64>,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
    pub fn now(&self) -> DateTime<Utc> {
        let ahead = Duration::microseconds(self.ahead_micros.load(Ordering::Relaxed));
        let stood =
            DateTime::from_timestamp_micros(self.stands_at.load(Ordering::Relaxed)).filter(|at| *at > DateTime::UNIX_EPOCH);
        (stood.unwrap_or_else(Utc::now) + ahead).trunc_subsecs(6)
    }

    /// Stands still at this moment, for every clone of this clock: what is made then looks the same on any day.
    pub fn stand_at(&self, at: DateTime<Utc>) {
        self.ahead_micros.store(0, Ordering::Relaxed);
        self.stands_at.store(at.timestamp_micros(), Ordering::Relaxed);
    }

    /// Moves time on, for every clone of this clock.
    pub fn advance(&self, by: Duration) {
        self.ahead_micros.fetch_add(by.num_microseconds().unwrap_or_default(), Ordering::Relaxed);
    }
}

/// Where ids come from: `UUIDv7`, so that newer ones sort later.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ids;

impl Ids {
    #[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
    pub fn next<T: From<Uuid>>(self) -> T {
        T::from(Uuid::now_v7())
    }
}
