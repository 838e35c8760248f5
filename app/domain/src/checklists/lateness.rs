//! What is late on a checklist.

use chrono::{DateTime, Utc};

use super::{Checklist, ChecklistGroup, Item, ItemState};

impl Checklist {
    /// Whether the window of a group has ended at `now`. Never where its branch was not chosen, or where it has no end yet.
    pub fn has_ended(&self, group: &ChecklistGroup, now: DateTime<Utc>) -> bool {
        group.due_at.is_some_and(|due| due < now) && self.is_live(group)
    }

    /// Whether an item of a group is late at `now`: still to be done, though its window has ended.
    pub fn is_late(&self, item: &Item, group: &ChecklistGroup, now: DateTime<Utc>) -> bool {
        item.state == ItemState::Open && self.has_ended(group, now)
    }

    /// The groups with items that are late at `now`, and how many of each are.
    pub fn late(&self, now: DateTime<Utc>) -> impl Iterator<Item = (&ChecklistGroup, usize)> {
        self.groups.iter().filter_map(move |group| {
            let late = group.items.iter().filter(|item| self.is_late(item, group, now)).count();
            (late > 0).then_some((group, late))
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::{
        checklists::{BranchRef, Group},
        incidents::{ItemChange, Severity},
        log::Actor,
        scene::{at, changed, group, incident, plan, recorded, started, within},
    };

    /// Two items that are due so many minutes after the declaration.
    fn begun(due: Option<u32>, branch: Option<BranchRef>) -> Checklist {
        let group = Group { due: due.map(within), branch, ..group("imm", &["imm-1", "imm-2"]) };
        incident(Severity::P2, [(0, started(plan(vec![group])))]).checklists.remove(0)
    }

    fn is_first_late(list: &Checklist, seconds: i64) -> bool {
        list.is_late(&list.groups[0].items[0], &list.groups[0], at(0) + Duration::seconds(seconds))
    }

    #[test]
    fn an_item_is_late_once_its_window_has_ended() {
        let hour = begun(Some(60), None);
        assert!(!is_first_late(&hour, 60 * 60));
        assert!(is_first_late(&hour, 60 * 60 + 1));
    }

    #[test]
    fn what_is_done_is_not_late_and_neither_is_what_nobody_is_to_do() {
        let mut list = begun(Some(5), None);
        let late = |list: &Checklist| list.late(at(7)).map(|(group, late)| (group.key.clone(), late)).collect::<Vec<_>>();
        assert_eq!(late(&list), [("imm".to_owned(), 2)]);
        for item in ["imm-1", "imm-2"] {
            list.apply(&recorded(3, at(1), Actor::Tocsin, changed(item, ItemChange::Checked)));
        }
        assert!(!is_first_late(&list, 400) && late(&list).is_empty());

        let elsewhere = BranchRef { decision: "which".to_owned(), branch: "other".to_owned() };
        assert!(!is_first_late(&begun(Some(5), Some(elsewhere)), 400));
        assert!(!is_first_late(&begun(None, None), 400));
    }
}
