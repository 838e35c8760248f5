//! An old event still decodes: `golden/*.jsonl` holds events as they were once written, one of each kind.
//! A line is never changed; a new kind, or a field that was added with a default, gets a new line.
#![allow(clippy::unwrap_used, reason = "a test that can't read its files must fail")]

use std::{collections::BTreeSet, fs, path::Path};

use domain::{
    action_items::ActionItem,
    incidents::{AccessRecord, Incident},
    log::Fold,
    organisation::Organisation,
    postmortems::Postmortem,
    proposals::Proposal,
    runbooks::Runbook,
};
use serde_json::Value;

fn lines(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Each line decodes, and says the same when it is encoded again.
fn still_decodes<A: Fold>(file: &str, kinds: &[&str]) {
    let mut seen = BTreeSet::new();
    for line in lines(file) {
        let kind = line["kind"].as_str().unwrap().to_owned();
        let event: A::Event = serde_json::from_value(line.clone()).unwrap_or_else(|error| panic!("{kind}: {error}"));
        let again = serde_json::to_value(&event).unwrap();
        for (field, value) in line.as_object().unwrap() {
            assert_eq!(again.get(field), Some(value), "the field {field} of {kind} is written differently now");
        }
        seen.insert(kind);
    }
    assert_eq!(seen, kinds.iter().map(|&kind| kind.to_owned()).collect(), "{file} holds one of each kind");
}

#[test]
fn events_of_an_incident() {
    let kinds = [
        "declared",
        "acknowledged",
        "escalated",
        "call_failed",
        "call_sent",
        "role_assigned",
        "role_released",
        "restricted",
        "person_named",
        "person_unnamed",
        "restriction_lifted",
        "stage_entered",
        "reopened",
        "regraded",
        "retitled",
        "summarised",
        "facts_revised",
        "noted",
        "recovery_checked",
        "prevention_waived",
        "action_item_added",
        "postmortem_started",
        "postmortem_reviewed",
        "checklist_started",
        "item_changed",
        "item_added",
        "branch_chosen",
        "value_set",
        "lesson_set_aside",
        "lesson_offered_again",
        "evidence_recorded",
    ];
    still_decodes::<Incident>("incident.jsonl", &kinds);
}

#[test]
fn events_of_an_access_record() {
    still_decodes::<AccessRecord>("access_record.jsonl", &["began", "looked"]);
}

#[test]
fn events_of_an_action_item() {
    still_decodes::<ActionItem>("action_item.jsonl", &["added", "started", "reassigned", "rescheduled", "completed", "reopened"]);
}

#[test]
fn events_of_a_postmortem() {
    let kinds = ["started", "review_requested", "approved", "changes_asked", "approval_voided"];
    still_decodes::<Postmortem>("postmortem.jsonl", &kinds);
}

#[test]
fn events_of_the_organisation() {
    let kinds = [
        "severities_revised",
        "severity_words_revised",
        "contacts_revised",
        "postmortem_template_adopted",
        "protocol_adopted",
        "triage_adopted",
    ];
    still_decodes::<Organisation>("organisation.jsonl", &kinds);
}

#[test]
fn events_of_a_runbook() {
    let kinds = [
        "version_published",
        "owners_changed",
        "severity_changed",
        "severity_as_written",
        "review_interval_changed",
        "review_interval_as_usual",
        "review_scheduled",
        "reviewed",
        "review_put_off",
        "retired",
        "reinstated",
        "exercised",
        "file_caught_up",
    ];
    still_decodes::<Runbook>("runbook.jsonl", &kinds);
}

#[test]
fn events_of_a_proposal() {
    let kinds = ["begun", "revised", "review_requested", "remarked", "approved", "changes_asked", "withdrawn", "published"];
    still_decodes::<Proposal>("proposal.jsonl", &kinds);
}
