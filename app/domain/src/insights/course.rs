use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::Kept;
use crate::incidents::{IncidentEvent, Severity, Stage};

/// What of an incident the figures need, read off its events.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Course {
    pub declared_at: DateTime<Utc>,
    /// The one that it has, or had in the end: under it all its figures count, but for its response clocks.
    pub severity: Severity,
    /// When somebody first answered for it. A worse grade asks anew, yet does not undo this.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// When it was resolved for the last time; absent while it is open, also when it was reopened.
    pub resolved_at: Option<DateTime<Utc>>,
    /// Every response clock that the severity matrix started, in order.
    pub(super) clocks: Vec<ResponseClock>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ResponseClock {
    severity: Severity,
    due_at: DateTime<Utc>,
    /// Acknowledged, or over before anybody had to.
    answered_at: Option<DateTime<Utc>>,
    /// Another grade set another time before this one had run out.
    is_replaced: bool,
}

impl Course {
    /// Reads the events of one incident, in order. Those of other kinds than declared, acknowledged, regraded, stage
    /// entered and reopened change nothing, and may be left out.
    pub fn of(events: impl IntoIterator<Item = (DateTime<Utc>, IncidentEvent)>) -> Self {
        let mut course = Self::default();
        for (at, event) in events {
            course.take(at, &event);
        }
        course
    }

    fn take(&mut self, at: DateTime<Utc>, event: &IncidentEvent) {
        use IncidentEvent as E;
        match event {
            E::Declared { severity, respond_by, .. } => {
                self.declared_at = at;
                self.grade(*severity, *respond_by);
            }
            E::Acknowledged => {
                self.acknowledged_at.get_or_insert(at);
                self.answer(at);
            }
            E::Regraded { severity, respond_by, .. } => {
                if let Some(clock) = self.running()
                    && at <= clock.due_at
                {
                    clock.is_replaced = true;
                }
                self.grade(*severity, *respond_by);
            }
            E::StageEntered { stage, .. } if !stage.is_open() => {
                // What is over needs no answer any more.
                self.answer(at);
                if *stage == Stage::Resolved {
                    self.resolved_at = Some(at);
                }
            }
            E::Reopened { respond_by, .. } => {
                self.resolved_at = None;
                self.grade(self.severity, *respond_by);
            }
            _ => {}
        }
    }

    fn grade(&mut self, severity: Severity, respond_by: Option<DateTime<Utc>>) {
        self.severity = severity;
        let clock = |due_at| ResponseClock { severity, due_at, answered_at: None, is_replaced: false };
        self.clocks.extend(respond_by.map(clock));
    }

    fn running(&mut self) -> Option<&mut ResponseClock> {
        self.clocks.last_mut().filter(|clock| clock.answered_at.is_none())
    }

    fn answer(&mut self, at: DateTime<Utc>) {
        if let Some(clock) = self.running() {
            clock.answered_at = Some(at);
        }
    }

    /// From declared to acknowledged.
    pub fn time_to_acknowledge(&self) -> Option<Duration> {
        Some(self.acknowledged_at? - self.declared_at)
    }

    /// From declared to resolved for the last time.
    pub fn time_to_resolve(&self) -> Option<Duration> {
        Some(self.resolved_at? - self.declared_at)
    }

    /// What became of the response clocks of a grade whose time has come.
    pub fn responses(&self, severity: Severity, now: DateTime<Utc>) -> Kept {
        let mut kept = Kept::default();
        for clock in self.clocks.iter().filter(|clock| clock.severity == severity && !clock.is_replaced) {
            kept.count(&clock.due_at, clock.answered_at.as_ref(), &now);
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{self, at};

    fn declared(severity: Severity, respond_by: Option<i64>) -> (DateTime<Utc>, IncidentEvent) {
        (at(0), scene::declared(severity, respond_by.map(at)))
    }

    fn acknowledged(minute: i64) -> (DateTime<Utc>, IncidentEvent) {
        (at(minute), IncidentEvent::Acknowledged)
    }

    fn regraded(minute: i64, severity: Severity, respond_by: Option<i64>) -> (DateTime<Utc>, IncidentEvent) {
        (at(minute), IncidentEvent::Regraded { severity, reason: String::new(), respond_by: respond_by.map(at) })
    }

    fn entered(minute: i64, stage: Stage) -> (DateTime<Utc>, IncidentEvent) {
        (at(minute), scene::enters(stage))
    }

    fn reopened(minute: i64, respond_by: Option<i64>) -> (DateTime<Utc>, IncidentEvent) {
        (at(minute), IncidentEvent::Reopened { reason: String::new(), respond_by: respond_by.map(at) })
    }

    fn minutes(length: Option<Duration>) -> Option<i64> {
        length.map(|length| length.num_minutes())
    }

    fn kept(in_time: usize, late: usize, never: usize) -> Kept {
        Kept { in_time, late, never }
    }

    #[test]
    fn a_plain_incident_is_answered_and_resolved() {
        let course = Course::of([declared(Severity::P1, Some(15)), acknowledged(4), entered(50, Stage::Resolved)]);
        assert_eq!((minutes(course.time_to_acknowledge()), minutes(course.time_to_resolve())), (Some(4), Some(50)));
        assert_eq!(course.responses(Severity::P1, at(100)), kept(1, 0, 0));
    }

    #[test]
    fn a_reopened_incident_is_resolved_when_it_was_for_the_last_time() {
        let events = vec![declared(Severity::P2, None), entered(30, Stage::Resolved), reopened(90, None)];
        assert_eq!(Course::of(events.clone()).time_to_resolve(), None);
        let again = events.into_iter().chain([entered(120, Stage::Resolved), entered(500, Stage::Closed)]);
        assert_eq!(minutes(Course::of(again).time_to_resolve()), Some(120));
    }

    #[test]
    fn what_is_back_is_promised_an_answer_of_its_own() {
        let course = Course::of([
            declared(Severity::P1, Some(15)),
            acknowledged(5),
            entered(30, Stage::Resolved),
            reopened(90, Some(105)),
            acknowledged(120),
        ]);
        assert_eq!(minutes(course.time_to_acknowledge()), Some(5));
        assert_eq!(course.responses(Severity::P1, at(200)), kept(1, 1, 0));
    }

    #[test]
    fn a_worse_grade_starts_a_promise_of_its_own_and_keeps_the_first_answer() {
        let course = Course::of([
            declared(Severity::P2, Some(60)),
            acknowledged(10),
            regraded(20, Severity::P0, Some(25)),
            acknowledged(31),
            entered(90, Stage::Resolved),
        ]);
        assert_eq!((course.severity, minutes(course.time_to_acknowledge())), (Severity::P0, Some(10)));
        assert_eq!(course.responses(Severity::P2, at(100)), kept(1, 0, 0));
        assert_eq!(course.responses(Severity::P0, at(100)), kept(0, 1, 0));
    }

    #[test]
    fn a_grade_that_changes_before_the_time_is_up_replaces_the_promise() {
        let course = Course::of([declared(Severity::P1, Some(15)), regraded(5, Severity::P3, None), acknowledged(300)]);
        assert_eq!(course.responses(Severity::P1, at(1_000)), Kept::default());
        assert_eq!((course.severity, minutes(course.time_to_acknowledge())), (Severity::P3, Some(300)));
    }

    #[test]
    fn a_grade_that_changes_too_late_does_not_heal_the_broken_promise() {
        let course = Course::of([declared(Severity::P1, Some(15)), regraded(20, Severity::P2, Some(80)), acknowledged(30)]);
        assert_eq!(course.responses(Severity::P1, at(100)), kept(0, 0, 1));
        assert_eq!(course.responses(Severity::P2, at(100)), kept(1, 0, 0));
    }

    #[test]
    fn nobody_answered() {
        let course = Course::of([declared(Severity::P0, Some(5))]);
        assert_eq!(course.responses(Severity::P0, at(4)), Kept::default());
        assert_eq!(course.responses(Severity::P0, at(6)), kept(0, 0, 1));
        assert_eq!(course.time_to_acknowledge(), None);
    }

    #[test]
    fn what_is_over_in_time_needed_no_answer() {
        let course = Course::of([declared(Severity::P2, Some(60)), entered(40, Stage::Resolved)]);
        assert_eq!(course.responses(Severity::P2, at(100)), kept(1, 0, 0));
        assert_eq!(course.time_to_acknowledge(), None);
        let late = Course::of([declared(Severity::P2, Some(60)), entered(70, Stage::Resolved)]);
        assert_eq!(late.responses(Severity::P2, at(100)), kept(0, 1, 0));
    }
}
