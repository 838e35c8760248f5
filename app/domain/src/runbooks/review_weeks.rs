use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// A day on the calendar of reviews.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewDay {
    pub date: NaiveDate,
    /// How many runbooks are due on it.
    pub due: usize,
}

/// How many weeks the calendar shows, this one included.
pub const REVIEW_WEEKS: u64 = 12;

/// The last day of the calendar, a Sunday.
pub fn last_review_day(today: NaiveDate) -> NaiveDate {
    monday(today).checked_add_days(Days::new(7 * REVIEW_WEEKS - 1)).unwrap_or(NaiveDate::MAX)
}

/// The coming weeks, Monday to Sunday, with what is due on each day from today on. What is overdue stands elsewhere.
pub fn review_weeks(today: NaiveDate, due: &[NaiveDate]) -> Vec<[ReviewDay; 7]> {
    let day = |n: u64| {
        let date = monday(today).checked_add_days(Days::new(n)).unwrap_or(NaiveDate::MAX);
        let due = if date < today { 0 } else { due.iter().filter(|due| **due == date).count() };
        ReviewDay { date, due }
    };
    (0..REVIEW_WEEKS).map(|week| std::array::from_fn(|n| day(7 * week + n as u64))).collect()
}

fn monday(day: NaiveDate) -> NaiveDate {
    day.week(Weekday::Mon).first_day()
}

impl ReviewDay {
    /// Whether a month begins with it.
    pub fn begins_month(&self) -> bool {
        self.date.day() == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_calendar_begins_on_this_weeks_monday_and_has_twelve_weeks() {
        let weeks = review_weeks(day("2026-11-25"), &[]);
        assert_eq!((weeks.len(), weeks[0][0].date, weeks[11][6].date), (12, day("2026-11-23"), day("2027-02-14")));
        assert_eq!(last_review_day(day("2026-11-25")), day("2027-02-14"));
    }

    #[test]
    fn a_day_counts_what_is_due_on_it_and_days_that_are_over_count_nothing() {
        let weeks =
            review_weeks(day("2026-11-25"), &[day("2026-11-24"), day("2026-12-01"), day("2026-12-01"), day("2027-06-01")]);
        let busy: Vec<_> = weeks.iter().flatten().filter(|day| day.due > 0).map(|day| (day.date.to_string(), day.due)).collect();
        assert_eq!(busy, [("2026-12-01".to_owned(), 2)]);
        assert!(weeks[1][1].begins_month());
    }
}
