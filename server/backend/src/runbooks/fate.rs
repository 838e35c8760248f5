//! What a piece of a file would become: something new, or a version of what is there.

use std::collections::HashSet;

use domain::{
    ids::RunbookId,
    runbooks::{FrontMatter, Piece, PieceKind, RunbookDraft, RunbookSummary},
};

use super::SourceFile;
use crate::{Result, db::Tx};

/// What an import does with a runbook that it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    New {
        slug: String,
    },
    /// It stands here already, word for word.
    Same(RunbookSummary),
    /// It has changed since: the next version of this one.
    NewVersion(RunbookSummary),
}

impl Fate {
    pub fn slug(&self) -> &str {
        match self {
            Self::New { slug } => slug,
            Self::Same(known) | Self::NewVersion(known) => &known.slug,
        }
    }
}

/// Words that are addresses of something else below `/runbooks`.
const RESERVED: [&str; 7] = ["import", "reviews", "new", "handbook", "search", "versions", "diff"];

/// A runbook that was found, and where.
struct Found<'a> {
    file: &'a str,
    front: Option<&'a FrontMatter>,
    piece: &'a Piece,
    draft: &'a RunbookDraft,
}

/// By what a runbook is known again, surest first. A rule is tried for all before the next one is, so that
/// a likeness never takes away what an id belongs to.
type Rule = fn(&Found<'_>, &RunbookSummary, &HashSet<&str>) -> bool;

const RULES: [Rule; 6] = [
    |found, known, _| found.front.is_some_and(|front| front.id == Some(known.id)),
    |found, known, _| found.front.is_some_and(|front| front.slug == known.slug),
    |found, known, _| found.draft.external_id.is_some() && found.draft.external_id == known.external_id,
    |found, known, _| found.file == known.file && found.draft.id() == known.import_id && like(found, known),
    |found, known, _| found.file == known.file && like(found, known),
    // The file was renamed: the one from which it came is not among those at hand.
    |found, known, files| !files.contains(known.file.as_str()) && like(found, known),
];

fn like(found: &Found<'_>, known: &RunbookSummary) -> bool {
    let words = |title: &str| {
        title.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).filter(|w| !w.is_empty()).collect::<Vec<_>>()
    };
    words(&found.draft.title) == words(&known.title)
}

/// Every runbook there is, as lists show it.
pub(super) async fn known(tx: &mut Tx) -> Result<Vec<RunbookSummary>> {
    tx.query(
        "SELECT id, slug, external_id, import_id, title, severity, owners, version, file, sha256, next_review, last_exercised_at,
                retired
         FROM runbooks ORDER BY id",
    )
    .all()
    .await
}

/// The fate of each piece of each file; none where the piece is no runbook.
pub(super) fn fates(files: &[SourceFile], known: &[RunbookSummary]) -> Vec<Vec<Option<Fate>>> {
    let names: HashSet<&str> = files.iter().map(|file| file.document.file.as_str()).collect();
    let found: Vec<Vec<Option<Found<'_>>>> = files.iter().map(found_in).collect();
    let mut matched: Vec<Vec<Option<&RunbookSummary>>> = found.iter().map(|pieces| vec![None; pieces.len()]).collect();
    let mut taken: HashSet<RunbookId> = HashSet::new();
    for rule in RULES {
        for (pieces, matches) in found.iter().zip(&mut matched) {
            for (found, place) in pieces.iter().zip(matches) {
                let Some(found) = found.as_ref().filter(|_| place.is_none()) else { continue };
                *place = known.iter().find(|known| !taken.contains(&known.id) && rule(found, known, &names));
                taken.extend(place.map(|known| known.id));
            }
        }
    }
    let mut slugs: HashSet<String> = known.iter().map(|known| known.slug.clone()).collect();
    slugs.extend(RESERVED.map(str::to_owned));
    let mut fate = |(found, known): (&Option<Found<'_>>, Option<&RunbookSummary>)| {
        let found = found.as_ref()?;
        Some(match known {
            Some(known) if known.sha256 == found.piece.sha256 => Fate::Same(known.clone()),
            Some(known) => Fate::NewVersion(known.clone()),
            None => Fate::New { slug: free(found.front.map_or(&found.draft.slug, |front| &front.slug), &mut slugs) },
        })
    };
    found.iter().zip(matched).map(|(pieces, matches)| pieces.iter().zip(matches).map(&mut fate).collect()).collect()
}

fn found_in(file: &SourceFile) -> Vec<Option<Found<'_>>> {
    let name = file.document.file.as_str();
    let front = file.document.front.as_deref();
    let pieces = file.document.pieces.iter().map(|piece| match &piece.kind {
        PieceKind::Runbook(draft) => Some(Found { file: name, front, piece, draft }),
        _ => None,
    });
    pieces.collect()
}

/// A slug that nothing else has; and now it has it.
fn free(wanted: &str, taken: &mut HashSet<String>) -> String {
    let wanted = if wanted.is_empty() { "runbook" } else { wanted };
    let mut slug = wanted.to_owned();
    let mut number = 2;
    while !taken.insert(slug.clone()) {
        slug = format!("{wanted}-{number}");
        number += 1;
    }
    slug
}
