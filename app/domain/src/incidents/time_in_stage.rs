use chrono::{DateTime, Duration, Utc};

use super::{Incident, Severity, Stage};

/// How long an incident was in each stage and of each severity, from its declaration until it was resolved for
/// the last time, or until now. What came after that is not part of the incident's length: closing takes as long
/// as paperwork takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeInStage {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// Whether it is resolved; otherwise `to` is now and the last stretch still grows.
    pub is_over: bool,
    /// In order; one stage may come twice. Between a resolution and a reopening it was `Resolved`.
    pub stages: Vec<Stretch<Stage>>,
    /// In order; more than one where it was re-graded.
    pub severities: Vec<Stretch<Severity>>,
    pub closed_at: Option<DateTime<Utc>>,
}

/// A time during which something held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch<T> {
    pub what: T,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

impl<T> Stretch<T> {
    pub fn length(&self) -> Duration {
        self.to - self.from
    }
}

impl TimeInStage {
    /// Reads it off an incident as it stands at `now`.
    pub fn of(incident: &Incident, now: DateTime<Utc>) -> Self {
        let from = incident.declared_at;
        let over_at = if incident.stage.is_open() { None } else { incident.resolved_at };
        let to = over_at.unwrap_or(now).max(from);
        let stages = incident.stages.iter().map(|interval| (interval.stage, interval.from));
        let severities = incident.severities.iter().map(|interval| (interval.severity, interval.from));
        Self {
            from,
            to,
            is_over: over_at.is_some(),
            stages: stretches(stages, from, to),
            severities: stretches(severities, from, to),
            closed_at: incident.closed_at,
        }
    }

    pub fn length(&self) -> Duration {
        self.to - self.from
    }

    /// Each stage once, in the order of its first time, with all its time and how often it was entered.
    pub fn sums(&self) -> Vec<(Stage, Duration, usize)> {
        let mut sums: Vec<(Stage, Duration, usize)> = Vec::new();
        for stretch in &self.stages {
            match sums.iter_mut().find(|(stage, ..)| *stage == stretch.what) {
                Some((_, length, times)) => {
                    *length += stretch.length();
                    *times += 1;
                }
                None => sums.push((stretch.what, stretch.length(), 1)),
            }
        }
        sums
    }
}

/// Each lasts until the next begins. A late entry may say that something began before what was recorded earlier:
/// the later word counts, and what it overtakes had no time. Stretches without time are left out, and what
/// repeats itself is one stretch.
fn stretches<T: Copy + PartialEq>(
    began: impl Iterator<Item = (T, DateTime<Utc>)>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Vec<Stretch<T>> {
    let mut stretches: Vec<Stretch<T>> = Vec::new();
    for (what, at) in began {
        let at = at.clamp(from, to);
        while stretches.last().is_some_and(|last| last.from >= at) {
            stretches.pop();
        }
        match stretches.last_mut() {
            Some(last) if last.what == what => continue,
            Some(last) => last.to = at,
            None => {}
        }
        stretches.push(Stretch { what, from: at, to });
    }
    stretches.retain(|stretch| stretch.length() > Duration::zero());
    // The pops above may have left the last one cut short.
    if let Some(last) = stretches.last_mut() {
        last.to = to;
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        incidents::IncidentEvent as E,
        scene::{self, at, enters},
    };

    /// An incident that was declared as P1 at minute 0.
    fn incident(events: Vec<(i64, E)>) -> Incident {
        scene::incident(Severity::P1, events)
    }

    fn minutes<T: Copy>(stretches: &[Stretch<T>]) -> Vec<(T, i64)> {
        stretches.iter().map(|stretch| (stretch.what, stretch.length().num_minutes())).collect()
    }

    #[test]
    fn a_closed_incident_is_as_long_as_it_took_to_resolve() {
        let events = vec![
            (3, enters(Stage::Investigating)),
            (21, enters(Stage::Mitigated)),
            (50, enters(Stage::Resolved)),
            (9_000, enters(Stage::Closed)),
        ];
        let time = TimeInStage::of(&incident(events), at(20_000));
        assert_eq!(minutes(&time.stages), [(Stage::Declared, 3), (Stage::Investigating, 18), (Stage::Mitigated, 29)]);
        assert_eq!((time.length().num_minutes(), time.is_over, time.closed_at), (50, true, Some(at(9_000))));
    }

    #[test]
    fn what_is_open_grows_until_now() {
        let time = TimeInStage::of(&incident(vec![(4, enters(Stage::Investigating))]), at(10));
        assert_eq!(minutes(&time.stages), [(Stage::Declared, 4), (Stage::Investigating, 6)]);
        assert!(!time.is_over);
    }

    #[test]
    fn a_reopened_incident_was_resolved_in_between_and_its_stages_are_summed() {
        let events = vec![
            (5, enters(Stage::Investigating)),
            (20, enters(Stage::Resolved)),
            (80, E::Reopened { reason: "It is back.".to_owned(), respond_by: None }),
            (90, enters(Stage::Resolved)),
        ];
        let time = TimeInStage::of(&incident(events), at(100));
        assert_eq!(
            minutes(&time.stages),
            [(Stage::Declared, 5), (Stage::Investigating, 15), (Stage::Resolved, 60), (Stage::Investigating, 10)]
        );
        let sums: Vec<_> = time.sums().into_iter().map(|(stage, length, times)| (stage, length.num_minutes(), times)).collect();
        assert_eq!(sums, [(Stage::Declared, 5, 1), (Stage::Investigating, 25, 2), (Stage::Resolved, 60, 1)]);
    }

    #[test]
    fn each_grade_has_its_own_time() {
        let regrade = |severity| E::Regraded { severity, reason: "More fail.".to_owned(), respond_by: None };
        let events = vec![(10, regrade(Severity::P0)), (30, regrade(Severity::P2)), (40, enters(Stage::Resolved))];
        let time = TimeInStage::of(&incident(events), at(100));
        assert_eq!(minutes(&time.severities), [(Severity::P1, 10), (Severity::P0, 20), (Severity::P2, 10)]);
    }

    #[test]
    fn a_late_entry_takes_the_time_of_what_it_overtakes() {
        // At 30 somebody said "identified"; later it is recorded that it was mitigated at 25 already.
        let events = vec![(10, enters(Stage::Investigating)), (30, enters(Stage::Identified)), (25, enters(Stage::Mitigated))];
        let time = TimeInStage::of(&incident(events), at(60));
        assert_eq!(minutes(&time.stages), [(Stage::Declared, 10), (Stage::Investigating, 15), (Stage::Mitigated, 35)]);
    }

    #[test]
    fn an_incident_of_this_very_moment_has_no_stretch() {
        assert!(TimeInStage::of(&incident(vec![]), at(0)).stages.is_empty());
    }
}
