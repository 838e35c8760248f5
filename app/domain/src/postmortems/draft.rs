//! The sections of a new post-mortem, filled with what the log knows.

use chrono::{DateTime, Utc};

use super::Section;
use crate::{
    incidents::{Incident, IncidentEvent, RecoveryCheck},
    log::Recorded,
    organisation::{Template, TemplateSection},
    timeline,
};

/// A draft is read and shortened by people, and its sections hold only so much: of more entries those in the middle are left out.
const MOST_ENTRIES: usize = 400;
/// The bytes of a note that stands in it as it was written; a longer one is one line of it.
const MOST_OF_A_NOTE: usize = 600;

/// Makes the sections after the template. Action items are no text but a list of their own, so a heading for
/// them is left out; an impact is always asked for.
pub fn draft(template: &Template, incident: &Incident, events: &[Recorded<IncidentEvent>]) -> Vec<Section> {
    let mut asked: Vec<TemplateSection> =
        template.sections.iter().filter(|section| !is_about(&section.heading, "action item")).cloned().collect();
    if !asked.iter().any(|section| is_about(&section.heading, "impact")) {
        let hint = "Who was affected, how many, what they could not do, for how long.".to_owned();
        asked.insert(0, TemplateSection { heading: "Impact".to_owned(), hint });
    }
    let mut sections: Vec<Section> = Vec::with_capacity(asked.len());
    for TemplateSection { heading, hint } in asked {
        let seed = if is_about(&heading, "impact") {
            impact(incident)
        } else if is_about(&heading, "timeline") {
            timeline(incident, events)
        } else if is_about(&heading, "resolution") {
            resolution(incident)
        } else {
            String::new()
        };
        let key = free_key(&heading, &sections);
        sections.push(Section { key, heading, hint, seed });
    }
    sections
}

fn is_about(heading: &str, what: &str) -> bool {
    heading.to_lowercase().contains(what)
}

/// A word for the heading that no other section has.
fn free_key(heading: &str, taken: &[Section]) -> String {
    let words: Vec<String> =
        heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let word = if words.is_empty() { "section".to_owned() } else { words.join("-") };
    let is_free = |key: &String| !taken.iter().any(|section| section.key == *key);
    std::iter::once(word.clone()).chain((2..=1_000).map(|n| format!("{word}-{n}"))).find(is_free).unwrap_or(word)
}

fn impact(incident: &Incident) -> String {
    let facts = &incident.facts;
    let first = if facts.impact.is_empty() { &incident.summary } else { &facts.impact };
    let named = [("Customers", &facts.customers), ("Scope", &facts.scope), ("Services", &facts.services)];
    let more = named.iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| format!("{name}: {text}"));
    std::iter::once(first.clone()).filter(|text| !text.is_empty()).chain(more).collect::<Vec<_>>().join("\n")
}

fn resolution(incident: &Incident) -> String {
    let Some(RecoveryCheck { statement, evidence, by, at, .. }) = incident.recovery_checks.iter().rfind(|check| check.passed)
    else {
        return String::new();
    };
    let statement = statement.trim_end_matches('.');
    let rests_on = evidence.map(|number| format!(" (E-{number})")).unwrap_or_default();
    format!("Recovery check passed: {statement}{rests_on}, by {} at {}.", by.name(), at.format("%H:%M UTC"))
}

fn timeline(incident: &Incident, events: &[Recorded<IncidentEvent>]) -> String {
    let mut lines: Vec<(DateTime<Utc>, String)> = events
        .iter()
        .filter(|recorded| is_essential(&recorded.event, events))
        .map(|recorded| (recorded.occurred_at, entry(incident, recorded)))
        .collect();
    let told = [(incident.facts.impact_started_at, "Impact began."), (incident.facts.detected_at, "Detected.")];
    lines.extend(told.into_iter().filter_map(|(at, what)| Some((at?, what.to_owned()))));
    // Stable: what happened at the same moment stays in the order of the log.
    lines.sort_by_key(|(at, _)| *at);
    let first_day = lines.first().map(|(at, _)| at.date_naive());
    let mut written: Vec<String> = lines
        .into_iter()
        .map(|(at, what)| {
            let format = if Some(at.date_naive()) == first_day { "%H:%M UTC" } else { "%Y-%m-%d %H:%M UTC" };
            format!("- {} {what}", at.format(format))
        })
        .collect();
    if written.len() > MOST_ENTRIES {
        let left_out = written.len() - MOST_ENTRIES + 1;
        let said = format!("- … {left_out} more entries are in the room's timeline.");
        written.splice(MOST_ENTRIES / 2..MOST_ENTRIES / 2 + left_out, [said]);
    }
    written.join("\n")
}

/// An item of a list: a line, or a note of several as it was written, so that its tables and its code stay what they are.
fn entry(incident: &Incident, recorded: &Recorded<IncidentEvent>) -> String {
    let by = recorded.actor.name();
    if let IncidentEvent::Noted { text } = &recorded.event
        && text.trim().contains('\n')
    {
        let indented = |line: &str| if line.trim().is_empty() { String::new() } else { format!("  {line}") };
        let within = text.trim().lines().map(indented).collect::<Vec<_>>().join("\n");
        if within.len() <= MOST_OF_A_NOTE {
            return format!("{by} noted:\n\n{within}\n");
        }
    }
    line(&format!("{by} {}", timeline::sentence(&recorded.event, incident)))
}

/// One line, whatever it holds.
fn line(said: &str) -> String {
    const MOST: usize = 240;
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    if said.chars().count() <= MOST { said } else { said.chars().take(MOST - 1).chain(['…']).collect() }
}

/// What explains the course: not each tick, and of the evidence what somebody built on.
fn is_essential(event: &IncidentEvent, events: &[Recorded<IncidentEvent>]) -> bool {
    use IncidentEvent as E;
    match event {
        E::Declared { .. }
        | E::Acknowledged
        | E::Escalated { .. }
        | E::CallFailed { .. }
        | E::CallSent { .. }
        | E::StageEntered { .. }
        | E::Reopened { .. }
        | E::Regraded { .. }
        | E::Noted { .. }
        | E::RecoveryChecked { .. }
        | E::BranchChosen { .. } => true,
        E::EvidenceRecorded { number, .. } => events.iter().any(|other| match &other.event {
            E::RecoveryChecked { evidence, .. } | E::BranchChosen { evidence, .. } => *evidence == Some(*number),
            _ => false,
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnostics::Outcome,
        log::Actor,
        scene::{LIST, run, stream},
    };

    fn headings(headings: &[&str]) -> Template {
        let section = |heading: &&str| TemplateSection { heading: (*heading).to_owned(), hint: String::new() };
        Template { sections: headings.iter().map(section).collect() }
    }

    #[test]
    fn an_impact_is_always_asked_for_and_action_items_are_no_text() {
        let sections = draft(&headings(&["Timeline", "Root Cause", "Action Items", "Root cause"]), &Incident::default(), &[]);
        let keys: Vec<&str> = sections.iter().map(|section| section.key.as_str()).collect();
        assert_eq!(keys, ["impact", "timeline", "root-cause", "root-cause-2"]);
    }

    #[test]
    fn the_impact_is_what_the_facts_say() {
        let mut incident = Incident { summary: "Slow.".to_owned(), ..Incident::default() };
        assert_eq!(draft(&Template::default(), &incident, &[])[0].seed, "Slow.");
        incident.facts.impact = "One order in five failed.".to_owned();
        incident.facts.customers = "2,304 tried to pay".to_owned();
        let seed = draft(&Template::default(), &incident, &[])[0].seed.clone();
        assert_eq!(seed, "One order in five failed.\nCustomers: 2,304 tried to pay");
    }

    fn timeline_of(happened: Vec<(i64, IncidentEvent)>) -> String {
        let events = stream(happened.into_iter().map(|(minute, event)| (minute, Actor::Tocsin, event)));
        draft(&headings(&["Timeline"]), &Incident::default(), &events).pop().unwrap().seed
    }

    fn noted(text: &str) -> IncidentEvent {
        IncidentEvent::Noted { text: text.to_owned() }
    }

    #[test]
    fn a_note_keeps_its_lines_within_its_item_and_a_long_one_is_one_line() {
        let table = "Two charges:\n\n| Method | Orders |\n|---|---|\n| Card | 398 |\n";
        let seed = timeline_of(vec![(1, noted(table)), (2, noted("Paused.")), (3, noted(&"long\n".repeat(200)))]);
        let (first, rest) = seed.split_once("\n- 00:02").unwrap();
        assert_eq!(
            first,
            "- 00:01 UTC Tocsin noted:\n\n  Two charges:\n\n  | Method | Orders |\n  |---|---|\n  | Card | 398 |\n"
        );
        assert!(rest.starts_with(" UTC Tocsin noted: Paused.\n- 00:03 UTC Tocsin noted: long long"), "{rest}");
        assert!(rest.ends_with('…') && rest.lines().count() == 2, "{rest}");
    }

    #[test]
    fn of_very_many_entries_the_first_and_the_last_are_told() {
        let seed = timeline_of((0..1_000).map(|minute| (minute, noted(&format!("note {minute}.")))).collect());
        let lines: Vec<&str> = seed.lines().collect();
        assert_eq!((lines.len(), lines[200]), (400, "- … 601 more entries are in the room's timeline."));
        assert!(
            lines[0].ends_with("note 0.") && lines[199].ends_with("note 199.") && lines[201].ends_with("note 801."),
            "{seed}"
        );
    }

    #[test]
    fn of_the_evidence_what_a_branch_was_chosen_on_is_told() {
        let saw = |number: i64| {
            let run = Box::new(run("Sessions", Outcome::Holds));
            IncidentEvent::EvidenceRecorded { number, run, checklist: None, item: None }
        };
        let (decision, branch, reason) = ("d-1".to_owned(), "Wait".to_owned(), "It is full".to_owned());
        let chosen = IncidentEvent::BranchChosen { checklist: LIST, decision, branch, reason, evidence: Some(2) };
        let events = stream([saw(1), saw(2), chosen].map(|event| (0, Actor::Tocsin, event)));
        let seed = draft(&headings(&["Timeline"]), &Incident::default(), &events).pop().unwrap().seed;
        assert!(seed.contains("E-2 Sessions") && !seed.contains("E-1"), "{seed}");
        assert!(seed.contains("chose “Wait” (E-2): It is full"), "{seed}");
    }
}
