//! Headings and paragraphs.

use super::super::{
    blocks::{Block, Kind},
    commands,
    labels::{Label, alternative, heading_line, label, numbered},
    text::{dedented, one_line, plain},
    windows::window,
};
use super::walker::{Owner, Walker};
use crate::runbooks::{Due, SectionKind};

/// Labels under which nothing is done.
const QUIET: &[&str] = &[
    "example",
    "examples",
    "expected",
    "expected outcome",
    "expected result",
    "output",
    "sample output",
    "note",
    "notes",
    "background",
    "why",
    "symptoms",
    "scenario",
];

/// Labels whose line is something to do.
const DOING: &[&str] = &[
    "action",
    "actions",
    "follow up",
    "long term fix",
    "long term",
    "next",
    "next step",
    "then",
    "verify",
    "verification",
    "escalate",
    "notify",
    "undo",
    "rollback",
    "temporary",
    "permanent",
    "check",
];

impl Walker<'_, '_> {
    /// A heading below the section's own.
    pub(super) fn heading(&mut self, block: &Block, level: u8, next: Option<&Block>) {
        let title = block.text(self.source).trim_end_matches('#').trim();
        if self.heading.is_none_or(|began| level <= began) {
            self.leave_branch();
        }
        self.owner = Owner::Nobody;
        self.quiet = false;
        if self.announces(title) {
            return;
        }
        if let Some(title) = alternative(title).filter(|_| self.may_branch()) {
            self.begin_branch(title, Some(level));
            return;
        }
        let followed_by_list = next.is_some_and(|next| matches!(next.kind, Kind::List { .. }));
        let text = numbered(title).map(|(_, text)| text);
        if text.is_some() || (self.may_branch() && !followed_by_list && next.is_some()) {
            self.add(text.unwrap_or(title).to_owned(), String::new(), Vec::new(), block);
            self.owner = Owner::Heading;
        } else {
            self.quiet = QUIET.contains(&plain(title).as_str());
        }
    }

    pub(super) fn paragraph(&mut self, block: &Block) {
        let text = block.text(self.source);
        let labelled = text.lines().count() > 1 && text.lines().all(|line| label(line).is_some());
        if labelled {
            for line in text.lines() {
                self.line(line, block);
            }
        } else {
            self.line(text, block);
        }
    }

    fn line(&mut self, text: &str, block: &Block) {
        match label(text) {
            Some(Label { name, rest: "" }) => self.title_line(name, text, block),
            Some(label) => self.labelled(&label, text, block),
            None if heading_line(text).is_some_and(|title| text.trim().ends_with(':') && self.announces(title)) => {}
            None => self.attach(dedented_line(self.source, block), block, true),
        }
    }

    /// A bold line by itself.
    fn title_line(&mut self, name: &str, text: &str, block: &Block) {
        if self.announces(name) {
            return;
        }
        if let Some((_, title)) = numbered(name) {
            self.quiet = false;
            self.add(title.to_owned(), String::new(), Vec::new(), block);
            self.owner = Owner::Heading;
        } else if let Some(title) = alternative(name).filter(|_| self.may_branch()) {
            let level = self.heading;
            self.begin_branch(title, level);
        } else if self.owner == Owner::Heading {
            self.attach(text.to_owned(), block, false);
        } else {
            self.owner = Owner::Nobody;
            self.quiet = QUIET.contains(&plain(name).as_str());
            if self.quiet {
                self.attach(text.to_owned(), block, false);
            }
        }
    }

    /// `**Follow-up**: Post-mortem within 24 hours`.
    fn labelled(&mut self, label: &Label<'_>, text: &str, block: &Block) {
        if is_decision(label.name) {
            self.asking = Some(one_line(label.rest));
            return;
        }
        let doing = DOING.contains(&plain(label.name).as_str()) || alternative(label.name).is_some();
        let numbered_step = numbered(label.name).is_some();
        let to_know = !self.kind.is_action() && !matches!(self.kind, SectionKind::Trigger | SectionKind::Other);
        if numbered_step || ((doing && self.may_branch()) || to_know) && self.owner != Owner::Heading {
            self.quiet = false;
            let text = one_line(text);
            let commands = commands::in_line(&text);
            self.add(text, String::new(), commands, block);
            self.owner = if numbered_step { Owner::Heading } else { Owner::Item };
        } else {
            self.attach(text.trim().to_owned(), block, false);
        }
    }

    /// Whether a line announces a question or a window for what follows.
    fn announces(&mut self, title: &str) -> bool {
        let title = numbered(title).map_or(title, |(_, rest)| rest);
        if is_decision(title) {
            self.asking = Some(String::new());
            return true;
        }
        let Some(minutes) = window(title) else {
            return false;
        };
        self.due = Some(Due { minutes, anchor: self.kind.anchor() });
        self.leave_branch();
        true
    }

    pub(super) fn may_branch(&self) -> bool {
        self.kind.is_action() || self.kind == SectionKind::Other
    }
}

fn is_decision(title: &str) -> bool {
    let title = numbered(title).map_or(title, |(_, rest)| rest);
    ["decision point", "decision", "decide", "choose"].contains(&plain(title).as_str())
}

fn dedented_line(source: &str, block: &Block) -> String {
    dedented(source, block.start, block.end).trim_start().to_owned()
}
