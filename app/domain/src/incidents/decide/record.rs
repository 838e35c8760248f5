//! Roles, notes, facts, evidence: what is put on record.

use super::audience::may_have_a_part;
use crate::{
    diagnostics::{Outcome, ProbeRun},
    ids::PostmortemId,
    incidents::{Evidence, Incident, IncidentEvent, ItemRef, Said},
    log::Person,
    refusal::{Refusal, bounded, required, tidy},
};

type Decision = Result<Vec<IncidentEvent>, Refusal>;

pub(super) fn assign_role(incident: &Incident, role: &str, person: Person) -> Decision {
    let role = required("role", role, 60, "Name the role.")?;
    if incident.roles.get(&role) == Some(&person) {
        return Ok(vec![]);
    }
    may_have_a_part(incident, "person", &person)?;
    Ok(vec![IncidentEvent::RoleAssigned { role, person }])
}

pub(super) fn release_role(incident: &Incident, role: String) -> Vec<IncidentEvent> {
    if incident.roles.contains_key(&role) { vec![IncidentEvent::RoleReleased { role }] } else { vec![] }
}

/// Where two people changed the same at once, the later word stands, and its event tells the earlier one. What is refused
/// leaves all of it as it was.
pub(super) fn revise_facts(incident: &Incident, was: &Said, now: &Said) -> Decision {
    let mut events = retitle(incident, was.title.trim(), &now.title)?;
    events.extend(summarise(incident, &was.summary, &now.summary)?);
    let (facts, changed) = incident.facts.revised(&was.facts, &now.facts)?;
    if !changed.is_empty() {
        events.push(IncidentEvent::FactsRevised { facts, changed });
    }
    Ok(events)
}

fn retitle(incident: &Incident, was: &str, title: &str) -> Decision {
    if title.trim() == was {
        return Ok(vec![]);
    }
    let title = required("title", title, 200, "Give the incident a title: what is broken, for whom.")?;
    if incident.title == title {
        return Ok(vec![]);
    }
    Ok(vec![IncidentEvent::Retitled { title, replaced: unseen(&incident.title, was) }])
}

fn summarise(incident: &Incident, was: &str, summary: &str) -> Decision {
    // A form without script sends each line break as two characters.
    let [stands, was, summary] = [incident.summary.as_str(), was, summary].map(tidy);
    let (was, summary) = (was.trim(), bounded("summary", &summary, 10_000)?);
    if summary == was || summary == stands {
        return Ok(vec![]);
    }
    Ok(vec![IncidentEvent::Summarised { summary, replaced: unseen(&stands, was) }])
}

/// What stands there, where whoever writes over it had seen something else.
fn unseen(stands: &str, was: &str) -> Option<String> {
    (stands != was).then(|| stands.to_owned())
}

pub(super) fn note(text: &str) -> Decision {
    let text = required("text", text, 20_000, "Write the note first: what happened, what you saw, what you decided.")?;
    Ok(vec![IncidentEvent::Noted { text }])
}

pub(super) fn check_recovery(incident: &Incident, statement: &str, passed: bool, evidence: Option<i64>) -> Decision {
    let statement = required("statement", statement, 1_000, "Say what was checked and what was seen.")?;
    if let Some(number) = evidence {
        let outcome = on_record(incident, number)?.run.outcome;
        if passed && !matches!(outcome, Outcome::Holds | Outcome::Observed) {
            let outcome = outcome.label();
            return Err(Refusal::invalid(
                "evidence",
                format!(
                    "E-{number} says “{outcome}”, so the check can't have passed on it: run the probe again, or choose other evidence."
                ),
            ));
        }
    }
    Ok(vec![IncidentEvent::RecoveryChecked { statement, passed, evidence }])
}

/// The evidence that something is said to rest on.
pub(super) fn on_record(incident: &Incident, number: i64) -> Result<&Evidence, Refusal> {
    incident.evidence.iter().find(|evidence| evidence.number == number).ok_or_else(|| {
        Refusal::invalid("evidence", format!("There is no evidence E-{number} on this incident: choose one from its list."))
    })
}

pub(super) fn waive_prevention(reason: &str) -> Decision {
    let reason = required("reason", reason, 1_000, "Say why nothing needs to be prevented: the waiver carries your name.")?;
    Ok(vec![IncidentEvent::PreventionWaived { reason }])
}

pub(super) fn start_postmortem(incident: &Incident, id: PostmortemId) -> Vec<IncidentEvent> {
    if incident.postmortem.is_some() { vec![] } else { vec![IncidentEvent::PostmortemStarted { id }] }
}

pub(super) fn review_postmortem(incident: &Incident, approved: bool) -> Vec<IncidentEvent> {
    if incident.postmortem_approved == approved { vec![] } else { vec![IncidentEvent::PostmortemReviewed { approved }] }
}

pub(super) fn evidence(incident: &Incident, run: Box<ProbeRun>, item: Option<ItemRef>) -> Vec<IncidentEvent> {
    let number = incident.evidence.last().map_or(1, |last| last.number + 1);
    let (checklist, item) = item.map(|at| (at.checklist, at.item)).unzip();
    vec![IncidentEvent::EvidenceRecorded { number, run, checklist, item }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incidents::{Fact, FactChange, Facts};

    fn said(title: &str, summary: &str, services: &str) -> Said {
        let facts = Facts { services: services.to_owned(), ..Facts::default() };
        Said { title: title.to_owned(), summary: summary.to_owned(), facts }
    }

    fn incident() -> Incident {
        let Said { title, summary, facts } = said("Orders are slow", "One in five.\r\nSince noon.", "orders");
        Incident { title, summary, facts, ..Incident::default() }
    }

    #[test]
    fn one_revision_changes_whatever_differs_from_what_its_form_had() {
        let (incident, was) = (incident(), Said::of(&incident()));
        let now = said(" Orders fail ", "All of them.\r\n\r\nSince one. ", "orders, stock");
        let events = revise_facts(&incident, &was, &now).unwrap();
        let changed = vec![FactChange { fact: Fact::Services, replaced: None }];
        let expected = [
            IncidentEvent::Retitled { title: "Orders fail".to_owned(), replaced: None },
            IncidentEvent::Summarised { summary: "All of them.\n\nSince one.".to_owned(), replaced: None },
            IncidentEvent::FactsRevised { facts: now.facts, changed },
        ];
        assert_eq!(events, expected);
        assert_eq!(revise_facts(&incident, &was, &was), Ok(vec![]));
        let by_script = said("Orders are slow", "One in five.\nSince noon.", "orders");
        assert_eq!(revise_facts(&incident, &by_script, &was), Ok(vec![]), "line breaks are sent in two ways");
    }

    #[test]
    fn what_others_wrote_meanwhile_stays_or_is_told() {
        let old = said("Orders hang", "Some.", "shop");
        assert_eq!(revise_facts(&incident(), &old, &old), Ok(vec![]), "a form that was drawn before and says nothing new");
        let now = said("Orders fail", "All.", "shop");
        let expected = [
            IncidentEvent::Retitled { title: "Orders fail".to_owned(), replaced: Some("Orders are slow".to_owned()) },
            IncidentEvent::Summarised { summary: "All.".to_owned(), replaced: Some("One in five.\nSince noon.".to_owned()) },
        ];
        assert_eq!(revise_facts(&incident(), &old, &now).unwrap(), expected);
        // A form of before there was `was` says all that it has.
        let (none, late) = (Said::default(), said("", "", "payments"));
        let changed = vec![FactChange { fact: Fact::Services, replaced: Some("orders".to_owned()) }];
        let expected = [IncidentEvent::FactsRevised { facts: late.facts.clone(), changed }];
        assert_eq!(revise_facts(&incident(), &none, &late).unwrap(), expected);
    }

    #[test]
    fn a_title_can_not_be_taken_away_and_what_is_too_long_is_refused() {
        let was = Said::of(&incident());
        for (field, now) in [
            ("title", said(" ", "Nobody can order.", "orders")),
            ("title", said(&"x".repeat(201), "", "orders")),
            ("summary", said("Orders fail", &"x".repeat(10_001), "orders")),
            ("services", said("Orders fail", "", &"x".repeat(301))),
        ] {
            let refused = revise_facts(&incident(), &was, &now);
            assert!(matches!(&refused, Err(Refusal::Invalid { field: at, .. }) if at == field), "{refused:?}");
        }
        assert!(revise_facts(&incident(), &was, &said("Orders fail", &"x".repeat(10_000), "orders")).is_ok());
    }
}
