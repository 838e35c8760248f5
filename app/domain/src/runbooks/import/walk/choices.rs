//! Decisions and their branches.

use super::super::{
    blocks::{Block, Kind},
    comments::{Alternatives, alternatives},
    labels::label,
    text::{dedented, one_line},
};
use super::walker::{Owner, Walker};
use crate::runbooks::{Branch, Decision};

const ASK: &str = "Which of these applies?";

impl Walker<'_, '_> {
    pub(super) fn branch_key(&self) -> Option<String> {
        let (decision, branch) = self.branch?;
        Some(self.decisions.get(decision)?.branches.get(branch)?.key.clone())
    }

    pub(super) fn branch_mut(&mut self) -> Option<&mut Branch> {
        let (decision, branch) = self.branch?;
        self.decisions.get_mut(decision)?.branches.get_mut(branch)
    }

    /// Begins a branch of the section's own choice; the steps up to the next one belong to it.
    pub(super) fn begin_branch(&mut self, label: &str, level: Option<u8>) {
        self.leave_branch();
        let decision = match self.choice {
            Some(decision) => decision,
            None => self.ask(ASK.to_owned()),
        };
        self.choice = Some(decision);
        self.heading = level;
        let branch = self.offer(decision, label, String::new());
        self.branch = branch.map(|branch| (decision, branch));
    }

    pub(super) fn leave_branch(&mut self) {
        self.branch = None;
        self.heading = None;
        self.owner = Owner::Nobody;
        self.quiet = false;
    }

    /// A decision after the last step, with no branches yet.
    pub(super) fn ask(&mut self, ask: String) -> usize {
        let branch = self.branch_key();
        let after = self.steps.iter().rev().find(|step| branch.is_none() || step.branch == branch).map(|step| step.key.clone());
        let key = self.keys.decision(self.kind.prefix());
        self.decisions.push(Decision { key, ask, after, branch, branches: Vec::new() });
        self.decisions.len() - 1
    }

    pub(super) fn offer(&mut self, decision: usize, label: &str, detail: String) -> Option<usize> {
        let key = self.keys.branch(self.kind.prefix());
        let decision = self.decisions.get_mut(decision)?;
        decision.branches.push(Branch { key, label: one_line(label), detail, leads_to: None });
        Some(decision.branches.len() - 1)
    }

    /// The list under "Decision Point": each item is a branch.
    pub(super) fn offer_items(&mut self, ask: String, list: &Block) {
        let decision = self.ask(if ask.is_empty() { ASK.to_owned() } else { ask });
        for item in &list.children {
            let Some((first, rest)) = item.children.split_first() else {
                continue;
            };
            let text = if first.kind == Kind::Paragraph { one_line(first.text(self.source)) } else { String::new() };
            let (name, way) = match label(&text) {
                Some(label) => (label.name, label.rest),
                None => text
                    .split_once(" → ")
                    .or_else(|| text.split_once(": "))
                    .or_else(|| text.split_once(", "))
                    .unwrap_or((&text, "")),
            };
            let mut detail = way.trim().to_owned();
            if let Some(next) = rest.first() {
                super::walker::append(&mut detail, &dedented(self.source, next.start, item.end));
            }
            self.offer(decision, name, detail);
        }
        self.asked = true;
        // What comes after an answered question stands on its own.
        self.owner = Owner::Nobody;
        self.choice = None;
    }

    /// Comments such as `# If it fails → the database is down` after the step that was just added.
    pub(super) fn remark(&mut self, content: &str) {
        if let Some(Alternatives { ask, ways }) = alternatives(content)
            && let Some(step) = self.steps.last()
        {
            self.remarks.push(Remark { after: step.key.clone(), branch: step.branch.clone(), ask, ways });
        }
    }

    /// Turns remarks into decisions. Where the section has a decision point of its own, they are
    /// hints for that, and stay in the step's detail.
    pub(super) fn offer_remarks(&mut self) {
        let asked = self.asked;
        for remark in std::mem::take(&mut self.remarks) {
            if asked && remark.branch.is_none() {
                continue;
            }
            let key = self.keys.decision(self.kind.prefix());
            let ask = remark.ask.unwrap_or_else(|| ASK.to_owned());
            self.decisions.push(Decision { key, ask, after: Some(remark.after), branch: remark.branch, branches: Vec::new() });
            for (sign, way) in remark.ways {
                self.offer(self.decisions.len() - 1, &sign, way);
            }
        }
    }
}

/// Ways to go on that a comment names.
pub(super) struct Remark {
    after: String,
    branch: Option<String>,
    ask: Option<String>,
    ways: Vec<(String, String)>,
}
