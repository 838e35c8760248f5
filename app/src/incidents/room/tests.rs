//! What time alone brings into a room: nudges, and the days of its timeline.

use std::collections::HashMap;

use chrono::{DateTime, Duration, TimeZone, Utc};
use domain::{
    checklists::{ChecklistSource, Group, Plan, PlanItem},
    ids::{ChecklistId, IncidentId, PersonId},
    incidents::{COMMANDER, Command, Declaration, Incident, Promise, Severity, decide},
    live::Region,
    log::{Fold, Person, Recorded},
    people::{Role, Who},
    runbooks::{Anchor, Danger, Due, SectionKind},
    timeline::Entry,
};

use super::room_regions;
use crate::incidents::RoomView;

/// Minutes after eleven in the evening, so that the first hour ends with the day.
fn at(minute: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 23, 0, 0).unwrap() + Duration::minutes(minute)
}

fn ada() -> Person {
    Person { id: PersonId::default(), name: "Ada".to_owned() }
}

/// A P0 that Ada declared at minute 0, as its room is drawn at minute `now`. `did`: what she did, when that was, and when she
/// put it on record.
fn room(did: Vec<(i64, i64, Command)>, now: i64) -> Vec<Region> {
    let declare = Command::Declare(Declaration {
        id: IncidentId::default(),
        number: 1,
        title: "Checkout times out".to_owned(),
        severity: Severity::P0,
        summary: String::new(),
        service: String::new(),
        drill: false,
        restricted: None,
        promise: Promise::default(),
    });
    let who = Who::person(ada(), Role::Commander);
    let (mut incident, mut entries) = (Incident::default(), vec![]);
    for (occurred, recorded, command) in std::iter::once((0, 0, declare)).chain(did) {
        for event in decide(&incident, command, &who, at(recorded)).unwrap() {
            let (seq, actor) = (incident.seq + 1, who.actor.clone());
            let recorded = Recorded { seq, occurred_at: at(occurred), recorded_at: at(recorded), actor, event };
            incident.apply(&recorded);
            entries.push(Entry { recorded, html: None });
        }
    }
    room_regions(RoomView {
        incident,
        entries,
        details: HashMap::new(),
        now: at(now),
        may_work: true,
        may_override: true,
        people: vec![ada()],
        unnamed: vec![],
        plans: vec![],
        severities: vec![],
        would_call: vec![],
    })
}

fn led() -> (i64, i64, Command) {
    (0, 0, Command::AssignRole { role: COMMANDER.to_owned(), person: ada() })
}

fn note(occurred: i64, recorded: i64) -> (i64, i64, Command) {
    (occurred, recorded, Command::Note { text: "The pool is full".to_owned() })
}

/// Two steps for the first five minutes.
fn begun() -> (i64, i64, Command) {
    let step = |nth: &str| PlanItem {
        key: format!("imm-{nth}"),
        text: format!("Step {nth}"),
        detail: String::new(),
        danger: Danger::None,
        commands: vec![],
    };
    let group = Group {
        key: "imm".to_owned(),
        title: "First 5 minutes".to_owned(),
        section: SectionKind::Immediate,
        due: Some(Due { minutes: 5, anchor: Anchor::Declared }),
        branch: None,
        items: vec![step("1"), step("2")],
        decision: None,
    };
    let plan = Plan { title: "Slow database".to_owned(), groups: vec![group] };
    (1, 1, Command::StartChecklist { id: ChecklistId::default(), source: ChecklistSource::Triage, plan })
}

fn html<'a>(regions: &'a [Region], id: &str) -> &'a str {
    regions.iter().find(|region| region.id == id).map_or("", |region| region.html.as_str())
}

/// To what the first link of a piece of a page leads on that page.
fn target(html: &str) -> &str {
    html.split("<a href=\"#").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

#[test]
fn a_room_in_which_all_is_well_says_nothing_by_itself() {
    let nudges = room(vec![led(), begun()], 5);
    assert!(html(&nudges, "nudges").contains("role=\"status\""), "whoever listens is told of what comes");
    assert!(!html(&nudges, "nudges").contains("<p"), "{}", html(&nudges, "nudges"));
}

#[test]
fn a_room_says_that_nobody_puts_anything_on_record() {
    let quiet = room(vec![led()], 12);
    let said = html(&quiet, "nudges");
    assert!(said.contains("Nothing recorded for ") && said.contains("12 min"), "{said}");
    let noted = room(vec![led(), note(3, 3)], 12);
    assert!(!html(&noted, "nudges").contains("Nothing recorded"), "{}", html(&noted, "nudges"));
}

#[test]
fn a_room_says_which_window_is_over_and_leads_there() {
    let late = room(vec![led(), begun()], 7);
    let said = html(&late, "nudges");
    assert!(said.contains("2 items late in ") && said.contains("First 5 minutes"), "{said}");
    assert!(late.iter().any(|region| region.html.contains(&format!("id=\"{}\"", target(said)))), "{said}");
}

#[test]
fn a_room_without_a_commander_leads_to_the_seats() {
    let unled = room(vec![], 6);
    let said = html(&unled, "nudges");
    assert!(said.contains("No incident commander"), "{said}");
    assert!(unled.iter().any(|region| region.html.contains(&format!("id=\"{}\"", target(said)))), "{said}");
}

#[test]
fn times_of_one_day_need_no_line_for_it_until_it_is_over() {
    let today = room(vec![note(30, 30)], 50);
    assert!(!html(&today, "entries").contains("class=\"day\""), "{}", html(&today, "entries"));
    let tomorrow = room(vec![note(30, 30)], 70);
    assert!(html(&tomorrow, "entries").contains("Sunday, 22 November"), "{}", html(&tomorrow, "entries"));
}

#[test]
fn each_day_has_a_line_above_its_first_entry() {
    let regions = room(vec![note(10, 10), note(70, 70), note(80, 80)], 90);
    let entries = html(&regions, "entries");
    let ids = ["day-2026-11-22", "event-1", "event-2", "day-2026-11-23", "event-3", "event-4"];
    let places = ids.map(|id| entries.find(&format!("id=\"{id}\"")));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{entries}");
    assert_eq!(entries.matches("class=\"day\"").count(), 2, "{entries}");
    assert!(html(&regions, "event-3").contains(">00:10<"), "{}", html(&regions, "event-3"));
}

#[test]
fn what_happened_the_day_before_stands_where_it_was_entered_and_says_its_day() {
    let regions = room(vec![note(70, 70), note(30, 80)], 90);
    let late = html(&regions, "event-3");
    assert!(late.contains(">22 Nov, 23:30<") && late.contains("entered at ") && late.contains(">00:20<"), "{late}");
    assert!(late.contains("data-other-day"), "{late}");
    assert!(!html(&regions, "event-2").contains("data-other-day"));
}
