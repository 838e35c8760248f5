use serde::{Deserialize, Serialize};

use crate::runbooks::{RunbookDraft, Step};

/// A step that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepChanged {
    pub key: String,
    pub change: StepChange,
    /// As it reads now; for one that is gone, as it read.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepChange {
    Added,
    /// Its own line says something else.
    Reworded,
    /// What belongs to it does: its commands, its details.
    Detailed,
    Removed,
}

impl StepChange {
    pub const ALL: [Self; 4] = [Self::Added, Self::Reworded, Self::Detailed, Self::Removed];

    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Reworded => "reworded",
            Self::Detailed => "changed in details",
            Self::Removed => "removed",
        }
    }
}

/// Which steps differ between two versions, in the new one's order, then those that are gone. Steps are known
/// again by their keys, which a version takes over from the one before.
pub fn changed_steps(old: &RunbookDraft, new: &RunbookDraft) -> Vec<StepChanged> {
    let changed = |step: &Step, change| StepChanged { key: step.key.clone(), change, text: step.text.clone() };
    let here = new.steps().filter_map(|step| {
        let change = match old.step(&step.key) {
            None => StepChange::Added,
            Some(before) if before.text != step.text => StepChange::Reworded,
            Some(before) if before.detail != step.detail || before.commands != step.commands => StepChange::Detailed,
            Some(_) => return None,
        };
        Some(changed(step, change))
    });
    let gone = old.steps().filter(|step| new.step(&step.key).is_none()).map(|step| changed(step, StepChange::Removed));
    here.chain(gone).collect()
}
