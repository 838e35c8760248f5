//! From a file's text to its pieces.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use super::{
    blocks::{Block, Kind, blocks},
    cut::{Cut, Opening, cut, dividing_level},
    cuts::{Begins, Cuts},
    handbook_words::handbook_kind,
    metadata::Statements,
    references,
    runbook::{self, Place},
    sections::sections,
    single,
    text::line_number,
    titles,
};
use crate::runbooks::{
    FrontMatter, HandbookKind, Metadata, Piece, PieceKind, SectionKind, SeverityWords, SourceDocument, Warning, WarningKind,
};

/// Takes a runbook file apart. Any text is read; what can't be made sense of stays as it is.
pub fn read(file_name: &str, source: &str) -> SourceDocument {
    read_cut(file_name, source, &Cuts::default(), &SeverityWords::default())
}

/// As [`read`], cut as a person said, severities in the team's own words. A file that says itself that it is one runbook isn't
/// cut.
pub fn read_cut(file_name: &str, source: &str, by_hand: &Cuts, words: &SeverityWords) -> SourceDocument {
    let front = front_matter(source);
    let tree = blocks(source, front);
    let mut warnings = Vec::new();
    let stated = FrontMatter::read(source.get(..front).unwrap_or_default());
    match stated.map(|stated| stated.and_then(|stated| stated.graded(words))) {
        Some(Ok(stated)) => return single::read(file_name, source, front, &tree, stated, words),
        Some(Err(message)) => {
            warnings.push(Warning { kind: WarningKind::UnreadableFrontMatter, message, line: Some(1) });
        }
        None => {}
    }
    let level = dividing_level(source, &tree, by_hand);
    let mut statements = Statements::default();
    statements.take_lines(source, 0, front);
    let title = title(file_name, source, front, &tree);

    let mut pieces = Vec::new();
    let mut ordinal = 0;
    for cut in cut(source, tree, level, by_hand) {
        let kind = match cut.opening {
            Opening::Start => PieceKind::Preamble,
            Opening::Foot => PieceKind::Trailer,
            Opening::Line(_, kind) => PieceKind::Handbook(kind),
            Opening::Heading { words: heading, level, told } => {
                let kind = match told {
                    Some(Begins::Runbook) => None,
                    Some(Begins::Handbook) => Some(handbook_kind(titles::heading(heading).title).unwrap_or(HandbookKind::Other)),
                    _ => {
                        let by_hand = told.is_some() || by_hand.level == Some(level);
                        handbook(source, &cut, heading, (level, by_hand), &mut warnings)
                    }
                };
                if let Some(kind) = kind {
                    PieceKind::Handbook(kind)
                } else {
                    ordinal += 1;
                    let place = Place { level, ordinal, start: cut.start, end: cut.end };
                    PieceKind::Runbook(runbook::read(source, heading, &cut.blocks, place, words, &mut warnings))
                }
            }
        };
        if !matches!(kind, PieceKind::Runbook(_)) {
            statements.take_blocks(source, &cut.blocks);
        }
        let title = match cut.opening {
            Opening::Heading { words: title, .. } | Opening::Line(title, _) => title.to_owned(),
            Opening::Start | Opening::Foot => String::new(),
        };
        let sha256 = digest(source.get(cut.start..cut.end).unwrap_or_default());
        pieces.push(Piece { kind, title, start: cut.start, end: cut.end, sha256 });
    }

    let metadata = statements.weigh(source, &mut warnings);
    let mut document =
        SourceDocument { file: file_name.to_owned(), sha256: digest(source), title, front: None, metadata, pieces, warnings };
    one_owner_for_all(&mut document);
    references::resolve(&mut document, source);
    check_ids(&mut document);
    document.warnings.sort_by_key(|warning| warning.line);
    document
}

/// Whether a piece is a handbook section. The title decides; a title that isn't known is a runbook if
/// it has at least one section that only runbooks have, or something to do and was numbered or cut by hand.
fn handbook(
    source: &str,
    cut: &Cut<'_>,
    text: &str,
    (level, by_hand): (u8, bool),
    warnings: &mut Vec<Warning>,
) -> Option<HandbookKind> {
    let heading = titles::heading(text);
    if heading.announced {
        return None;
    }
    let (_, found) = sections(source, &cut.blocks, level, cut.end);
    let telling = found
        .iter()
        .filter(|section| {
            !matches!(section.kind, SectionKind::Other | SectionKind::Trigger | SectionKind::Prevention | SectionKind::Causes)
        })
        .count();
    if let Some(kind) = handbook_kind(heading.title) {
        // "Severity" with symptoms and a mitigation would be a runbook with an unlucky name.
        return (telling < 2).then_some(kind);
    }
    if telling > 0
        || ((by_hand || heading.ordinal.is_some())
            && cut.blocks.iter().any(|block| matches!(block.kind, Kind::List { .. } | Kind::Fence { .. })))
    {
        return None;
    }
    let message = format!(
        "\u{201c}{}\u{201d} has no section that a runbook has, so it is kept as a handbook section. Say so in the preview if it is a runbook.",
        heading.title
    );
    warnings.push(Warning { kind: WarningKind::UnsureKind, message, line: Some(line_number(source, cut.start)) });
    Some(HandbookKind::Other)
}

/// Whether a file says by its front matter that it is one runbook.
pub(in crate::runbooks) fn is_single(source: &str) -> bool {
    matches!(FrontMatter::read(source.get(..front_matter(source)).unwrap_or_default()), Some(Ok(_)))
}

/// Where the front matter ends: bytes, with a byte order mark counted in.
pub(super) fn front_matter(source: &str) -> usize {
    let mark = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let body = source.get(mark..).unwrap_or_default();
    let mut at = mark;
    for (number, line) in body.split_inclusive('\n').enumerate() {
        at += line.len();
        match (number, line.trim_end()) {
            (0, "---") => {}
            // A rule with a blank line after it is a rule.
            (0, _) | (1, "") => return mark,
            (_, "---" | "...") => return at,
            _ => {}
        }
    }
    mark
}

fn title(file_name: &str, source: &str, front: usize, tree: &[Block]) -> String {
    let in_front = || {
        let lines = source.get(..front).unwrap_or_default().lines();
        let mut titles = lines.filter_map(|line| line.trim().strip_prefix("title:"));
        titles.next().map(|title| title.trim().trim_matches(['"', '\'']).to_owned())
    };
    let heading = tree.iter().find(|block| block.kind == Kind::Heading(1)).map(|block| block.text(source).to_owned());
    let stem = || file_name.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".md").to_owned();
    heading.or_else(in_front).filter(|title| !title.is_empty()).unwrap_or_else(stem)
}

/// Who answers for the file answers for those of its runbooks that name nobody.
fn one_owner_for_all(document: &mut SourceDocument) {
    let Metadata { authority: Some(owner), .. } = &document.metadata else {
        return;
    };
    let owners = runbook::owners(owner);
    for piece in &mut document.pieces {
        if let PieceKind::Runbook(runbook) = &mut piece.kind
            && runbook.owners.is_empty()
        {
            runbook.owners.clone_from(&owners);
        }
    }
}

pub(super) fn check_ids(document: &mut SourceDocument) {
    let ids: Vec<String> = document.runbooks().map(crate::runbooks::RunbookDraft::id).collect();
    let mut seen = HashSet::new();
    for id in &ids {
        if !seen.insert(id) {
            let message = format!(
                "Two runbooks of this file are called {id}. Give one of them another id, or only one can be found again."
            );
            document.warnings.push(Warning { kind: WarningKind::DuplicateId, message, line: None });
        }
    }
    if ids.is_empty() {
        let message =
            "No runbook was found in this file. Cut it by hand in the preview, or give each runbook a heading of its own."
                .to_owned();
        document.warnings.push(Warning { kind: WarningKind::NothingFound, message, line: None });
    }
}

pub(super) fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        for half in [byte >> 4, byte & 15] {
            hex.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
        hex
    })
}
