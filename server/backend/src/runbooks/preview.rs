//! What an import would do, before it is done.

use domain::{
    people::Permission,
    runbooks::{
        HandbookKind, HealthMark, MovedOn, Piece, PieceKind, RunbookDraft, SourceDocument, Upkeep,
        diff::Comparison,
        import::{self, Cuts, Heading},
    },
};

use super::{
    Choices, Fate, Handed, Offer, Said, SaidOfFile, SaidOfMany, SourceFile, adopt,
    candidates::{Candidate, Candidates},
    fate::{fates, keep},
    known::known,
    moved::{changes, moved_on},
    shelf,
};
use crate::{
    Ask, Backend, Result,
    lint::{Health, lint},
};

/// What an import would do.
#[derive(Debug, Clone)]
pub struct Preview {
    pub files: Vec<FilePreview>,
    pub offers: Vec<Offer>,
}

#[derive(Debug, Clone)]
pub struct FilePreview {
    pub document: SourceDocument,
    /// How it is cut by hand.
    pub cuts: Cuts,
    pub pieces: Vec<PiecePreview>,
    /// Titles of runbooks that came from a file of this name and are not in it any longer. They stay.
    pub left_out: Vec<String>,
}

/// A piece that a person may want to take for something else.
#[derive(Debug, Clone)]
pub struct PiecePreview {
    /// The line at which it begins, from 1.
    pub line: usize,
    pub title: String,
    /// Whether a heading begins it: what begins with the file can't be taken for part of what stands above.
    pub has_heading: bool,
    /// The headings in it, at which it can be cut.
    pub headings: Vec<Heading>,
    /// Absent for a runbook, and for what stands before the first heading that divides the file.
    pub handbook: Option<HandbookKind>,
    pub runbook: Option<(RunbookDraft, Fate)>,
    /// What is said of its upkeep here.
    pub upkeep: Upkeep,
    /// What the linter says of it; absent for the handbook.
    pub health: Option<HealthMark>,
    /// What somebody said that it is.
    pub said: Option<Said>,
    /// Where the runbook moved on since the file was taken.
    pub moved: Option<MovedOn>,
    /// The runbooks that a person may mean.
    pub candidates: Vec<Candidate>,
    /// What leads from the current version to this text; absent where it is the same, and beyond the first sixty.
    pub change: Option<Comparison>,
}

impl Preview {
    /// How many runbooks would be new, would have a new version, and would stay as they are.
    pub fn counts(&self) -> (usize, usize, usize) {
        let fates = self.files.iter().flat_map(|file| &file.pieces).filter_map(|piece| piece.runbook.as_ref());
        fates.fold((0, 0, 0), |(new, changed, same), (_, fate)| match fate {
            Fate::New { .. } => (new + 1, changed, same),
            Fate::NewVersion(_) => (new, changed + 1, same),
            Fate::Same(_) | Fate::Kept(_) => (new, changed, same + 1),
        })
    }
}

impl Backend {
    /// Reads files and says what an import of them would do. Changes nothing.
    pub async fn preview_import(&self, ask: Ask<'_>, files: Vec<Handed>, choices: &Choices) -> Result<Preview> {
        ask.may(Permission::ImportRunbooks)?;
        let mut files = choices.cut(SourceFile::read_all(files)?, &self.kept_cuts().await?);
        let offers = adopt::offers(&files, &self.organisation().await?);
        let today = self.clock.now().date_naive();
        let mut tx = self.db.read().await?;
        let known = known(&mut tx).await?;
        let mut books = shelf(&mut tx).await?;
        for file in &files {
            books.put_document(&file.document);
        }
        for file in &mut files {
            import::settle(&mut file.document, &file.text, &books, None);
        }
        let mut fates = fates(&mut tx, &files, &known, choices).await?;
        let moved = moved_on(&mut tx, self, &files, &fates).await?;
        keep(&files, &mut fates, &moved, choices);
        let changes = changes(&mut tx, &files, &fates).await?;
        drop(tx);
        let candidates = Candidates::new(&known, &fates);
        let mut gone = candidates.gone();
        let mut previews = Vec::with_capacity(files.len());
        for (file, fates) in files.into_iter().zip(fates) {
            let left_out = gone.remove(file.document.file.as_str()).unwrap_or_default();
            let findings = lint(&file.document, &file.text, today);
            let overdue = file.document.metadata.next_review.is_some_and(|day| day < today);
            let headings = import::headings(&file.text);
            let mut lines = Lines::of_text(&file.text);
            let name = &file.document.file;
            let pieces = file.document.pieces.iter().zip(fates).filter_map(|(piece, fate)| {
                let line = lines.of(piece.start);
                let (has_heading, headings) = headings_of(piece, &headings);
                let (handbook, runbook) = match (&piece.kind, fate) {
                    (PieceKind::Handbook(kind), _) => (Some(*kind), None),
                    (PieceKind::Runbook(draft), Some(fate)) => (None, Some((draft.clone(), fate))),
                    // The title of the file is no line at which anybody would cut it.
                    _ if headings.iter().all(|heading| heading.level == Some(1)) => return None,
                    _ => (None, None),
                };
                let said = choices.said(name, piece.start);
                let is = runbook.as_ref().and_then(|(_, fate)| fate.known()).map(|known| known.id);
                Some(PiecePreview {
                    line,
                    title: piece.title.clone(),
                    has_heading,
                    headings,
                    handbook,
                    upkeep: choices.upkeep(name, piece.start),
                    health: runbook.is_some().then(|| Health::mark(&findings, piece).reviewed(overdue)),
                    said,
                    moved: is.and_then(|id| moved.get(&id)).copied(),
                    candidates: runbook.as_ref().map(|(draft, fate)| candidates.of(name, draft, fate, said)).unwrap_or_default(),
                    change: is.and_then(|id| changes.get(&id)).cloned(),
                    runbook,
                })
            });
            previews.push(FilePreview { pieces: pieces.collect(), left_out, cuts: file.cuts, document: file.document });
        }
        Ok(Preview { files: previews, offers })
    }

    /// What was decided, and what a form says about the files of a preview: one for each, in their order.
    pub async fn decide_import(
        &self,
        ask: Ask<'_>,
        files: Vec<Handed>,
        mut choices: Choices,
        said: &[SaidOfFile],
        many: &SaidOfMany,
    ) -> Result<Choices> {
        ask.may(Permission::ImportRunbooks)?;
        let files = choices.cut(SourceFile::read_all(files)?, &self.kept_cuts().await?);
        let files = choices.recut(files, said);
        for (file, said) in files.iter().zip(said) {
            choices.say_which(file, &said.said);
        }
        let mut tx = self.db.read().await?;
        let known = known(&mut tx).await?;
        let fates = fates(&mut tx, &files, &known, &choices).await?;
        for ((file, fates), said) in files.iter().zip(&fates).zip(said) {
            choices.say(file, fates, &said.ticked, many);
        }
        Ok(choices)
    }
}

/// Whether a heading begins the piece, and those that stand in it.
fn headings_of(piece: &Piece, headings: &[Heading]) -> (bool, Vec<Heading>) {
    let from = headings.partition_point(|heading| heading.start < piece.start);
    let inside = headings.get(from..).unwrap_or_default().iter().take_while(|heading| heading.start < piece.end);
    let has_heading = headings.get(from).is_some_and(|heading| heading.start == piece.start);
    let is_one = has_heading && !matches!(piece.kind, PieceKind::Preamble | PieceKind::Trailer);
    (is_one, inside.skip(usize::from(is_one)).cloned().collect())
}

/// Counts lines on the way through a text.
pub(super) struct Lines<'s> {
    text: &'s str,
    counted: usize,
    line: usize,
}

impl<'s> Lines<'s> {
    pub(super) fn of_text(text: &'s str) -> Self {
        Self { text, counted: 0, line: 1 }
    }

    /// The line on which byte `at` stands, where every question is about a later one than the last.
    pub(super) fn of(&mut self, at: usize) -> usize {
        self.line += self.text.get(self.counted..at).unwrap_or_default().matches('\n').count();
        self.counted = at;
        self.line
    }
}
