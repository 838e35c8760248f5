//! What a piece of a file would become: something new, or a version of what is there.

use std::{
    borrow::Borrow,
    collections::{HashMap, HashSet},
};

use domain::runbooks::{PieceKind, RunbookSummary};

use super::{
    SourceFile,
    known::{Found, recognise},
};

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
    /// The runbook that it is already.
    pub fn known(&self) -> Option<&RunbookSummary> {
        match self {
            Self::New { .. } => None,
            Self::Same(known) | Self::NewVersion(known) => Some(known),
        }
    }

    pub fn slug(&self) -> &str {
        match self {
            Self::New { slug } => slug,
            Self::Same(known) | Self::NewVersion(known) => &known.slug,
        }
    }
}

/// The fate of each piece of each file; none where the piece is no runbook.
pub(super) fn fates(files: &[impl Borrow<SourceFile>], known: &[RunbookSummary]) -> Vec<Vec<Option<Fate>>> {
    let files = || files.iter().map(Borrow::borrow);
    let names: HashSet<&str> = files().map(|file: &SourceFile| file.document.file.as_str()).collect();
    let found: Vec<Vec<Option<Found<'_>>>> = files().map(found_in).collect();
    let recognised = recognise(&found, known, &names);
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

fn found_in(file: &SourceFile) -> Vec<Option<Found<'_>>> {
    let document = &file.document;
    let pieces = document.pieces.iter().map(|piece| match &piece.kind {
        PieceKind::Runbook(draft) => Some(Found::new(&document.file, document.front.as_deref(), piece, draft)),
        _ => None,
    });
    pieces.collect()
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
