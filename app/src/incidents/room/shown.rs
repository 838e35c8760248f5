use backend::incidents::ItemDetail;
use chrono::{DateTime, Utc};
use domain::{ids::ChecklistId, incidents::Incident};
use leptos::prelude::*;

use crate::incidents::RoomView;

/// What all parts of the room are drawn from.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    view: StoredValue<RoomView>,
    tab: Tab,
}

/// The column that a narrow screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum Tab {
    #[default]
    Lists,
    Time,
    Facts,
}

impl Tab {
    /// As the address has it: `?tab=time`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Lists => "lists",
            Self::Time => "time",
            Self::Facts => "facts",
        }
    }

    /// That of the address; the checklists where it has none.
    pub(super) fn of(word: &str) -> Self {
        [Self::Time, Self::Facts].into_iter().find(|tab| tab.word() == word).unwrap_or_default()
    }
}

impl Shown {
    pub(super) fn new(room: RoomView, tab: Tab) -> Self {
        Self { view: StoredValue::new(room), tab }
    }

    /// The same, for a part of the room that stands in this column.
    pub(super) fn within(self, tab: Tab) -> Self {
        Self { tab, ..self }
    }

    /// Where a form without script leads back to: the room at the column that one was in.
    pub(super) fn back(self) -> String {
        match self.tab {
            Tab::Lists => format!("/incidents/{}", self.number()),
            tab => format!("/incidents/{}?tab={}", self.number(), tab.word()),
        }
    }

    pub(super) fn read<T>(self, read: impl FnOnce(&RoomView) -> T) -> T {
        self.view.with_value(read)
    }

    pub(super) fn part<T>(self, read: impl FnOnce(&Incident) -> T) -> T {
        self.read(|room| read(&room.incident))
    }

    /// What an item has beneath it.
    pub(super) fn detail(self, id: ChecklistId, item: &str) -> Option<ItemDetail> {
        self.read(|room| room.details.get(&id)?.get(item).cloned())
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
