use chrono::{DateTime, Utc};
use domain::incidents::Incident;
use leptos::prelude::*;

use crate::incidents::room_api::RoomView;

/// What all parts of the room are drawn from.
#[derive(Clone, Copy)]
pub(super) struct Shown(StoredValue<RoomView>);

impl Shown {
    pub(super) fn new(room: RoomView) -> Self {
        Self(StoredValue::new(room))
    }

    pub(super) fn read<T>(self, read: impl FnOnce(&RoomView) -> T) -> T {
        self.0.with_value(read)
    }

    pub(super) fn part<T>(self, read: impl FnOnce(&Incident) -> T) -> T {
        self.read(|room| read(&room.incident))
    }

    pub(super) fn number(self) -> i64 {
        self.part(|incident| incident.number)
    }

    pub(super) fn may_work(self) -> bool {
        self.read(|room| room.may_work)
    }

    pub(super) fn now(self) -> DateTime<Utc> {
        self.read(|room| room.now)
    }
}
