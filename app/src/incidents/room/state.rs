use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    incidents::Incident,
    live::{Presence, ServerMessage},
    log::{Fold, Person},
    timeline::Entry,
};
use leptos::prelude::*;

use crate::incidents::room_api::RoomView;

/// What all parts of the room share. It changes by events alone: the same fold as the server's.
#[derive(Clone, Copy)]
pub(super) struct RoomState {
    pub(super) incident: RwSignal<Incident>,
    pub(super) entries: RwSignal<Vec<Entry>>,
    pub(super) here: RwSignal<Vec<Presence>>,
    pub(super) now: RwSignal<DateTime<Utc>>,
    /// Ticks that were made here and are not confirmed yet: item → ticked or not.
    pub(super) pending: RwSignal<HashMap<String, bool>>,
    /// Why a form was refused, by what it is about.
    pub(super) refusals: RwSignal<HashMap<String, String>>,
    /// The number of the last event that was there when the page was loaded; later ones are new.
    pub(super) loaded: i64,
    pub(super) fixed: StoredValue<Fixed>,
}

/// What does not change while the room is open.
#[derive(Debug, Clone)]
pub(super) struct Fixed {
    pub(super) number: i64,
    pub(super) me: Option<Person>,
    pub(super) may_work: bool,
    pub(super) people: Vec<Person>,
    pub(super) plans: Vec<(String, String)>,
    pub(super) severities: Vec<(String, String)>,
}

impl RoomState {
    pub(super) fn new(view: RoomView) -> Self {
        let fixed = Fixed {
            number: view.incident.number,
            me: view.me,
            may_work: view.may_work,
            people: view.people,
            plans: view.plans,
            severities: view.severities,
        };
        Self {
            loaded: view.incident.seq,
            incident: RwSignal::new(view.incident),
            entries: RwSignal::new(view.entries),
            here: RwSignal::new(vec![]),
            now: RwSignal::new(view.now),
            pending: RwSignal::default(),
            refusals: RwSignal::default(),
            fixed: StoredValue::new(fixed),
        }
    }

    pub(super) fn number(self) -> i64 {
        self.fixed.with_value(|fixed| fixed.number)
    }

    pub(super) fn may_work(self) -> bool {
        self.fixed.with_value(|fixed| fixed.may_work)
    }

    /// A part of the incident that is shown anew only when it changes.
    pub(super) fn part<T: PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&Incident) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        let incident = self.incident;
        Memo::new(move |_| incident.with(&read))
    }

    /// Takes in what the server tells. An event that is known already changes nothing.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser hears"))]
    pub(super) fn hear(self, message: ServerMessage) {
        match message {
            ServerMessage::Entries { entries, .. } => {
                let known = self.incident.with_untracked(|incident| incident.seq);
                let fresh: Vec<Entry> = entries.into_iter().filter(|entry| entry.recorded.seq > known).collect();
                if fresh.is_empty() {
                    return;
                }
                self.incident.update(|incident| fresh.iter().for_each(|entry| incident.apply(&entry.recorded)));
                self.confirm(&fresh);
                self.entries.update(|entries| entries.extend(fresh));
            }
            ServerMessage::People { people, .. } => self.here.set(people),
            _ => {}
        }
    }

    /// What the log says now is no longer pending.
    fn confirm(self, fresh: &[Entry]) {
        use domain::incidents::IncidentEvent as E;
        let items = fresh.iter().filter_map(|entry| match &entry.recorded.event {
            E::ItemChanged { checklist, item, .. } => Some(item_name(&checklist.to_string(), item)),
            _ => None,
        });
        let items: Vec<String> = items.collect();
        if self.pending.with_untracked(|pending| items.iter().any(|item| pending.contains_key(item))) {
            self.pending.update(|pending| pending.retain(|item, _| !items.contains(item)));
        }
    }
}

/// How pending ticks and refusals name an item.
pub(super) fn item_name(checklist: &str, item: &str) -> String {
    format!("{checklist}/{item}")
}
