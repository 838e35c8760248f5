//! Fences.

use super::super::{
    blocks::Block,
    commands,
    comments::numbered_comment,
    danger::danger,
    fences::{as_code, fence_steps, fenced},
    text::dedented,
};
use super::walker::{Owner, Walker};
use crate::runbooks::{Command, SectionKind};

impl Walker<'_, '_> {
    pub(super) fn fence(&mut self, block: &Block, tag: &str) {
        let content = &block.content;
        if self.kind == SectionKind::Symptoms && self.owner == Owner::Nobody {
            // An error as it is seen.
            let line = content.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            let more = content.trim().lines().count() > 1;
            self.add(as_code(line), if more { fenced(tag, content) } else { String::new() }, Vec::new(), block);
        } else if self.quiet
            || is_prose(tag, content)
            || matches!(self.kind, SectionKind::Symptoms | SectionKind::Trigger | SectionKind::Causes)
        {
            self.attach(dedented(self.source, block.start, block.end), block, false);
        } else if matches!(self.owner, Owner::Heading | Owner::Item) {
            self.attach(dedented(self.source, block.start, block.end), block, false);
            self.give(commands::in_fence(tag, content));
            self.remark(content);
        } else {
            for step in fence_steps(content) {
                let commands = commands::in_fence(tag, &step.body);
                self.add(step.text, fenced(tag, &step.body), commands, block);
                self.remark(&step.body);
            }
            self.owner = Owner::Fence;
        }
    }

    /// More commands for the last step.
    pub(super) fn give(&mut self, commands: Vec<Command>) {
        if let Some(step) = self.steps.last_mut() {
            // Its own words and commands were judged when it was added.
            step.danger = step.danger.max(danger("", &commands, false));
            step.commands.extend(commands);
        }
    }
}

/// Output, a configuration, a form: something to read, without a line to carry out.
fn is_prose(tag: &str, content: &str) -> bool {
    let numbered = content.lines().any(|line| numbered_comment(line).is_some());
    commands::is_data(tag) || (tag.is_empty() && !numbered && commands::in_fence(tag, content).is_empty())
}
