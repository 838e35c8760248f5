use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, Utc, Weekday};
use serde::{Deserialize, Serialize};

/// How far back one looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Reach {
    Month,
    #[default]
    Quarter,
    Year,
}

impl Reach {
    pub const ALL: [Self; 3] = [Self::Month, Self::Quarter, Self::Year];

    pub fn days(self) -> u16 {
        match self {
            Self::Month => 30,
            Self::Quarter => 90,
            Self::Year => 365,
        }
    }

    /// As an address writes it; anything else is a quarter.
    pub fn from_days(days: &str) -> Self {
        Self::ALL.into_iter().find(|reach| reach.days().to_string() == days).unwrap_or_default()
    }
}

/// Whole days in UTC, up to this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The first day.
    pub from: NaiveDate,
    pub now: DateTime<Utc>,
}

impl Window {
    /// The last so many days, today included.
    pub fn back(reach: Reach, now: DateTime<Utc>) -> Self {
        let before = Days::new(u64::from(reach.days()) - 1);
        Self { from: now.date_naive().checked_sub_days(before).unwrap_or(NaiveDate::MIN), now }
    }

    pub fn began_at(&self) -> DateTime<Utc> {
        self.from.and_time(NaiveTime::MIN).and_utc()
    }

    pub fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    pub fn holds(&self, at: DateTime<Utc>) -> bool {
        self.began_at() <= at && at <= self.now
    }

    /// The Mondays of its weeks; the first and the last week may be cut.
    pub fn weeks(&self) -> Vec<NaiveDate> {
        self.steps(self.from.week(Weekday::Mon).first_day(), |day| day.checked_add_days(Days::new(7)))
    }

    /// The first days of its months; the first and the last month may be cut.
    pub fn months(&self) -> Vec<NaiveDate> {
        self.steps(self.from.with_day(1).unwrap_or(self.from), |day| day.checked_add_months(Months::new(1)))
    }

    fn steps(&self, first: NaiveDate, next: impl Fn(NaiveDate) -> Option<NaiveDate>) -> Vec<NaiveDate> {
        let today = self.today();
        std::iter::successors(Some(first), |day| next(*day)).take_while(|day| *day <= today).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(reach: Reach) -> Window {
        // A Monday.
        let now = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap().and_hms_opt(9, 30, 0).unwrap().and_utc();
        Window::back(reach, now)
    }

    #[test]
    fn a_window_ends_today_and_counts_today() {
        let window = window(Reach::Month);
        assert_eq!(window.from.to_string(), "2026-10-25");
        assert!(window.holds(window.began_at()) && window.holds(window.now));
        assert!(!window.holds(window.began_at() - chrono::Duration::seconds(1)));
    }

    #[test]
    fn weeks_begin_on_monday_and_the_first_one_may_be_cut() {
        let weeks: Vec<String> = window(Reach::Month).weeks().iter().map(ToString::to_string).collect();
        // The 25th of October is a Sunday.
        assert_eq!(weeks, ["2026-10-19", "2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23"]);
    }

    #[test]
    fn a_year_touches_thirteen_months() {
        let months = window(Reach::Year).months();
        assert_eq!((months.len(), months[0].to_string()), (13, "2025-11-01".to_owned()));
    }

    #[test]
    fn an_address_that_says_nonsense_means_a_quarter() {
        assert_eq!(["30", "365", "9999", ""].map(Reach::from_days), [Reach::Month, Reach::Year, Reach::Quarter, Reach::Quarter]);
    }
}
