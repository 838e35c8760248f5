//! What a piece of a file would become: something new, or a version of what is there.

use std::{
    borrow::Borrow,
    collections::{HashMap, HashSet},
};

use domain::{
    ids::RunbookId,
    runbooks::{MovedOn, PieceKind, RunbookSummary},
};

use super::{
    Choices, SaidWhich, SourceFile,
    known::{Found, Recognised, recognise},
    likeness::Likeness,
};
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
    /// It has moved on since the file was taken, and nobody says that the file's text counts: it stays as it is.
    Kept(RunbookSummary),
}

/// The fate of each piece of each file; none where the piece is no runbook.
pub(super) type Fates = Vec<Vec<Option<Fate>>>;

impl Fate {
    /// The runbook that it is already.
    pub fn known(&self) -> Option<&RunbookSummary> {
        match self {
            Self::New { .. } => None,
            Self::Same(known) | Self::NewVersion(known) | Self::Kept(known) => Some(known),
        }
    }

    pub fn slug(&self) -> &str {
        match self {
            Self::New { slug } => slug,
            Self::Same(known) | Self::NewVersion(known) | Self::Kept(known) => &known.slug,
        }
    }
}

/// What becomes of each runbook of the files, as far as it doesn't matter when they were taken.
pub(super) async fn fates(
    tx: &mut Tx,
    files: &[impl Borrow<SourceFile> + Sync],
    known: &[RunbookSummary],
    choices: &Choices,
) -> Result<Fates> {
    let found = found_in_all(files, choices);
    let mut recognised = recognise(&found, known, &names(files));
    let mut likeness = Likeness::new(&found, known, &recognised);
    likeness.load(tx).await?;
    likeness.recognise(&mut recognised);
    Ok(decided(&found, recognised, known))
}

/// The same by the texts that are given, without a database.
#[cfg(test)]
pub(super) fn fates_by(files: &[SourceFile], known: &[RunbookSummary], texts: HashMap<RunbookId, String>) -> Fates {
    let found = found_in_all(files, &Choices::default());
    let mut recognised = recognise(&found, known, &names(files));
    let mut likeness = Likeness::new(&found, known, &recognised);
    likeness.texts = texts;
    likeness.recognise(&mut recognised);
    decided(&found, recognised, known)
}

/// Leaves those as they are that have moved on, unless a person says that the file's text counts.
pub(super) fn keep(files: &[impl Borrow<SourceFile>], fates: &mut Fates, moved: &HashMap<RunbookId, MovedOn>, choices: &Choices) {
    for (file, fates) in files.iter().map(Borrow::borrow).zip(fates) {
        for (piece, fate) in file.document.pieces.iter().zip(fates) {
            let Some(Fate::NewVersion(known)) = fate else { continue };
            let is_said = choices.said(&file.document.file, piece.start) == Some(SaidWhich::Is(known.id));
            if moved.contains_key(&known.id) && !is_said {
                *fate = Some(Fate::Kept(known.clone()));
            }
        }
    }
}

fn names(files: &[impl Borrow<SourceFile>]) -> HashSet<&str> {
    files.iter().map(Borrow::borrow).map(|file: &SourceFile| file.document.file.as_str()).collect()
}

fn decided(found: &[Vec<Option<Found<'_>>>], recognised: Recognised<'_>, known: &[RunbookSummary]) -> Fates {
    let mut slugs = Slugs::of(known);
    let mut fate = |(found, known): (&Option<Found<'_>>, Option<&RunbookSummary>)| {
        let found = found.as_ref()?;
        Some(match known {
            Some(known) if known.sha256 == found.piece.sha256 => Fate::Same(known.clone()),
            Some(known) => Fate::NewVersion(known.clone()),
            None => Fate::New { slug: slugs.free(found.front.map_or(&found.draft.slug, |front| &front.slug)) },
        })
    };
    found.iter().zip(recognised).map(|(pieces, known)| pieces.iter().zip(known).map(&mut fate).collect()).collect()
}

fn found_in_all<'a>(files: &'a [impl Borrow<SourceFile>], choices: &Choices) -> Vec<Vec<Option<Found<'a>>>> {
    let found_in = |file: &'a SourceFile| {
        let pieces = file.document.pieces.iter().map(|piece| match &piece.kind {
            PieceKind::Runbook(draft) => Some(Found::new(file, piece, draft, choices.said(&file.document.file, piece.start))),
            _ => None,
        });
        pieces.collect()
    };
    files.iter().map(Borrow::borrow).map(found_in).collect()
}

/// Words that are addresses of something else below `/runbooks`.
const RESERVED: [&str; 8] = ["import", "reviews", "new", "handbook", "search", "symptoms", "versions", "diff"];

/// Addresses that are taken.
struct Slugs {
    taken: HashSet<String>,
    /// The next number to try behind a name that was wanted again.
    next: HashMap<String, usize>,
}

impl Slugs {
    fn of(known: &[RunbookSummary]) -> Self {
        let taken = known.iter().map(|known| known.slug.clone()).chain(RESERVED.map(str::to_owned));
        Self { taken: taken.collect(), next: HashMap::new() }
    }

    /// A slug that nothing else has; and now it has it.
    fn free(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "runbook" } else { wanted };
        let mut slug = wanted.to_owned();
        if self.taken.insert(slug.clone()) {
            return slug;
        }
        let number = self.next.entry(wanted.to_owned()).or_insert(2);
        while !self.taken.insert(slug.clone()) {
            slug = format!("{wanted}-{number}");
            *number += 1;
        }
        slug
    }
}
