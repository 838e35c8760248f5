use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::PlanItem;
use crate::{
    incidents::{IncidentEvent, ItemChange},
    log::{Actor, Person, Recorded},
    runbooks::{Command, Danger},
};

/// A step on a checklist. It keeps the step's key, so that the runbook can learn from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub key: String,
    pub text: String,
    pub detail: String,
    pub danger: Danger,
    pub commands: Vec<Command>,
    /// Whether somebody added it during the incident.
    pub is_added: bool,
    pub state: ItemState,
    pub assignee: Option<Person>,
    pub note: String,
    /// Who changed its state last, and when.
    pub by: Option<Actor>,
    pub at: Option<DateTime<Utc>>,
    /// The event that touched it last.
    pub seq: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ItemState {
    #[default]
    Open,
    Done,
    Skipped {
        reason: String,
    },
    NotApplicable {
        reason: String,
    },
}

impl Item {
    pub(super) fn planned(plan: &PlanItem, seq: i64) -> Self {
        Self {
            key: plan.key.clone(),
            text: plan.text.clone(),
            detail: plan.detail.clone(),
            danger: plan.danger,
            commands: plan.commands.clone(),
            is_added: false,
            state: ItemState::Open,
            assignee: None,
            note: String::new(),
            by: None,
            at: None,
            seq,
        }
    }

    pub(super) fn added(key: &str, text: &str, recorded: &Recorded<IncidentEvent>) -> Self {
        let plan = PlanItem {
            key: key.to_owned(),
            text: text.to_owned(),
            detail: String::new(),
            danger: Danger::None,
            commands: vec![],
        };
        Self {
            is_added: true,
            by: Some(recorded.actor.clone()),
            at: Some(recorded.occurred_at),
            ..Self::planned(&plan, recorded.seq)
        }
    }

    pub(super) fn change(&mut self, change: &ItemChange, recorded: &Recorded<IncidentEvent>) {
        self.seq = recorded.seq;
        let state = match change {
            ItemChange::Assigned { person } => {
                self.assignee.clone_from(person);
                return;
            }
            ItemChange::Noted { text } => {
                self.note.clone_from(text);
                return;
            }
            ItemChange::Checked => ItemState::Done,
            ItemChange::Unchecked => ItemState::Open,
            ItemChange::Skipped { reason } => ItemState::Skipped { reason: reason.clone() },
            ItemChange::NotApplicable { reason } => ItemState::NotApplicable { reason: reason.clone() },
        };
        self.state = state;
        self.by = Some(recorded.actor.clone());
        self.at = Some(recorded.occurred_at);
    }
}
