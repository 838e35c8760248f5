use chrono::{DateTime, Utc};

use super::decide;
use crate::{
    checklists::{ChecklistSource, ItemState},
    ids::{ChecklistId, IncidentId},
    incidents::{Command, Declaration, Incident, IncidentEvent as E, ItemChange as C, ItemRef, Promise, Severity},
    log::{Fold, Recorded},
    people::Who,
    refusal::Refusal,
    timeline::sentence,
};

const LIST: ChecklistId = ChecklistId(uuid::Uuid::from_u128(7));

/// The second of its items can't be undone, and then a question is asked.
const PLAN: &str = r#"{"title": "Disk", "groups": [{
    "key": "imm", "title": "First", "section": "immediate", "due": null, "branch": null,
    "items": [
        {"key": "imm-1", "text": "Look", "detail": "", "danger": "caution", "commands": []},
        {"key": "imm-2", "text": "Empty the `archive`", "detail": "", "danger": "destructive", "commands": []}],
    "decision": {"key": "d-1", "ask": "Is there room?", "branches": [
        {"key": "yes", "label": "Yes", "detail": ""}, {"key": "no", "label": "No", "detail": ""}]}
}]}"#;

const RUN: &str = r#"{"outcome": "does_not_hold", "title": "Room", "target": "orders-db", "request": "SHOW server_version",
    "predicate": "rows > 0", "started_at": "2026-11-22T14:11:00Z", "duration_ms": 84, "excerpt": null,
    "explanation": "0 rows", "output_sha256": null, "output_bytes": 0, "redactions": 0, "truncated": false}"#;

/// What becomes of an incident with that checklist when one thing is asked for after the other.
#[derive(Default)]
struct Story(Incident);

impl Story {
    fn begun() -> Self {
        let mut story = Self::default();
        let declaration = Declaration {
            id: IncidentId::default(),
            number: 1,
            title: "The disk is full".to_owned(),
            severity: Severity::P2,
            summary: String::new(),
            service: String::new(),
            drill: false,
            restricted: None,
            promise: Promise::default(),
        };
        story.takes(Command::Declare(declaration));
        let (source, plan) = (ChecklistSource::Triage, serde_json::from_str(PLAN).unwrap());
        story.takes(Command::StartChecklist { id: LIST, source, plan });
        story
    }

    fn asked(&mut self, command: Command) -> Result<Vec<E>, Refusal> {
        let (at, who) = (DateTime::<Utc>::UNIX_EPOCH, Who::tocsin());
        let events = decide(&self.0, command, &who, at)?;
        for event in events.iter().cloned() {
            let seq = self.0.seq + 1;
            self.0.apply(&Recorded { seq, occurred_at: at, recorded_at: at, actor: who.actor.clone(), event });
        }
        Ok(events)
    }

    fn takes(&mut self, command: Command) -> Vec<E> {
        self.asked(command).unwrap()
    }

    /// What the timeline says of what came of it.
    fn told(&mut self, command: Command) -> Vec<String> {
        let events = self.takes(command);
        events.iter().map(|event| sentence(event, &self.0)).collect()
    }

    fn state(&self, item: &str) -> ItemState {
        self.0.checklists[0].item(item).unwrap().state.clone()
    }
}

fn at(item: &str) -> ItemRef {
    ItemRef { checklist: LIST, item: item.to_owned() }
}

fn change(item: &str, change: C) -> Command {
    Command::ChangeItem { at: at(item), change }
}

fn confirm(item: &str) -> Command {
    Command::ConfirmItem { at: at(item) }
}

fn choose(branch: &str, reason: &str, evidence: Option<i64>) -> Command {
    let (decision, branch, reason) = ("d-1".to_owned(), branch.to_owned(), reason.to_owned());
    Command::ChooseBranch { checklist: LIST, decision, branch, reason, evidence }
}

#[test]
fn what_cant_be_undone_is_ticked_by_a_second_act_alone() {
    let mut story = Story::begun();
    let refused = story.asked(change("imm-2", C::Checked)).unwrap_err();
    assert!(refused.to_string().contains("press “I did this”"), "{refused}");
    assert_eq!(story.state("imm-2"), ItemState::Open);

    assert_eq!(story.told(confirm("imm-2")), ["checked “Empty the archive”"]);
    assert_eq!(story.state("imm-2"), ItemState::Done);
    assert_eq!(story.takes(change("imm-2", C::Checked)), [], "it is so already");
    assert_eq!(story.takes(confirm("imm-2")), []);

    story.takes(change("imm-2", C::Unchecked));
    assert_eq!(story.state("imm-2"), ItemState::Open);
    story.takes(change("imm-2", C::Skipped { reason: "There is room".to_owned() }));
    assert!(story.asked(change("imm-2", C::Checked)).is_err(), "also where it was left aside");
}

#[test]
fn what_can_be_changed_back_is_ticked_at_once() {
    let mut story = Story::begun();
    story.takes(change("imm-1", C::Checked));
    assert_eq!(story.state("imm-1"), ItemState::Done);
    story.takes(change("imm-1", C::Unchecked));
    story.takes(confirm("imm-1"));
    assert_eq!(story.state("imm-1"), ItemState::Done, "whoever was asked twice has said so too");
}

#[test]
fn a_branch_is_chosen_on_evidence_that_is_there() {
    let mut story = Story::begun();
    assert!(matches!(story.asked(choose("no", "", Some(1))), Err(Refusal::Invalid { field, .. }) if field == "evidence"));
    let run = Box::new(serde_json::from_str(RUN).unwrap());
    story.takes(Command::RecordEvidence { run, item: Some(at("imm-1")) });
    let told = story.told(choose("no", "It is full", Some(1)));
    assert_eq!(told, ["chose “No” at the decision “Is there room?” (E-1): It is full"]);
}

#[test]
fn the_same_branch_is_chosen_again_where_more_is_said_of_it() {
    let mut story = Story::begun();
    for _ in 0..2 {
        let run = Box::new(serde_json::from_str(RUN).unwrap());
        story.takes(Command::RecordEvidence { run, item: None });
    }
    let mut said = |command: Command| {
        let changed = !story.takes(command).is_empty();
        let chosen = story.0.checklists[0].decision("d-1").unwrap().chosen.clone().unwrap();
        (changed, chosen.branch, chosen.reason, chosen.evidence)
    };
    let mut is = |command: Command, changed: bool, branch: &str, reason: &str, evidence: Option<i64>| {
        assert_eq!(said(command), (changed, branch.to_owned(), reason.to_owned(), evidence));
    };
    is(choose("no", "It is full", None), true, "no", "It is full", None);
    is(choose("no", "It is full", None), false, "no", "It is full", None);
    is(choose("no", "", Some(1)), true, "no", "It is full", Some(1));
    is(choose("no", "", None), false, "no", "It is full", Some(1));
    is(choose("no", "Two nodes are full", Some(2)), true, "no", "Two nodes are full", Some(2));
    is(choose("yes", "", None), true, "yes", "", None);
}
