//! What an open incident reminds people of by itself: nobody has to remember to look for it.
//!
//! A nudge follows from the state and the time alone, and is no event. Add one here, and a line in the room's
//! `nudges.rs`; the wall shows the same in a form of its own.

use chrono::{DateTime, Duration, Utc};

use super::{Incident, Severity};
use crate::{ids::ChecklistId, timeline::Entry};

/// For how long a P0 may go on before its room says that nobody has put anything on record. This number and the two below
/// are ours: no runbook of the field names one.
pub const QUIET_P0: Duration = Duration::minutes(10);

/// The same for a P1.
pub const QUIET_P1: Duration = Duration::minutes(15);

/// The same for a P2. A P3 waits for the next business day, and is never too quiet.
pub const QUIET_P2: Duration = Duration::minutes(60);

/// How old a P0, P1 or P2 that nobody has acknowledged may be before its room says that it has no commander. Ours too.
pub const UNLED: Duration = Duration::minutes(5);

/// Something that an open incident reminds of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nudge {
    /// Nobody has put anything on record since then.
    Quiet { since: DateTime<Utc> },
    /// Nobody is its commander.
    Unled,
    /// Windows have ended in which items are still open.
    Late(Vec<LateWindow>),
}

/// A window of a checklist that has ended, and how many of its items are still open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateWindow {
    pub checklist: ChecklistId,
    /// The key of its group.
    pub group: String,
    pub title: String,
    pub items: usize,
}

/// All that an incident reminds of at `now`, each once, in the order in which it is shown. One that is over reminds of nothing.
pub fn nudges(incident: &Incident, entries: &[Entry], now: DateTime<Utc>) -> Vec<Nudge> {
    if !incident.stage.is_open() {
        return vec![];
    }
    let since = quiet_since(incident, entries);
    let quiet = is_too_quiet(incident, since, now).then_some(Nudge::Quiet { since });
    let unled = is_unled(incident, now).then_some(Nudge::Unled);
    let windows = late_windows(incident, now);
    let late = (!windows.is_empty()).then_some(Nudge::Late(windows));
    [quiet, unled, late].into_iter().flatten().collect()
}

/// When somebody last put anything on record: a note, a tick, a role. What Tocsin itself records breaks no silence. Before all
/// that it is the declaration.
pub fn quiet_since(incident: &Incident, entries: &[Entry]) -> DateTime<Utc> {
    let by_people = entries.iter().map(|entry| &entry.recorded).filter(|recorded| recorded.actor.person().is_some());
    by_people.map(|recorded| recorded.recorded_at).max().unwrap_or(incident.declared_at)
}

/// Whether an open incident has been quiet for longer than its severity bears.
pub fn is_too_quiet(incident: &Incident, since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let most = match incident.severity {
        Severity::P0 => QUIET_P0,
        Severity::P1 => QUIET_P1,
        Severity::P2 => QUIET_P2,
        Severity::P3 => return false,
    };
    incident.stage.is_open() && now - since >= most
}

fn is_unled(incident: &Incident, now: DateTime<Utc>) -> bool {
    let should_be_led = incident.acknowledged_at.is_some() || now - incident.declared_at > UNLED;
    incident.severity < Severity::P3 && incident.commander().is_none() && should_be_led
}

fn late_windows(incident: &Incident, now: DateTime<Utc>) -> Vec<LateWindow> {
    let late = incident.checklists.iter().flat_map(|list| list.late(now).map(move |(group, items)| (list.id, group, items)));
    late.map(|(checklist, group, items)| LateWindow { checklist, group: group.key.clone(), title: group.title.clone(), items })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        checklists::Group,
        incidents::{COMMANDER, IncidentEvent as E, ItemChange, Stage},
        log::Actor,
        scene::{LIST, ada, at, changed, declared, enters, folded, group, person, plan, started, stream, within},
    };

    /// An incident that Ada declared at minute 0, and what happened then, each with its minute.
    fn incident(severity: Severity, happened: Vec<(i64, Actor, E)>) -> (Incident, Vec<Entry>) {
        let events = stream(std::iter::once(by_ada(0, declared(severity, None))).chain(happened));
        let incident = folded::<Incident>(&events);
        (incident, events.into_iter().map(|recorded| Entry { recorded, html: None }).collect())
    }

    fn by_ada(minute: i64, event: E) -> (i64, Actor, E) {
        (minute, ada().actor, event)
    }

    fn led(minute: i64) -> (i64, Actor, E) {
        by_ada(minute, E::RoleAssigned { role: COMMANDER.to_owned(), person: person("Ada") })
    }

    fn note(minute: i64) -> (i64, Actor, E) {
        by_ada(minute, E::Noted { text: "The pool is full".to_owned() })
    }

    fn said((incident, entries): &(Incident, Vec<Entry>), minute: i64) -> Vec<Nudge> {
        nudges(incident, entries, at(minute))
    }

    #[test]
    fn a_room_says_that_nothing_was_recorded_sooner_the_worse_it_is() {
        for (severity, most) in [(Severity::P0, 10), (Severity::P1, 15), (Severity::P2, 60)] {
            let quiet = incident(severity, vec![led(0)]);
            assert_eq!(said(&quiet, most - 1), []);
            assert_eq!(said(&quiet, most), [Nudge::Quiet { since: at(0) }], "{}", severity.label());
        }
        assert_eq!(said(&incident(Severity::P3, vec![]), 10_000), []);
    }

    #[test]
    fn whatever_a_person_does_breaks_the_silence_and_what_tocsin_records_does_not() {
        let noted = incident(Severity::P0, vec![led(0), note(7)]);
        assert_eq!((said(&noted, 16), said(&noted, 17)), (vec![], vec![Nudge::Quiet { since: at(7) }]));
        let review = (7, Actor::Tocsin, E::PostmortemReviewed { approved: false });
        assert_eq!(said(&incident(Severity::P0, vec![led(0), review]), 11), [Nudge::Quiet { since: at(0) }]);
    }

    #[test]
    fn a_commander_is_missed_after_five_minutes_or_as_soon_as_somebody_has_answered() {
        let unled = incident(Severity::P2, vec![]);
        assert_eq!((said(&unled, 5), said(&unled, 6)), (vec![], vec![Nudge::Unled]));
        let answered = incident(Severity::P2, vec![by_ada(1, E::Acknowledged)]);
        assert_eq!(said(&answered, 1), [Nudge::Unled]);
        let left = by_ada(3, E::RoleReleased { role: COMMANDER.to_owned() });
        assert_eq!(said(&incident(Severity::P2, vec![led(1), left]), 6), [Nudge::Unled]);
        assert_eq!(said(&incident(Severity::P3, vec![by_ada(1, E::Acknowledged)]), 6), []);
    }

    #[test]
    fn each_window_that_has_ended_says_how_many_of_its_items_are_open() {
        let first = |minutes, group| Group { title: format!("First {minutes} minutes"), due: Some(within(minutes)), ..group };
        let groups = vec![first(5, group("imm", &["imm-a", "imm-b"])), first(20, group("dia", &["dia-a", "dia-b"]))];
        let ticked = changed("imm-a", ItemChange::Checked);
        let room = incident(Severity::P2, vec![led(0), by_ada(1, started(plan(groups))), by_ada(2, ticked)]);
        let window = |group: &str, title: &str, items| LateWindow {
            checklist: LIST,
            group: group.to_owned(),
            title: title.to_owned(),
            items,
        };
        assert_eq!(said(&room, 5), []);
        assert_eq!(said(&room, 6), [Nudge::Late(vec![window("imm", "First 5 minutes", 1)])]);
        let both = vec![window("imm", "First 5 minutes", 1), window("dia", "First 20 minutes", 2)];
        assert_eq!(said(&room, 21), [Nudge::Late(both)]);
    }

    #[test]
    fn what_is_over_reminds_of_nothing() {
        let over = incident(Severity::P0, vec![by_ada(1, E::Acknowledged), by_ada(2, enters(Stage::Resolved))]);
        assert_eq!(said(&over, 10_000), []);
    }
}
