use domain::{
    checklists::Plan,
    ids::ChecklistId,
    incidents::{Command, Facts, Incident, IncidentEvent, ItemChange, ItemRef, Stage},
    log::Recorded,
    people::Who,
};
use rand::{Rng, rngs::StdRng, seq::IndexedRandom as _};

use crate::{
    incidents::tests::ITEMS,
    testing::{ada, ben},
};

/// A change that a tab sends, under the name by which it is done only once.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    pub(super) name: String,
    pub(super) who: &'static Who,
    pub(super) command: Command,
}

impl Letter {
    /// Any change. `word` stands in no other one.
    pub(super) fn any(chance: &mut StdRng, checklist: ChecklistId, who: &'static Who, word: &str) -> Self {
        let at = ItemRef { checklist, item: format!("imm-{}", chance.random_range(1..=ITEMS)) };
        let text = word.to_owned();
        let command = match chance.random_range(0..16) {
            0..5 => Command::ChangeItem { at, change: ItemChange::Checked },
            5..7 => Command::ChangeItem { at, change: ItemChange::Unchecked },
            7 => Command::ChangeItem { at, change: ItemChange::Skipped { reason: text } },
            8 => Command::ChangeItem { at, change: ItemChange::Noted { text } },
            9..12 => Command::Note { text },
            12 => Command::Acknowledge,
            13 => {
                let stage = Stage::ALL[1..].choose(chance).copied().unwrap();
                Command::EnterStage { stage, override_reason: Some(text) }
            }
            14 => {
                let facts = Facts { services: text, ..Facts::default() };
                Command::ReviseFacts { was: Box::default(), now: Box::new(facts.into()) }
            }
            _ => Command::AddItem { checklist, group: "imm".to_owned(), text },
        };
        Self { name: format!("{checklist}-{word}"), who, command }
    }

    pub(super) fn anybody(chance: &mut StdRng) -> &'static Who {
        if chance.random_bool(0.5) { ada() } else { ben() }
    }

    /// Whether the log says that it was done: with its word, once; else as often as anybody did the same.
    pub(super) fn is_in(&self, events: &[Recorded<IncidentEvent>]) -> bool {
        let says = |recorded: &&Recorded<IncidentEvent>| match (&self.command, &recorded.event) {
            (Command::ChangeItem { at, change }, IncidentEvent::ItemChanged { item, change: done, .. }) => {
                at.item == *item && change == done
            }
            (Command::ReviseFacts { now, .. }, IncidentEvent::FactsRevised { facts: done, .. }) => now.facts == *done,
            (Command::Note { text }, IncidentEvent::Noted { text: done })
            | (Command::AddItem { text, .. }, IncidentEvent::ItemAdded { text: done, .. }) => text == done,
            (Command::Acknowledge, IncidentEvent::Acknowledged) => true,
            (Command::EnterStage { stage, .. }, IncidentEvent::StageEntered { stage: done, .. }) => stage == done,
            _ => false,
        };
        let times = events.iter().filter(says).count();
        match &self.command {
            // It may have been so already when it was asked for; what became of the item is looked at by itself.
            Command::ChangeItem { change: ItemChange::Unchecked, .. } => true,
            Command::ChangeItem { change: ItemChange::Checked, .. } | Command::Acknowledge | Command::EnterStage { .. } => {
                times > 0
            }
            _ => times == 1,
        }
    }
}

/// What is said of a plan that has been started.
pub(super) fn start(checklist: ChecklistId, plan: Plan) -> Command {
    Command::StartChecklist { id: checklist, source: domain::checklists::ChecklistSource::Triage, plan }
}

/// As the state travels.
pub(super) fn bytes_of(incident: &Incident) -> Vec<u8> {
    serde_json::to_vec(incident).unwrap()
}
