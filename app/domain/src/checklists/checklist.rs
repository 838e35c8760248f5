use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::{BranchRef, Item, ItemState, Parameter, ParameterValue, Plan, PlanBranch, SetAside};
use crate::{
    ids::{ChecklistId, RunbookId},
    incidents::IncidentEvent,
    log::{Actor, Recorded},
    runbooks::{Anchor, Due, SectionKind},
};

/// A runbook version being carried out. It keeps the plan it began with, whatever becomes of the runbook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checklist {
    pub id: ChecklistId,
    pub source: ChecklistSource,
    pub title: String,
    pub started_at: DateTime<Utc>,
    pub started_by: Actor,
    pub groups: Vec<ChecklistGroup>,
    /// What its items leave to be filled in.
    pub parameters: Vec<Parameter>,
    /// Lessons that are not to be offered to the runbook, by their keys.
    pub aside: BTreeMap<String, SetAside>,
}

/// What a checklist was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum ChecklistSource {
    Runbook {
        runbook: RunbookId,
        slug: String,
        version: i64,
    },
    /// The triage checklist that every incident may begin with.
    Triage,
    /// The protocol that every incident follows.
    Protocol,
}

/// Items that belong together: a section of the runbook, a window of time, a branch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChecklistGroup {
    pub key: String,
    pub title: String,
    pub section: SectionKind,
    pub due: Option<Due>,
    /// When its items should be done; known once the anchor is.
    pub due_at: Option<DateTime<Utc>>,
    /// The branch that it hangs on; greyed until that branch is chosen.
    pub branch: Option<BranchRef>,
    pub items: Vec<Item>,
    pub decision: Option<DecisionPoint>,
}

/// A question that a person answers on record; the answer can be revised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecisionPoint {
    pub key: String,
    pub ask: String,
    pub branches: Vec<PlanBranch>,
    pub chosen: Option<Choice>,
}

/// The branch that somebody chose, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    pub branch: String,
    /// The branch that was chosen first, where the answer was given more than once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    pub reason: String,
    pub evidence: Option<i64>,
    pub by: Actor,
    pub at: DateTime<Utc>,
}

impl Checklist {
    pub(crate) fn start(id: ChecklistId, source: ChecklistSource, plan: &Plan, recorded: &Recorded<IncidentEvent>) -> Self {
        let groups = plan.groups.iter().map(|group| ChecklistGroup {
            key: group.key.clone(),
            title: group.title.clone(),
            section: group.section,
            due: group.due,
            due_at: None,
            branch: group.branch.clone(),
            items: group.items.iter().map(|item| Item::planned(item, recorded.seq)).collect(),
            decision: group.decision.as_ref().map(|decision| DecisionPoint {
                key: decision.key.clone(),
                ask: decision.ask.clone(),
                branches: decision.branches.clone(),
                chosen: None,
            }),
        });
        Self {
            id,
            source,
            title: plan.title.clone(),
            started_at: recorded.occurred_at,
            started_by: recorded.actor.clone(),
            groups: groups.collect(),
            parameters: Parameter::of(plan),
            aside: BTreeMap::new(),
        }
    }

    pub fn item(&self, key: &str) -> Option<&Item> {
        self.groups.iter().flat_map(|group| &group.items).find(|item| item.key == key)
    }

    pub fn decision(&self, key: &str) -> Option<&DecisionPoint> {
        self.groups.iter().filter_map(|group| group.decision.as_ref()).find(|decision| decision.key == key)
    }

    /// Whether a group is to be worked: it hangs on no branch, or on the chosen one.
    pub fn is_live(&self, group: &ChecklistGroup) -> bool {
        group.branch.as_ref().is_none_or(|branch| {
            self.decision(&branch.decision)
                .and_then(|decision| decision.chosen.as_ref())
                .is_some_and(|chosen| chosen.branch == branch.branch)
        })
    }

    /// Open items and all items, of the groups that are to be worked.
    pub fn tally(&self) -> (i64, i64) {
        let items = self.groups.iter().filter(|group| self.is_live(group)).flat_map(|group| &group.items);
        items.fold((0, 0), |(open, total), item| (open + i64::from(item.state == ItemState::Open), total + 1))
    }

    pub(crate) fn settle_due_times(&mut self, declared_at: DateTime<Utc>, resolved_at: Option<DateTime<Utc>>) {
        for group in &mut self.groups {
            group.due_at = group.due.as_ref().and_then(|due| {
                let from = match due.anchor {
                    Anchor::Declared => Some(declared_at),
                    Anchor::Resolved => resolved_at,
                };
                from.map(|from| from + Duration::minutes(i64::from(due.minutes)))
            });
        }
    }

    pub(crate) fn apply(&mut self, recorded: &Recorded<IncidentEvent>) {
        match &recorded.event {
            IncidentEvent::ItemChanged { item, change, .. } => {
                let found = self.groups.iter_mut().flat_map(|group| &mut group.items).find(|candidate| candidate.key == *item);
                if let Some(found) = found {
                    found.change(change, recorded);
                }
            }
            IncidentEvent::ItemAdded { group, item, text, .. } => {
                if let Some(found) = self.groups.iter_mut().find(|candidate| candidate.key == *group) {
                    found.items.push(Item::added(item, text, recorded));
                }
            }
            IncidentEvent::ValueSet { name, value, .. } => {
                if let Some(found) = self.parameters.iter_mut().find(|candidate| candidate.name == *name) {
                    let (text, by, at) = (value.clone(), recorded.actor.clone(), recorded.occurred_at);
                    found.value = (!value.is_empty()).then_some(ParameterValue { text, by, at });
                }
            }
            IncidentEvent::LessonSetAside { lesson, words, reason, .. } => {
                let (words, reason) = (words.clone(), reason.clone());
                let aside = SetAside { words, reason, by: recorded.actor.clone(), at: recorded.occurred_at };
                self.aside.insert(lesson.clone(), aside);
            }
            IncidentEvent::LessonOfferedAgain { lesson, .. } => {
                self.aside.remove(lesson);
            }
            IncidentEvent::BranchChosen { decision, branch, reason, evidence, .. } => {
                let found = self
                    .groups
                    .iter_mut()
                    .filter_map(|group| group.decision.as_mut())
                    .find(|candidate| candidate.key == *decision);
                if let Some(found) = found {
                    let first = found.chosen.take().map(|before| before.first.unwrap_or(before.branch));
                    found.chosen = Some(Choice {
                        branch: branch.clone(),
                        first,
                        reason: reason.clone(),
                        evidence: *evidence,
                        by: recorded.actor.clone(),
                        at: recorded.occurred_at,
                    });
                }
            }
            _ => {}
        }
    }
}
