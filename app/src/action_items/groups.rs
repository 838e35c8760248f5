use chrono::{Datelike, Days, NaiveDate};
use domain::action_items::{ActionItemSummary, State};

/// Action items that a list shows under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) heading: &'static str,
    /// Beside the heading: "oldest 9 days", "to 29 Nov".
    pub(super) remark: String,
    pub(super) is_late: bool,
    pub(super) items: Vec<ActionItemSummary>,
}

/// Overdue, this week (to Sunday), later, done; empty ones are left out.
pub(super) fn groups(items: Vec<ActionItemSummary>, today: NaiveDate) -> Vec<Group> {
    let sunday = today + Days::new(6 - u64::from(today.weekday().num_days_from_monday()));
    let (done, open): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| item.state == State::Done);
    let (overdue, ahead): (Vec<_>, Vec<_>) = open.into_iter().partition(|item| item.is_overdue(today));
    let (this_week, later): (Vec<_>, Vec<_>) = ahead.into_iter().partition(|item| item.due <= sunday);
    let oldest = overdue.first().map_or(0, |item| today.signed_duration_since(item.due).num_days());
    let oldest = if oldest == 1 { "since yesterday".to_owned() } else { format!("oldest {oldest} days") };
    let group = |heading, remark, items| Group { heading, remark, is_late: false, items };
    let groups = [
        Group { is_late: true, ..group("Overdue", oldest, overdue) },
        group("This week", format!("to {}", sunday.format("%-d %b")), this_week),
        group("Later", format!("from {}", (sunday + Days::new(1)).format("%-d %b")), later),
        group("Done", "latest first".to_owned(), done),
    ];
    groups.into_iter().filter(|group| !group.items.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::action_items::{ActionItem, Kind};

    use super::*;

    fn item(number: i64, due: NaiveDate, state: State) -> ActionItemSummary {
        let item =
            ActionItem { number, due, state, kind: Kind::Prevent, added_at: DateTime::UNIX_EPOCH, ..ActionItem::default() };
        ActionItemSummary::from(&item)
    }

    #[test]
    fn items_stand_under_overdue_this_week_later_and_done() {
        // A Wednesday.
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        let items = vec![
            item(1, today - Days::new(9), State::Started),
            item(2, today, State::Open),
            item(3, today + Days::new(4), State::Open),
            item(4, today + Days::new(5), State::Open),
            item(5, today - Days::new(20), State::Done),
        ];
        let said: Vec<(&str, String, Vec<i64>)> = groups(items, today)
            .into_iter()
            .map(|group| (group.heading, group.remark, group.items.iter().map(|item| item.number).collect()))
            .collect();
        assert_eq!(
            said,
            [
                ("Overdue", "oldest 9 days".to_owned(), vec![1]),
                ("This week", "to 29 Nov".to_owned(), vec![2, 3]),
                ("Later", "from 30 Nov".to_owned(), vec![4]),
                ("Done", "latest first".to_owned(), vec![5]),
            ]
        );
    }
}
