use serde::{Deserialize, Serialize};

use crate::runbooks::{Branch, Command, Danger, Decision, Due, Mention, RunbookDraft, Section, SectionKind, Shelf, Step};

/// What a checklist is made from: the lines of a runbook version that are to be done, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub title: String,
    pub groups: Vec<Group>,
}

/// Items that are done together: a section, or the part of it that belongs to one branch or window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Unique in the plan.
    pub key: String,
    pub title: String,
    pub section: SectionKind,
    pub due: Option<Due>,
    /// Where the group is only for those who chose this branch.
    pub branch: Option<BranchRef>,
    pub items: Vec<PlanItem>,
    /// Asked after the items.
    pub decision: Option<PlanDecision>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchRef {
    pub decision: String,
    pub branch: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanItem {
    /// The key of the step.
    pub key: String,
    pub text: String,
    pub detail: String,
    pub danger: Danger,
    pub commands: Vec<Command>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanDecision {
    pub key: String,
    pub ask: String,
    pub branches: Vec<PlanBranch>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanBranch {
    pub key: String,
    pub label: String,
    pub detail: String,
    /// The other runbook to which it leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runbook: Option<OtherRunbook>,
}

/// A runbook that a plan leads to, as it was called when the checklist was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherRunbook {
    pub slug: String,
    pub title: String,
}

impl Plan {
    /// Takes the sections that are to be done: immediate, diagnostics, mitigation, escalation,
    /// post-incident, and any other that a branch leads to. Symptoms, causes and prevention are
    /// there to be read, and stay in the runbook.
    pub fn from_runbook(runbook: &RunbookDraft) -> Self {
        let groups = runbook
            .sections
            .iter()
            .filter_map(|section| {
                let hangs_on = branch_to(runbook, section);
                (section.kind.is_action() || hangs_on.is_some()).then(|| groups_of(section, hangs_on))
            })
            .flatten()
            .collect();
        Self { title: runbook.title.clone(), groups }
    }

    /// For a list that has no sections, as a triage checklist or a protocol.
    pub fn from_steps(title: &str, steps: &[Step]) -> Self {
        let mut groups = Vec::new();
        if !steps.is_empty() {
            groups.push(Group {
                key: "steps".to_owned(),
                title: title.to_owned(),
                section: SectionKind::Other,
                due: None,
                branch: None,
                items: steps.iter().map(PlanItem::from).collect(),
                decision: None,
            });
        }
        Self { title: title.to_owned(), groups }
    }

    /// Lets each branch that names another runbook lead there. `collection` and `own` are whose plan it is.
    #[must_use]
    pub fn leading(mut self, books: &Shelf, collection: &str, own: &str) -> Self {
        let decisions = self.groups.iter_mut().filter_map(|group| group.decision.as_mut());
        for branch in decisions.flat_map(|decision| &mut decision.branches) {
            let words = format!("{}\n{}", branch.label, branch.detail);
            let named = books.mentions(&words, collection, own).into_iter().next();
            branch.runbook = named.map(|Mention { slug, title, .. }| OtherRunbook { slug, title });
        }
        self
    }

    pub fn items(&self) -> impl Iterator<Item = &PlanItem> {
        self.groups.iter().flat_map(|group| &group.items)
    }
}

fn branch_to(runbook: &RunbookDraft, section: &Section) -> Option<BranchRef> {
    runbook.sections.iter().flat_map(|other| &other.decisions).find_map(|decision| {
        let branch = decision.branches.iter().find(|branch| branch.leads_to.as_deref() == Some(section.key.as_str()))?;
        Some(BranchRef { decision: decision.key.clone(), branch: branch.key.clone() })
    })
}

/// A section is cut wherever the branch or the window changes, and after each decision.
fn groups_of(section: &Section, hangs_on: Option<BranchRef>) -> Vec<Group> {
    let mut cutter = Cutter { section, hangs_on, groups: Vec::new(), open: false };
    cutter.ask(None, None);
    let mut asked_within: Vec<&str> = Vec::new();
    for step in &section.steps {
        if let Some(branch) = step.branch.as_deref()
            && !asked_within.contains(&branch)
        {
            asked_within.push(branch);
            cutter.ask(None, Some(branch));
        }
        cutter.put(step);
        cutter.ask(Some(&step.key), None);
    }
    cutter.groups
}

struct Cutter<'r> {
    section: &'r Section,
    hangs_on: Option<BranchRef>,
    groups: Vec<Group>,
    /// Whether the last group still takes items.
    open: bool,
}

impl Cutter<'_> {
    fn put(&mut self, step: &Step) {
        let branch = self.branch_ref(step.branch.as_deref());
        let due = step.due.or_else(|| self.time_box());
        if !(self.open && self.groups.last().is_some_and(|group| group.branch == branch && group.due == due)) {
            self.begin(step.branch.as_deref(), due);
        }
        if let Some(group) = self.groups.last_mut() {
            group.items.push(PlanItem::from(step));
        }
    }

    /// Puts the decisions that come after a step (or first in the section, or first in a branch) at
    /// the end of the group; a second one gets a group of its own.
    fn ask(&mut self, after: Option<&str>, within: Option<&str>) {
        let section = self.section;
        for decision in &section.decisions {
            let here = match after {
                Some(step) => decision.after.as_deref() == Some(step),
                None => decision.after.is_none() && decision.branch.as_deref() == within,
            };
            if !here {
                continue;
            }
            if !self.open {
                self.begin(decision.branch.as_deref(), self.time_box());
            }
            if let Some(group) = self.groups.last_mut() {
                group.decision = Some(PlanDecision::from(decision));
            }
            self.open = false;
        }
    }

    fn begin(&mut self, branch: Option<&str>, due: Option<Due>) {
        let number = self.groups.len() + 1;
        let key = if number == 1 { self.section.key.clone() } else { format!("{}.{number}", self.section.key) };
        let label = branch.and_then(|key| self.label(key)).or_else(|| due.filter(|_| self.time_box() != due).map(window));
        let title = match label {
            Some(label) => format!("{}: {label}", self.section.title),
            None if number > 1 => format!("{}, continued", self.section.title),
            None => self.section.title.clone(),
        };
        let branch = self.branch_ref(branch);
        self.groups.push(Group { key, title, section: self.section.kind, due, branch, items: Vec::new(), decision: None });
        self.open = true;
    }

    fn time_box(&self) -> Option<Due> {
        self.section.time_box_minutes.map(|minutes| Due { minutes, anchor: self.section.kind.anchor() })
    }

    fn branch_ref(&self, branch: Option<&str>) -> Option<BranchRef> {
        let Some(branch) = branch else {
            return self.hangs_on.clone();
        };
        let decision =
            self.section.decisions.iter().find(|decision| decision.branches.iter().any(|known| known.key == branch))?;
        Some(BranchRef { decision: decision.key.clone(), branch: branch.to_owned() })
    }

    fn label(&self, branch: &str) -> Option<String> {
        let mut branches = self.section.decisions.iter().flat_map(|decision| &decision.branches);
        branches.find(|known| known.key == branch).map(|known| known.label.clone())
    }
}

/// In the unit that people would use.
fn window(due: Due) -> String {
    let (count, unit) = match due.minutes {
        minutes if minutes % 10_080 == 0 => (minutes / 10_080, "week"),
        minutes if minutes % 1_440 == 0 && minutes > 1_440 => (minutes / 1_440, "day"),
        minutes if minutes % 60 == 0 => (minutes / 60, "hour"),
        minutes => (minutes, "minute"),
    };
    format!("within {count} {unit}{}", if count == 1 { "" } else { "s" })
}

impl From<&Step> for PlanItem {
    fn from(step: &Step) -> Self {
        Self {
            key: step.key.clone(),
            text: step.text.clone(),
            detail: step.detail.clone(),
            danger: step.danger,
            commands: step.commands.clone(),
        }
    }
}

impl From<&Decision> for PlanDecision {
    fn from(decision: &Decision) -> Self {
        let branches = decision
            .branches
            .iter()
            .map(|Branch { key, label, detail, .. }| PlanBranch {
                key: key.clone(),
                label: label.clone(),
                detail: detail.clone(),
                runbook: None,
            })
            .collect();
        Self { key: decision.key.clone(), ask: decision.ask.clone(), branches }
    }
}
