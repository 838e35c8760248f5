//! What is due soon on a checklist, and what is late.

use chrono::{DateTime, Duration, Utc};

use super::{Checklist, ChecklistGroup, Item, ItemState};

/// How an open item stands to the end of its window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lateness {
    /// The window ends before long.
    Soon,
    /// It has ended.
    Late,
}

/// An item is due soon for so long at least before its window ends, but never for more than half of the window.
const SOON: Duration = Duration::minutes(5);

impl Checklist {
    /// How late an item of a group is at `now`. `None` where there is time left, and where nobody is to do it by then: it is
    /// done or set aside, its branch was not chosen, or its window has no end yet.
    ///
    /// It is due soon in the last quarter of its window: we chose that share, no runbook names one.
    pub fn lateness(&self, item: &Item, group: &ChecklistGroup, now: DateTime<Utc>) -> Option<Lateness> {
        let due_at = group.due_at.filter(|_| item.state == ItemState::Open && self.is_live(group))?;
        if due_at < now {
            return Some(Lateness::Late);
        }
        let window = Duration::minutes(i64::from(group.due?.minutes));
        let soon = (window / 4).max(SOON.min(window / 2));
        (due_at - now <= soon).then_some(Lateness::Soon)
    }

    /// The groups with items that are late at `now`, and how many of each are.
    pub fn late(&self, now: DateTime<Utc>) -> impl Iterator<Item = (&ChecklistGroup, usize)> {
        self.groups.iter().filter_map(move |group| {
            let is_late = |item: &&Item| self.lateness(item, group, now) == Some(Lateness::Late);
            let late = group.items.iter().filter(is_late).count();
            (late > 0).then_some((group, late))
        })
    }
}

#[cfg(test)]
mod tests {
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

    fn after(seconds: i64) -> DateTime<Utc> {
        at(0) + Duration::seconds(seconds)
    }

    fn first(list: &Checklist, seconds: i64) -> Option<Lateness> {
        list.lateness(&list.groups[0].items[0], &list.groups[0], after(seconds))
    }

    #[test]
    fn an_item_is_due_soon_in_the_last_quarter_of_its_window_and_late_after_it() {
        let hour = begun(Some(60), None);
        assert_eq!(first(&hour, 45 * 60 - 1), None);
        assert_eq!(first(&hour, 45 * 60), Some(Lateness::Soon));
        assert_eq!(first(&hour, 60 * 60), Some(Lateness::Soon));
        assert_eq!(first(&hour, 60 * 60 + 1), Some(Lateness::Late));
    }

    #[test]
    fn of_a_short_window_it_is_the_last_five_minutes_or_the_second_half() {
        let twelve = begun(Some(12), None);
        assert_eq!((first(&twelve, 7 * 60 - 1), first(&twelve, 7 * 60)), (None, Some(Lateness::Soon)));
        let five = begun(Some(5), None);
        assert_eq!((first(&five, 149), first(&five, 150)), (None, Some(Lateness::Soon)));
    }

    #[test]
    fn what_is_done_is_not_late_and_neither_is_what_nobody_is_to_do() {
        let mut list = begun(Some(5), None);
        let late = |list: &Checklist| list.late(after(400)).map(|(group, late)| (group.key.clone(), late)).collect::<Vec<_>>();
        assert_eq!(late(&list), [("imm".to_owned(), 2)]);
        for item in ["imm-1", "imm-2"] {
            list.apply(&recorded(3, at(1), Actor::Tocsin, changed(item, ItemChange::Checked)));
        }
        assert_eq!((first(&list, 400), late(&list)), (None, vec![]));

        let elsewhere = BranchRef { decision: "which".to_owned(), branch: "other".to_owned() };
        assert_eq!(first(&begun(Some(5), Some(elsewhere)), 400), None);
        assert_eq!(first(&begun(None, None), 400), None);
    }
}
