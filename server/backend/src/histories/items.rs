use std::collections::{BTreeMap, HashSet};

use domain::{
    checklists::ItemState,
    incidents::{Command, Incident, ItemChange},
};

use super::letters::Letter;

/// What became of the items of the checklist, as those were told who changed them.
#[derive(Default)]
pub(super) struct Items {
    /// The state in which the last change left each.
    known: BTreeMap<String, ItemState>,
    /// The letters that were taken. What comes of them again changes nothing.
    taken: HashSet<String>,
}

impl Items {
    /// As the checklist was begun.
    pub(super) fn of(incident: &Incident) -> Self {
        let items = incident.checklists.iter().flat_map(|list| &list.groups).flat_map(|group| &group.items);
        Self { known: items.map(|item| (item.key.clone(), item.state.clone())).collect(), taken: HashSet::new() }
    }

    /// A server has taken this letter, and answers with what the incident is then.
    pub(super) fn are_told(&mut self, letter: &Letter, incident: &Incident) {
        let Command::ChangeItem { at, change } = &letter.command else { return };
        let item = incident.checklist(at.checklist).unwrap().item(&at.item).unwrap();
        let state = self.known.get_mut(&at.item).unwrap();
        if self.taken.insert(letter.name.clone()) {
            match change {
                ItemChange::Checked => *state = ItemState::Done,
                ItemChange::Unchecked => *state = ItemState::Open,
                ItemChange::Skipped { reason } => *state = ItemState::Skipped { reason: reason.clone() },
                _ => {}
            }
        }
        assert_eq!(item.state, *state, "{letter:?} was taken and not done, or done twice");
    }

    /// Nothing of that is lost.
    pub(super) fn are_in(&self, incident: &Incident) {
        let now = Self::of(incident).known;
        for (key, state) in &self.known {
            assert_eq!(&now[key], state, "what was last done to {key}, and acknowledged, is lost");
        }
    }
}
