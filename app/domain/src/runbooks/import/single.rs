//! A file of one runbook, as front matter says that it is; and writing one.

use super::{
    blocks::{Block, Kind},
    document::{check_ids, digest},
    references,
    runbook::{self, Place},
};
use crate::runbooks::{
    FrontMatter, Metadata, Piece, PieceKind, Runbook, SeverityWords, SourceDocument,
    keys::{differing_keys, rename_keys},
};

/// The runbook's current version as a file of its own, where `text` is its Markdown. Read again, it is the same runbook.
pub fn write(runbook: &Runbook, text: &str) -> String {
    let mut front = FrontMatter::of(runbook);
    let bare = format!("{}{text}", front.write());
    let document = super::read("runbook.md", &bare);
    if let (Some(read), Some(kept)) = (document.runbooks().next(), &runbook.draft) {
        front.keys = differing_keys(read, kept);
    }
    format!("{}{text}", front.write())
}

/// Reads the text beneath the front matter, which ends at byte `end_of_front`, as one runbook whatever its headings are.
pub(super) fn read(
    file_name: &str,
    source: &str,
    end_of_front: usize,
    tree: &[Block],
    front: FrontMatter,
    words: &SeverityWords,
) -> SourceDocument {
    let rest = source.get(end_of_front..).unwrap_or_default();
    let blank: usize = rest.split_inclusive('\n').take_while(|line| line.trim().is_empty()).map(str::len).sum();
    let (start, end) = (end_of_front + blank, source.len());
    let mut warnings = Vec::new();
    let mut pieces = vec![piece(source, PieceKind::Preamble, "", 0, start)];
    if start < end {
        let (heading, level, body) = match tree.split_first() {
            Some((first, body)) if matches!(first.kind, Kind::Heading(_)) => {
                (first.text(source), if let Kind::Heading(level) = first.kind { level } else { 2 }, body)
            }
            _ => (front.title.as_deref().unwrap_or(&front.slug), 2, tree),
        };
        let place = Place { level, ordinal: front.ordinal.unwrap_or(1), start, end };
        let mut draft = runbook::read(source, heading, body, place, words, &mut warnings);
        if draft.owners.is_empty() {
            draft.owners.clone_from(&front.owners);
        }
        draft.review_days = front.review_days;
        if draft.severity.is_none() {
            draft.severity = front.severity.as_deref().and_then(|stated| words.read(stated));
        }
        let mut piece = piece(source, PieceKind::Preamble, heading, start, end);
        if front.sha256.as_ref() == Some(&piece.sha256) {
            rename_keys(&mut draft, &front.keys);
        }
        piece.kind = PieceKind::Runbook(draft);
        pieces.push(piece);
    }
    let metadata = Metadata {
        version: front.document_version.clone(),
        last_updated: front.last_updated,
        next_review: front.next_review,
        ..Metadata::default()
    };
    let title = pieces.last().map(|piece| piece.title.clone()).unwrap_or_default();
    let sha256 = digest(source);
    let front = Some(Box::new(front));
    let mut document = SourceDocument { file: file_name.to_owned(), sha256, title, front, metadata, pieces, warnings };
    references::resolve(&mut document, source);
    check_ids(&mut document);
    document
}

fn piece(source: &str, kind: PieceKind, title: &str, start: usize, end: usize) -> Piece {
    let sha256 = digest(source.get(start..end).unwrap_or_default());
    Piece { kind, title: title.to_owned(), start, end, sha256 }
}
