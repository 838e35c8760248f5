use chrono::{Datelike, Duration, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Course, Spread, Window};
use crate::incidents::Severity;

/// Lengths of time by month and severity. A month's incidents are those that were declared in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trend {
    pub months: Vec<Month>,
    /// The whole window, by severity, P0 first.
    pub whole: [Option<Spread>; 4],
    /// Incidents that have no such length yet: nobody has acknowledged them, or they are open. By severity.
    pub missing: [usize; 4],
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Month {
    /// Its first day.
    pub from: NaiveDate,
    /// By severity, P0 first.
    pub spreads: [Option<Spread>; 4],
}

impl Trend {
    pub(super) fn of(window: &Window, courses: &[Course], length: impl Fn(&Course) -> Option<Duration>) -> Self {
        let spread = |month: Option<NaiveDate>| {
            Severity::ALL.map(|severity| {
                let within = |course: &&Course| month.is_none_or(|month| is_in(course.declared_at.date_naive(), month));
                let of_grade = courses.iter().filter(|course| course.severity == severity).filter(within);
                Spread::of(of_grade.filter_map(&length))
            })
        };
        let missing = |severity| courses.iter().filter(|course| course.severity == severity && length(course).is_none()).count();
        Self {
            months: window.months().into_iter().map(|from| Month { from, spreads: spread(Some(from)) }).collect(),
            whole: spread(None),
            missing: Severity::ALL.map(missing),
        }
    }

    /// Whether there is anything to see.
    pub fn is_empty(&self) -> bool {
        self.whole.iter().all(Option::is_none)
    }
}

fn is_in(day: NaiveDate, month: NaiveDate) -> bool {
    (day.year(), day.month()) == (month.year(), month.month())
}
