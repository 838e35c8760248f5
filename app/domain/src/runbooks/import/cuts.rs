//! A person may know better than the file where its pieces begin, and what they are.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{
    blocks::{Block, Kind, blocks},
    cut::line_opening,
    document::{front_matter, is_single},
    text::line_start,
};

/// How a person cuts a file. It is said by headings and not by lines, so that it holds for the file's next version too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cuts {
    /// Headings of this level, and those above it, begin a piece each; absent where the file itself shows which do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<Told>,
}

/// What a person says of one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Its words, as written.
    pub heading: String,
    /// Which of the headings with these words, from 0.
    pub nth: usize,
    pub begins: Begins,
}

/// What a heading begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Begins {
    /// A piece; what kind of one is found out from what stands in it.
    Piece,
    Runbook,
    Handbook,
    /// It belongs to the piece above.
    Nothing,
}

/// A line at which a file can be cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub words: String,
    /// Which of the headings with these words, from 0.
    pub nth: usize,
    /// The byte at which its line begins.
    pub start: usize,
    /// Counted from 1.
    pub line: usize,
    /// From 1; absent for a plain line that is a title.
    pub level: Option<u8>,
}

impl Cuts {
    /// For a text that is one runbook from its first heading to its end, whatever its headings say.
    pub fn as_one(source: &str) -> Self {
        let told = headings(source).into_iter().enumerate().map(|(at, heading)| {
            let begins = if at == 0 { Begins::Runbook } else { Begins::Nothing };
            Told { heading: heading.words, nth: heading.nth, begins }
        });
        Self { level: None, told: told.collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.level.is_none() && self.told.is_empty()
    }

    /// What was said, by the words of the heading and which of them it is.
    pub(super) fn by_heading(&self) -> HashMap<(&str, usize), Begins> {
        self.told.iter().map(|told| ((told.heading.as_str(), told.nth), told.begins)).collect()
    }
}

/// The lines at which `source` can be cut, in its order: none where it says by front matter that it is one runbook.
pub fn headings(source: &str) -> Vec<Heading> {
    if is_single(source) {
        return Vec::new();
    }
    let tree = blocks(source, front_matter(source));
    let mut found: Vec<Heading> = Vec::new();
    let mut seen = Seen::default();
    let (mut counted, mut line) = (0, 1);
    for (at, block) in tree.iter().enumerate() {
        let Some((words, level)) = candidate(source, &tree, at, block) else { continue };
        let start = line_start(source, block.start);
        line += source.get(counted..start).unwrap_or_default().bytes().filter(|byte| *byte == b'\n').count();
        counted = start;
        found.push(Heading { words: words.to_owned(), nth: seen.count(words), start, line, level });
    }
    found
}

/// The words of a block at which the file can be cut, and the level of a heading.
pub(super) fn candidate<'s>(source: &'s str, blocks: &[Block], at: usize, block: &Block) -> Option<(&'s str, Option<u8>)> {
    match block.kind {
        Kind::Heading(level) => Some((block.text(source), Some(level))),
        Kind::Paragraph => line_opening(source, blocks, at, block).map(|(title, _)| (title, None)),
        _ => None,
    }
}

/// How often each heading has come so far.
#[derive(Default)]
pub(super) struct Seen<'s>(HashMap<&'s str, usize>);

impl<'s> Seen<'s> {
    /// How often these words came before now.
    pub(super) fn count(&mut self, words: &'s str) -> usize {
        let count = self.0.entry(words).or_default();
        *count += 1;
        *count - 1
    }
}
