//! What an import would do, before it is done.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use domain::{
    ids::RunbookId,
    organisation::Organisation,
    people::Permission,
    runbooks::{
        HandbookKind, HealthMark, Metadata, MovedOn, Piece, PieceKind, RunbookDraft, RunbookSummary, Said, Shelf, SourceDocument,
        Upkeep,
        diff::Comparison,
        first_review,
        import::{self, Cuts, Heading},
    },
};
use uuid::Uuid;

use super::{
    Choices, Fate, Handed, Offer, ReadFile, SaidOfFile, SaidOfMany, SaidWhich, adopt,
    candidates::{Candidate, Candidates},
    fate::{Fates, fates, keep},
    known::known,
    moved::{changes, compared_with, moved_on},
    shelf,
};
use crate::{
    Ask, Backend, Result,
    background::aside,
    lint::{Finding, Level, Marks},
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
    /// The errors and warnings of that, as they stand in the text.
    pub findings: Vec<Finding>,
    /// What somebody said that it is.
    pub said: Option<SaidWhich>,
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

/// What a preview is made of, beside the files.
struct Known {
    runbooks: Vec<RunbookSummary>,
    organisation: Organisation,
    books: Shelf,
    fates: Fates,
    moved: HashMap<RunbookId, MovedOn>,
    /// Current texts, to be compared with those of the files.
    current: HashMap<RunbookId, String>,
}

impl Preview {
    fn new(mut files: Vec<ReadFile>, known: Known, choices: &Choices, today: NaiveDate) -> Self {
        let Known { runbooks, organisation, mut books, fates, moved, current } = known;
        let changes = changes(&files, &fates, &current);
        for read in &files {
            books.put_document(&read.file.document);
        }
        for read in &mut files {
            read.settle(&books, None, today);
        }
        let candidates = Candidates::new(&runbooks, &fates);
        let mut gone = candidates.gone();
        let about = About { candidates: &candidates, moved: &moved, changes: &changes, choices, today };
        let previews = files.iter().zip(fates.clone()).map(|(read, fates)| {
            let left_out = gone.remove(read.file.document.file.as_str()).unwrap_or_default();
            FilePreview::new(read, fates, left_out, &about)
        });
        Self { files: previews.collect(), offers: adopt::offers(&files, &organisation) }
    }
}

/// What is the same for all files.
struct About<'k> {
    candidates: &'k Candidates<'k>,
    moved: &'k HashMap<RunbookId, MovedOn>,
    changes: &'k HashMap<RunbookId, Comparison>,
    choices: &'k Choices,
    today: NaiveDate,
}

impl FilePreview {
    fn new(read: &ReadFile, fates: Vec<Option<Fate>>, left_out: Vec<String>, about: &About<'_>) -> Self {
        let ReadFile { file, findings } = read;
        let marks = Marks::new(findings);
        let metadata = &file.document.metadata;
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
            let upkeep = about.choices.upkeep(name, piece.start);
            let said = about.choices.said(name, piece.start);
            let is = runbook.as_ref().and_then(|(_, fate)| fate.known()).map(|known| known.id);
            let health = runbook.as_ref().map(|(draft, fate)| {
                let (owned, graded) = (has_owner(draft, fate, &upkeep), has_severity(draft, fate, &upkeep));
                let due = next_review(fate, metadata, &upkeep, about.today);
                marks.of(piece).known(due < about.today, owned, graded)
            });
            let of_it =
                |finding: &&Finding| finding.level > Level::Hint && (piece.start..piece.end).contains(&finding.place.start);
            let findings = runbook.as_ref().map(|_| findings.iter().filter(of_it).cloned().collect()).unwrap_or_default();
            let candidates =
                runbook.as_ref().map(|(draft, fate)| about.candidates.of(name, draft, fate, said)).unwrap_or_default();
            Some(PiecePreview {
                line,
                title: piece.title.clone(),
                has_heading,
                headings,
                handbook,
                runbook,
                upkeep,
                health,
                findings,
                said,
                moved: is.and_then(|id| about.moved.get(&id)).copied(),
                candidates,
                change: is.and_then(|id| about.changes.get(&id)).cloned(),
            })
        });
        Self { pieces: pieces.collect(), left_out, cuts: file.cuts.clone(), document: file.document.clone() }
    }
}

impl Backend {
    /// Reads files and says what an import of them would do. Changes nothing.
    pub async fn preview_import(&self, ask: Ask<'_>, files: Vec<Handed>, choices: &Choices) -> Result<Preview> {
        ask.may(Permission::ImportRunbooks)?;
        let files = self.read_files(files, Arc::default()).await?;
        self.preview_of(self.cut_files(files, choices).await?, choices).await
    }

    /// What an import of files would do that were read, and cut as they were decided to be.
    pub(super) async fn preview_of(&self, files: Vec<ReadFile>, choices: &Choices) -> Result<Preview> {
        let (today, choices, organisation) = (self.clock.now().date_naive(), choices.clone(), self.organisation().await?);
        let mut tx = self.db.read().await?;
        let runbooks = known(&mut tx).await?;
        let books = shelf(&mut tx).await?;
        let mut fates = fates(&mut tx, &files, &runbooks, &choices).await?;
        let moved = moved_on(&mut tx, self, &files, &fates).await?;
        keep(&files, &mut fates, &moved, &choices);
        let current = compared_with(&mut tx, &files, &fates).await?;
        drop(tx);
        let known = Known { runbooks, organisation, books, fates, moved, current };
        aside(move || Preview::new(files, known, &choices, today)).await
    }

    /// What was decided, and what a form says about the files of a preview: one for each, in their order.
    pub async fn decide_import(
        &self,
        ask: Ask<'_>,
        files: Vec<Handed>,
        choices: Choices,
        said: &[SaidOfFile],
        many: &SaidOfMany,
    ) -> Result<Choices> {
        ask.may(Permission::ImportRunbooks)?;
        let files = self.read_files(files, Arc::default()).await?;
        let files = self.cut_files(files, &choices).await?;
        Ok(self.decide(files, choices, said.to_vec(), many.clone()).await?.0)
    }

    /// The same of files that wait.
    pub async fn decide_preview(
        &self,
        ask: Ask<'_>,
        id: Uuid,
        choices: Choices,
        said: &[SaidOfFile],
        many: &SaidOfMany,
    ) -> Result<Choices> {
        ask.may(Permission::ImportRunbooks)?;
        let files = self.read_preview(ask, id, &choices).await?;
        let (choices, files) = self.decide(files, choices, said.to_vec(), many.clone()).await?;
        self.keep_reading(id, &files);
        Ok(choices)
    }

    async fn decide(
        &self,
        files: Vec<ReadFile>,
        mut choices: Choices,
        said: Vec<SaidOfFile>,
        many: SaidOfMany,
    ) -> Result<(Choices, Vec<ReadFile>)> {
        let today = self.clock.now().date_naive();
        let (mut choices, files, said) = aside(move || {
            let files = choices.recut(files, &said, today);
            for (read, said) in files.iter().zip(&said) {
                choices.say_which(&read.file, &said.said);
            }
            (choices, files, said)
        })
        .await?;
        let mut tx = self.db.read().await?;
        let known = known(&mut tx).await?;
        let fates = fates(&mut tx, &files, &known, &choices).await?;
        drop(tx);
        for ((read, fates), said) in files.iter().zip(&fates).zip(&said) {
            choices.say(&read.file, fates, &said.ticked, &many);
        }
        Ok((choices, files))
    }
}

/// Whether somebody will answer for it: by what is said here, else by what was said before, else by the text.
fn has_owner(draft: &RunbookDraft, fate: &Fate, upkeep: &Upkeep) -> bool {
    match (&upkeep.owners, fate) {
        (Some(owners), _) => !owners.is_empty(),
        (None, Fate::Same(known)) => !known.owners.is_empty(),
        (None, fate) => !draft.owners.is_empty() || fate.known().is_some_and(|known| !known.owners.is_empty()),
    }
}

/// When it will be reviewed next. A date of the file that is nearer than what is known may have been overtaken by a review.
fn next_review(fate: &Fate, metadata: &Metadata, upkeep: &Upkeep, today: NaiveDate) -> NaiveDate {
    match fate {
        Fate::New { .. } => first_review(metadata, upkeep, today),
        Fate::NewVersion(known) => known.next_review.max(first_review(metadata, upkeep, today)),
        Fate::Same(known) | Fate::Kept(known) => {
            metadata.next_review.map_or(known.next_review, |stated| stated.max(known.next_review))
        }
    }
}

fn has_severity(draft: &RunbookDraft, fate: &Fate, upkeep: &Upkeep) -> bool {
    match (upkeep.severity, fate) {
        (Some(Said::This(_)), _) => true,
        (_, Fate::Same(known)) => known.severity.is_some(),
        (_, fate) => draft.severity.is_some() || fate.known().is_some_and(|known| known.severity.is_some()),
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
