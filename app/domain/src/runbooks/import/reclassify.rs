//! A person may know better than the file what a piece is.

use super::{
    blocks::{Kind, blocks},
    handbook_words::handbook_kind,
    runbook::{self, Place},
    titles,
};
use crate::runbooks::{HandbookKind, PieceKind, SourceDocument};

/// Takes the piece at `at` as a runbook, or as a section of the handbook, whatever its heading says.
/// A piece that is that already, or has no heading, stays what it is.
pub fn reclassify(document: &mut SourceDocument, source: &str, at: usize, as_runbook: bool) {
    let ordinal = u32::try_from(document.runbooks().count()).unwrap_or(u32::MAX).saturating_add(1);
    let Some(piece) = document.pieces.get_mut(at) else { return };
    match (&piece.kind, as_runbook) {
        (PieceKind::Runbook(_), false) => {
            let kind = handbook_kind(titles::heading(&piece.title).title).unwrap_or(HandbookKind::Other);
            piece.kind = PieceKind::Handbook(kind);
        }
        (PieceKind::Handbook(_), true) => {
            let within: Vec<_> =
                blocks(source, 0).into_iter().filter(|block| (piece.start..piece.end).contains(&block.start)).collect();
            let level = within.iter().find_map(|block| match block.kind {
                Kind::Heading(level) => Some(level),
                _ => None,
            });
            let body = if level.is_some() { within.get(1..) } else { within.get(..) }.unwrap_or_default();
            let ordinal = titles::heading(&piece.title).ordinal.unwrap_or(ordinal);
            let place = Place { level: level.unwrap_or(2), ordinal, start: piece.start, end: piece.end };
            piece.kind = PieceKind::Runbook(runbook::read(source, &piece.title, body, place, &mut document.warnings));
        }
        _ => {}
    }
}
