use crate::{
    checklists::{Group, ItemState, PlanItem},
    diagnostics::Outcome,
    incidents::{Command, Incident, IncidentEvent as E, ItemChange as C, ItemRef},
    refusal::Refusal,
    runbooks::Danger,
    scene::{LIST, ada, ask, begun, change, decision, group, item, plan, run},
    timeline::sentence,
};

/// What becomes of an incident with a checklist when one thing is asked for after the other.
struct Story(Incident);

impl Story {
    /// The second of its items can't be undone, and then a question is asked.
    fn begun() -> Self {
        let look = PlanItem { danger: Danger::Caution, ..item("imm-1") };
        let empty = PlanItem { text: "Empty the `archive`".to_owned(), danger: Danger::Destructive, ..item("imm-2") };
        let decision = Some(decision("d-1", "Is there room?", &[("yes", "Yes"), ("no", "No")]));
        Self(begun(plan(vec![Group { items: vec![look, empty], decision, ..group("imm", &[]) }])))
    }

    fn asked(&mut self, command: Command) -> Result<Vec<E>, Refusal> {
        ask(&mut self.0, &ada(), command)
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
    let run = Box::new(run("Room", Outcome::DoesNotHold));
    story.takes(Command::RecordEvidence { run, item: Some(at("imm-1")) });
    let told = story.told(choose("no", "It is full", Some(1)));
    assert_eq!(told, ["chose “No” at the decision “Is there room?” (E-1): It is full"]);
}

#[test]
fn the_same_branch_is_chosen_again_where_more_is_said_of_it() {
    let mut story = Story::begun();
    for _ in 0..2 {
        let run = Box::new(run("Room", Outcome::DoesNotHold));
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
