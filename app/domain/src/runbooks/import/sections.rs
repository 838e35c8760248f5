//! Where a runbook is cut into sections.

use super::{
    blocks::{Block, Kind},
    labels::{alternative, heading_line, label, numbered},
    section_words::{heading_kind, line_kind},
    text::line_start,
};
use crate::runbooks::SectionKind;

/// A section before its lines are read.
pub(super) struct RawSection<'b> {
    pub(super) kind: SectionKind,
    pub(super) title: String,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) blocks: &'b [Block],
}

/// The blocks before the first section, and the sections. A heading one level below the runbook's
/// begins one; so does a line that stands alone and is known ("Symptoms", "**Immediate Actions:**").
pub(super) fn sections<'b>(source: &str, blocks: &'b [Block], level: u8, end: usize) -> (&'b [Block], Vec<RawSection<'b>>) {
    let level = section_level(blocks, level);
    let mut found: Vec<(usize, SectionKind, String)> = Vec::new();
    let mut deeper = false;
    for (at, block) in blocks.iter().enumerate() {
        match block.kind {
            Kind::Heading(here) if here <= level => {
                let title = block.text(source).trim_end_matches('#').trim();
                let bare = numbered(title).map_or(title, |(_, rest)| rest);
                found.push((at, heading_kind(bare).unwrap_or(SectionKind::Other), title.to_owned()));
                deeper = false;
            }
            Kind::Heading(_) => deeper = true,
            Kind::Paragraph if !deeper => {
                let bold = label(block.text(source)).is_some();
                let Some(title) = heading_line(block.text(source)) else {
                    continue;
                };
                let followed =
                    blocks.get(at + 1).is_some_and(|next| next.kind != Kind::Rule && !matches!(next.kind, Kind::Heading(_)));
                let current = found.last().map(|(_, kind, _)| *kind);
                if let Some(kind) = line_kind(title).filter(|kind| {
                    followed && Some(*kind) != current && alternative(title).is_none() && (bold || level == u8::MAX)
                }) {
                    found.push((at, kind, title.to_owned()));
                }
            }
            _ => {}
        }
    }
    let intro = blocks.get(..found.first().map_or(blocks.len(), |(at, ..)| *at)).unwrap_or_default();
    let mut sections = Vec::new();
    for (number, (at, kind, title)) in found.iter().enumerate() {
        let next = found.get(number + 1).map_or(blocks.len(), |(at, ..)| *at);
        let begin = |at: usize| blocks.get(at).map_or(end, |block| line_start(source, block.start));
        sections.push(RawSection {
            kind: *kind,
            title: title.clone(),
            start: begin(*at),
            end: begin(next),
            blocks: blocks.get(at + 1..next).unwrap_or_default(),
        });
    }
    (intro, sections)
}

/// The level of the section headings; where a runbook has none, plain lines take their place.
fn section_level(blocks: &[Block], level: u8) -> u8 {
    let levels = blocks.iter().filter_map(|block| match block.kind {
        Kind::Heading(here) if here > level => Some(here),
        _ => None,
    });
    levels.min().unwrap_or(u8::MAX)
}
