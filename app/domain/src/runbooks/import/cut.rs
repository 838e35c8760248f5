//! Where a file is cut into pieces.

use super::{
    blocks::{Block, Kind},
    cuts::{Begins, Cuts, Seen, candidate},
    handbook_words::handbook_kind,
    labels::heading_line,
    metadata,
    section_words::is_section_name,
    text::line_start,
    titles,
};
use crate::runbooks::HandbookKind;

/// A piece of the file before anybody has asked what is in it.
#[derive(Debug)]
pub(super) struct Cut<'s> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) opening: Opening<'s>,
    /// The piece's blocks, without the heading.
    pub(super) blocks: Vec<Block>,
}

/// How a piece begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Opening<'s> {
    /// With the file.
    Start,
    /// With a heading of the level that divides the file, or one of which a person said so.
    Heading { words: &'s str, level: u8, told: Option<Begins> },
    /// With a plain line that is the title of a handbook section.
    Line(&'s str, HandbookKind),
    /// With the version and dates at the foot.
    Foot,
}

/// Cuts the file as a person said, and elsewhere at headings of the `level` that divides it: that of [`dividing_level`].
/// The cuts join to all of it.
pub(super) fn cut<'s>(source: &'s str, blocks: Vec<Block>, level: Option<u8>, by_hand: &Cuts) -> Vec<Cut<'s>> {
    let mut cuts = vec![Cut { start: 0, end: source.len(), opening: Opening::Start, blocks: Vec::new() }];
    let mut after_rule = false;
    let openings = openings(source, &blocks, level, by_hand);
    for (block, opening) in blocks.into_iter().zip(openings) {
        let opening = match opening {
            Some(Opening::Line(_, kind)) if !ends_piece(cuts.last(), kind, after_rule) => None,
            other => other,
        };
        after_rule = block.kind == Kind::Rule;
        if let Some(opening) = opening {
            let start = line_start(source, block.start);
            if let Some(last) = cuts.last_mut() {
                last.end = start;
            }
            let heading = matches!(opening, Opening::Heading { .. });
            cuts.push(Cut { start, end: source.len(), opening, blocks: Vec::new() });
            if heading {
                continue;
            }
        }
        if let Some(last) = cuts.last_mut() {
            last.blocks.push(block);
        }
    }
    cuts.retain(|cut| cut.start < cut.end);
    cuts
}

/// Inside a runbook a plain "References" line belongs to the runbook, unless a rule ended that; and
/// only what usually stands at a file's foot is taken for a section even then.
fn ends_piece(last: Option<&Cut<'_>>, kind: HandbookKind, after_rule: bool) -> bool {
    match last.map(|cut| cut.opening) {
        Some(Opening::Start | Opening::Line(..)) => true,
        _ => {
            after_rule
                && matches!(
                    kind,
                    HandbookKind::References
                        | HandbookKind::VersionHistory
                        | HandbookKind::Contacts
                        | HandbookKind::Commands
                        | HandbookKind::TriageChecklist
                )
        }
    }
}

/// For each block what begins with it.
fn openings<'s>(source: &'s str, blocks: &[Block], level: Option<u8>, by_hand: &Cuts) -> Vec<Option<Opening<'s>>> {
    let foot = foot(source, blocks);
    let told = by_hand.by_heading();
    let mut seen = Seen::default();
    let opening = |(at, block): (usize, &Block)| {
        if let Some((words, own)) = candidate(source, blocks, at, block) {
            return match told.get(&(words, seen.count(words))) {
                Some(Begins::Nothing) => None,
                Some(begins) => Some(Opening::Heading { words, level: own.or(level).unwrap_or(2), told: Some(*begins) }),
                None => found(source, blocks, at, level, by_hand),
            };
        }
        (block.kind == Kind::Paragraph && foot == Some(at)).then_some(Opening::Foot)
    };
    blocks.iter().enumerate().map(opening).collect()
}

/// What the file itself lets begin with a heading, or with a line that stands for one.
fn found<'s>(source: &'s str, blocks: &[Block], at: usize, level: Option<u8>, by_hand: &Cuts) -> Option<Opening<'s>> {
    let block = blocks.get(at)?;
    let Kind::Heading(own) = block.kind else {
        return line_opening(source, blocks, at, block).map(|(title, kind)| Opening::Line(title, kind));
    };
    // Who says which headings divide the file doesn't want its chapters to end in the piece before them.
    let is_above = by_hand.level.is_some() && own > 1 && level.is_some_and(|level| own < level);
    (level == Some(own) || is_above).then(|| Opening::Heading { words: block.text(source), level: own, told: None })
}

/// A plain line over a list or a table that is the title of a handbook section, and which.
pub(super) fn line_opening<'s>(source: &'s str, blocks: &[Block], at: usize, block: &Block) -> Option<(&'s str, HandbookKind)> {
    let is_over = blocks.get(at + 1).is_some_and(|next| matches!(next.kind, Kind::List { .. } | Kind::Table));
    let title = heading_line(block.text(source)).filter(|_| is_over)?;
    Some((title, handbook_kind(title)?))
}

/// The paragraph after the last rule, where it says nothing but version and dates.
fn foot(source: &str, blocks: &[Block]) -> Option<usize> {
    let rule = blocks.iter().rposition(|block| block.kind == Kind::Rule)?;
    let rest = blocks.get(rule + 1..)?;
    let all = rest
        .iter()
        .all(|block| block.kind == Kind::Paragraph && block.text(source).lines().all(|line| metadata::field(line).is_some()));
    (rule > 0 && all && !rest.is_empty()).then_some(rule + 1)
}

/// The level of the headings between which the runbooks stand. Usually the second; the first where
/// those of the second are the sections of one runbook (`# Redis is down`, `## Symptoms`).
pub(super) fn dividing_level(source: &str, blocks: &[Block], by_hand: &Cuts) -> Option<u8> {
    if by_hand.level.is_some() {
        return by_hand.level;
    }
    let titles = |level: u8| -> Vec<&str> {
        blocks.iter().filter(|block| block.kind == Kind::Heading(level)).map(|block| block.text(source)).collect()
    };
    let (first, second, third) = (titles(1), titles(2), titles(3));
    let named = second.iter().filter(|title| is_section_name(titles::heading(title).title)).count();
    if !second.is_empty() && (first.is_empty() || named * 2 <= second.len()) {
        return Some(2);
    }
    if !first.is_empty() {
        // A title over runbooks one level further down than usual.
        let announced = third.iter().any(|title| titles::heading(title).announced);
        return Some(if announced && second.is_empty() { 3 } else { 1 });
    }
    (!third.is_empty()).then_some(3)
}
