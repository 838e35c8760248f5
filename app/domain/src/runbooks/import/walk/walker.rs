use super::super::{
    blocks::{Block, Kind},
    danger::danger,
    text::dedented,
};
use super::{Keys, choices::Remark};
use crate::runbooks::{Command, Decision, Due, SectionKind, Step};

/// What was found in a section.
#[derive(Debug, Default)]
pub(in super::super) struct Walked {
    pub(in super::super) intro: String,
    pub(in super::super) steps: Vec<Step>,
    pub(in super::super) decisions: Vec<Decision>,
}

/// Reads a section of this kind, which begins with the first of `blocks`.
pub(in super::super) fn walk(source: &str, kind: SectionKind, blocks: &[Block], keys: &mut Keys) -> Walked {
    let mut walker = Walker {
        source,
        kind,
        keys,
        intro: Vec::new(),
        steps: Vec::new(),
        decisions: Vec::new(),
        remarks: Vec::new(),
        asked: false,
        branch: None,
        choice: None,
        heading: None,
        owner: Owner::Nobody,
        quiet: false,
        due: None,
        asking: None,
    };
    walker.blocks(blocks);
    walker.finish()
}

pub(super) struct Walker<'s, 'k> {
    pub(super) source: &'s str,
    pub(super) kind: SectionKind,
    pub(super) keys: &'k mut Keys,
    pub(super) intro: Vec<Prose>,
    pub(super) steps: Vec<Step>,
    pub(super) decisions: Vec<Decision>,
    /// Ways to go on that comments name.
    pub(super) remarks: Vec<Remark>,
    /// Whether the section has a decision point.
    pub(super) asked: bool,
    /// The branch in which the next steps stand: decision and branch by number.
    pub(super) branch: Option<(usize, usize)>,
    /// The decision to which the next alternative belongs.
    pub(super) choice: Option<usize>,
    /// The level of the heading that began the branch.
    pub(super) heading: Option<u8>,
    pub(super) owner: Owner,
    /// Under "Example:" and the like nothing is a step.
    pub(super) quiet: bool,
    pub(super) due: Option<Due>,
    /// After "Decision Point:" the next list has the branches.
    pub(super) asking: Option<String>,
}

/// Markdown that belongs to no step.
pub(super) struct Prose {
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
    paragraph: bool,
}

/// To whom the next fence or paragraph belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Nobody,
    /// A heading in bold: everything up to the next one, lists included.
    Heading,
    /// An item of a list: fences and paragraphs.
    Item,
    /// A line in a fence: paragraphs only; another fence has steps of its own.
    Fence,
}

impl Walker<'_, '_> {
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for (at, block) in blocks.iter().enumerate() {
            match &block.kind {
                Kind::Heading(level) => self.heading(block, *level, blocks.get(at + 1)),
                Kind::Paragraph => self.paragraph(block),
                Kind::List { .. } => self.list(block),
                Kind::Fence { tag } => self.fence(block, tag),
                Kind::Rule => {}
                _ => self.attach(dedented(self.source, block.start, block.end), block, false),
            }
        }
    }

    pub(super) fn add(&mut self, text: String, detail: String, commands: Vec<Command>, block: &Block) {
        if text.is_empty() && detail.is_empty() {
            return;
        }
        let key = self.keys.step(self.kind.prefix());
        let danger = danger(&text, &commands, self.kind.is_action() || self.kind == SectionKind::Other);
        let branch = self.branch_key();
        self.steps.push(Step { key, text, detail, commands, danger, due: self.due, branch, start: block.start, end: block.end });
    }

    /// Gives Markdown to the step that it follows, else to the branch, else to the section.
    pub(super) fn attach(&mut self, text: String, block: &Block, paragraph: bool) {
        if text.trim().is_empty() {
            return;
        }
        let branch = self.branch_key();
        let owned = self.owner != Owner::Nobody;
        if let Some(step) = self.steps.last_mut().filter(|step| owned && step.branch == branch) {
            append(&mut step.detail, &text);
            step.end = step.end.max(block.end);
        } else if let Some(branch) = self.branch_mut() {
            append(&mut branch.detail, &text);
        } else {
            self.intro.push(Prose { text, start: block.start, end: block.end, paragraph });
        }
    }

    fn finish(mut self) -> Walked {
        self.offer_remarks();
        let told = !matches!(self.kind, SectionKind::Trigger | SectionKind::Other);
        if told && self.steps.is_empty() && self.decisions.is_empty() {
            // A section of prose alone: each paragraph is what it has to say.
            for prose in std::mem::take(&mut self.intro) {
                if prose.paragraph {
                    let key = self.keys.step(self.kind.prefix());
                    let commands = super::super::commands::in_line(&prose.text);
                    let danger = danger(&prose.text, &commands, self.kind.is_action());
                    let text = super::super::text::one_line(&prose.text);
                    self.steps.push(Step {
                        key,
                        text,
                        detail: String::new(),
                        commands,
                        danger,
                        due: None,
                        branch: None,
                        start: prose.start,
                        end: prose.end,
                    });
                } else {
                    self.intro.push(prose);
                }
            }
        }
        let intro = self.intro.iter().map(|prose| prose.text.as_str()).collect::<Vec<_>>().join("\n\n");
        Walked { intro, steps: self.steps, decisions: self.decisions }
    }
}

pub(in super::super) fn append(detail: &mut String, text: &str) {
    if !detail.is_empty() {
        detail.push_str("\n\n");
    }
    detail.push_str(text.trim_end());
}
