//! Lists: items as steps, items as branches.

use super::super::{
    blocks::{Block, Kind},
    commands,
    fences::as_code,
    labels::{alternative, label},
    text::{dedented, one_line, plain},
};
use super::walker::{Owner, Walker};
use crate::runbooks::{Command, SectionKind};

impl Walker<'_, '_> {
    pub(super) fn list(&mut self, list: &Block) {
        if let Some(ask) = self.asking.take() {
            self.offer_items(ask, list);
        } else if self.owner == Owner::Heading {
            self.attach(dedented(self.source, list.start, list.end), list, false);
            let commands = list.children.iter().flat_map(|item| self.commands(item)).collect();
            self.give(commands);
        } else if self.quiet || self.kind == SectionKind::Trigger {
            self.attach(dedented(self.source, list.start, list.end), list, false);
        } else if self.branch.is_none() && self.may_branch() && self.offers_branches(list) {
            for item in &list.children {
                self.branch_item(item);
            }
            self.leave_branch();
            self.choice = None;
        } else {
            for item in &list.children {
                self.item(item);
            }
            self.owner = Owner::Item;
        }
    }

    fn item(&mut self, item: &Block) {
        let Some((first, rest)) = item.children.split_first() else {
            return;
        };
        let nested = || rest.iter().filter(|block| matches!(block.kind, Kind::List { .. }));
        let title = first.kind == Kind::Paragraph && label(first.text(self.source)).is_some_and(|label| label.rest.is_empty());
        // "**Logs:**" over a list of signs is a title, and the signs are what can be seen.
        if self.kind == SectionKind::Symptoms && title && nested().next().is_some() {
            for list in nested() {
                for item in &list.children {
                    self.item(item);
                }
            }
            return;
        }
        // "**Root Cause:** …" among things to do is something to know.
        if self.may_branch() && rest.is_empty() && label(first.text(self.source)).is_some_and(|label| is_knowledge(label.name)) {
            self.owner = Owner::Nobody;
            self.attach(one_line(first.text(self.source)), item, false);
            return;
        }
        let commands = self.commands(item);
        let detail = |from: Option<&Block>| from.map(|block| dedented(self.source, block.start, item.end)).unwrap_or_default();
        match &first.kind {
            Kind::Paragraph => self.add(one_line(first.text(self.source)), detail(rest.first()), commands, item),
            Kind::Fence { .. } => {
                let line = first.content.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
                self.add(as_code(line), detail(Some(first)), commands, item);
            }
            _ => self.add(one_line(first.raw(self.source)), detail(rest.first()), commands, item),
        }
    }

    /// An alternative with its steps in a list of its own.
    fn branch_item(&mut self, item: &Block) {
        let Some((first, rest)) = item.children.split_first() else {
            return;
        };
        let text = one_line(first.text(self.source));
        let (name, way) = label(&text).map_or((text.as_str(), ""), |label| (label.name, label.rest));
        let name = alternative(name).unwrap_or(name);
        self.begin_branch(name, None);
        self.attach(way.to_owned(), item, false);
        self.blocks(rest);
    }

    /// Bold titles over ordered steps, at least two of them or one that says "Scenario" or "If".
    fn offers_branches(&self, list: &Block) -> bool {
        let titled = list.children.iter().filter(|item| self.titles_steps(item)).count();
        let said = list.children.iter().any(|item| {
            let text = item.children.first().map(|first| first.text(self.source)).unwrap_or_default();
            self.titles_steps(item) && label(text).is_some_and(|label| alternative(label.name).is_some())
        });
        titled == list.children.len() && (titled > 1 || said)
    }

    fn titles_steps(&self, item: &Block) -> bool {
        let bold =
            item.children.first().is_some_and(|first| label(first.text(self.source)).is_some_and(|label| label.rest.is_empty()));
        bold && item.children.get(1).is_some_and(|second| second.kind == Kind::List { ordered: true })
    }

    /// Commands anywhere in an item.
    fn commands(&self, block: &Block) -> Vec<Command> {
        match &block.kind {
            Kind::Paragraph => commands::in_line(block.text(self.source)),
            Kind::Fence { tag } => commands::in_fence(tag, &block.content),
            _ => block.children.iter().flat_map(|child| self.commands(child)).collect(),
        }
    }
}

fn is_knowledge(name: &str) -> bool {
    ["root cause", "cause", "known issue", "background", "symptoms", "scenario"].contains(&plain(name).as_str())
}
