use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Course, Kept, Trend, Window};
use crate::incidents::Severity;

/// What a window shows of incidents: those that were declared in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentFigures {
    pub declared: usize,
    pub weeks: Vec<Week>,
    pub to_acknowledge: Trend,
    pub to_resolve: Trend,
    /// Response clocks by the severity that started them, P0 first.
    pub responses: [Kept; 4],
}

/// A week, and how many incidents were declared in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Week {
    /// Its Monday.
    pub from: NaiveDate,
    /// By the severity that they have or had in the end, P0 first.
    pub declared: [usize; 4],
}

impl Week {
    pub fn sum(&self) -> usize {
        self.declared.iter().sum()
    }
}

impl IncidentFigures {
    /// Computes them; courses that began outside the window are left aside.
    pub fn of(window: &Window, courses: &[Course]) -> Self {
        let courses: Vec<Course> = courses.iter().filter(|course| window.holds(course.declared_at)).cloned().collect();
        let week = |from: NaiveDate| {
            let next = from.checked_add_days(Days::new(7)).unwrap_or(NaiveDate::MAX);
            let declared = Severity::ALL.map(|severity| {
                let is_here = |course: &&Course| {
                    let day = course.declared_at.date_naive();
                    course.severity == severity && from <= day && day < next
                };
                courses.iter().filter(is_here).count()
            });
            Week { from, declared }
        };
        let responses =
            |severity| courses.iter().map(|course| course.responses(severity, window.now)).fold(Kept::default(), Kept::and);
        Self {
            declared: courses.len(),
            weeks: window.weeks().into_iter().map(week).collect(),
            to_acknowledge: Trend::of(window, &courses, Course::time_to_acknowledge),
            to_resolve: Trend::of(window, &courses, Course::time_to_resolve),
            responses: Severity::ALL.map(responses),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};

    use super::*;
    use crate::insights::Reach;

    fn moment(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn course(declared_at: &str, severity: Severity, acknowledged: Option<i64>, resolved: Option<i64>) -> Course {
        let declared_at = moment(declared_at);
        let after = |minutes: i64| declared_at + Duration::minutes(minutes);
        Course {
            declared_at,
            severity,
            acknowledged_at: acknowledged.map(after),
            resolved_at: resolved.map(after),
            ..Course::default()
        }
    }

    /// Two months by hand: October has two P1, November a P1, a P0 that is open and a P3 nobody answered.
    fn figures() -> IncidentFigures {
        let window = Window::back(Reach::Quarter, moment("2026-11-23T09:30:00Z"));
        IncidentFigures::of(
            &window,
            &[
                course("2026-08-01T00:00:00Z", Severity::P0, Some(1), Some(2)),
                course("2026-10-05T08:00:00Z", Severity::P1, Some(4), Some(60)),
                course("2026-10-11T23:59:00Z", Severity::P1, Some(10), Some(120)),
                course("2026-11-02T00:00:00Z", Severity::P1, Some(6), Some(30)),
                course("2026-11-21T14:00:00Z", Severity::P3, None, Some(600)),
                course("2026-11-23T09:00:00Z", Severity::P0, Some(2), None),
            ],
        )
    }

    #[test]
    fn what_began_before_the_window_is_left_aside() {
        assert_eq!(figures().declared, 5);
    }

    #[test]
    fn an_incident_counts_in_the_week_in_which_it_was_declared() {
        let figures = figures();
        let busy: Vec<_> =
            figures.weeks.iter().filter(|week| week.sum() > 0).map(|week| (week.from.to_string(), week.declared)).collect();
        assert_eq!(
            busy,
            [
                // Sunday the 11th still belongs to the week of Monday the 5th.
                ("2026-10-05".to_owned(), [0, 2, 0, 0]),
                ("2026-11-02".to_owned(), [0, 1, 0, 0]),
                ("2026-11-16".to_owned(), [0, 0, 0, 1]),
                ("2026-11-23".to_owned(), [1, 0, 0, 0]),
            ]
        );
        assert_eq!(figures.weeks.len(), 14);
    }

    #[test]
    fn months_and_severities_have_their_own_spread() {
        let figures = figures();
        let [_, p1, _, p3] = figures.to_acknowledge.whole;
        assert_eq!(p1.map(|spread| (spread.count, spread.median_seconds, spread.ninetieth_seconds)), Some((3, 360, 600)));
        assert_eq!((p3, figures.to_acknowledge.missing), (None, [0, 0, 0, 1]));
        let october = figures.to_resolve.months.iter().find(|month| month.from.to_string() == "2026-10-01").unwrap();
        let [p0, p1, ..] = october.spreads;
        assert_eq!((p0, p1.map(|spread| spread.median_seconds)), (None, Some(5_400)));
        assert_eq!(figures.to_resolve.missing, [1, 0, 0, 0]);
    }
}
