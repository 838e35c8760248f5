//! What an import would do, before it is done; and the files meanwhile.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{Duration, NaiveDate};
use domain::{
    ids::RunbookId,
    organisation::Organisation,
    people::Permission,
    runbooks::{
        HandbookKind, HealthMark, Piece, PieceKind, RunbookDraft, RunbookSummary, Said, SourceDocument, Upkeep,
        import::{self, Cuts, Heading},
    },
};
use uuid::Uuid;

use super::{Choices, Fate, Handed, Offer, ReadFile, SaidOfFile, SaidOfMany, adopt, fate::fates, known::known};
use crate::{Ask, Backend, Error, Result, background::aside, lint::Marks};

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
}

impl Preview {
    /// How many runbooks would be new, would have a new version, or would stay as they are.
    pub fn counts(&self) -> (usize, usize, usize) {
        let fates = self.files.iter().flat_map(|file| &file.pieces).filter_map(|piece| piece.runbook.as_ref());
        fates.fold((0, 0, 0), |(new, changed, same), (_, fate)| match fate {
            Fate::New { .. } => (new + 1, changed, same),
            Fate::NewVersion(_) => (new, changed + 1, same),
            Fate::Same(_) => (new, changed, same + 1),
        })
    }
}

impl Preview {
    fn new(
        files: &[ReadFile],
        known: &[RunbookSummary],
        organisation: &Organisation,
        choices: &Choices,
        today: NaiveDate,
    ) -> Self {
        let fates = fates(files, known);
        let kept: HashSet<RunbookId> = fates.iter().flatten().flatten().filter_map(Fate::known).map(|known| known.id).collect();
        let mut gone: HashMap<&str, Vec<String>> = HashMap::new();
        for known in known.iter().filter(|known| !kept.contains(&known.id)) {
            gone.entry(&known.file).or_default().push(known.title.clone());
        }
        let previews = files.iter().zip(fates).map(|(read, fates)| {
            let left_out = gone.remove(read.file.document.file.as_str()).unwrap_or_default();
            FilePreview::new(read, fates, left_out, choices, today)
        });
        Self { files: previews.collect(), offers: adopt::offers(files, organisation) }
    }
}

impl FilePreview {
    fn new(read: &ReadFile, fates: Vec<Option<Fate>>, left_out: Vec<String>, choices: &Choices, today: NaiveDate) -> Self {
        let ReadFile { file, findings } = read;
        let marks = Marks::new(findings);
        let overdue = file.document.metadata.next_review.is_some_and(|day| day < today);
        let headings = import::headings(&file.text);
        let mut lines = Lines { text: &file.text, counted: 0, line: 1 };
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
            let upkeep = choices.upkeep(&file.document.file, piece.start);
            let health = runbook.as_ref().map(|(draft, fate)| {
                let (owned, graded) = (has_owner(draft, fate, &upkeep), has_severity(draft, fate, &upkeep));
                marks.of(piece).known(overdue, owned, graded)
            });
            Some(PiecePreview { line, title: piece.title.clone(), has_heading, headings, handbook, runbook, upkeep, health })
        });
        Self { pieces: pieces.collect(), left_out, cuts: file.cuts.clone(), document: file.document.clone() }
    }
}

/// How long files wait for the person who handed them in.
const KEPT: Duration = Duration::hours(24);

impl Backend {
    /// Reads files and says what an import of them would do. Changes nothing.
    pub async fn preview_import(&self, ask: Ask<'_>, files: Vec<Handed>, choices: &Choices) -> Result<Preview> {
        ask.may(Permission::ImportRunbooks)?;
        let files = self.read_files(files, Arc::default()).await?;
        self.preview_of(self.cut_files(files, choices).await?, choices).await
    }

    /// What an import of files would do that were read, and cut as they were decided to be.
    pub(super) async fn preview_of(&self, files: Vec<ReadFile>, choices: &Choices) -> Result<Preview> {
        let (known, organisation) = (known(&mut self.db.read().await?).await?, self.organisation().await?);
        let (today, choices) = (self.clock.now().date_naive(), choices.clone());
        aside(move || Preview::new(&files, &known, &organisation, &choices, today)).await
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
        let (known, today) = (known(&mut self.db.read().await?).await?, self.clock.now().date_naive());
        aside(move || {
            let files = choices.recut(files, &said, today);
            let fates = fates(&files, &known);
            for ((read, fates), said) in files.iter().zip(&fates).zip(&said) {
                choices.say(&read.file, fates, &said.ticked, &many);
            }
            (choices, files)
        })
        .await
    }

    /// Keeps files for a day between preview and import, so that nothing is handed in twice.
    pub async fn keep_preview(&self, ask: Ask<'_>, files: Vec<Handed>) -> Result<Uuid> {
        ask.may(Permission::ImportRunbooks)?;
        // Refused now, while the person still has the files in front of them.
        Handed::check(&files)?;
        let (id, now) = (self.ids.next::<Uuid>(), self.clock.now());
        let mut tx = self.db.write().await?;
        tx.query("DELETE FROM import_previews WHERE expires_at < $1").bind(now).execute().await?;
        tx.query("INSERT INTO import_previews (id, asked_by, choices, expires_at) VALUES ($1, $2, '', $3)")
            .bind(id)
            .bind(asked_by(ask))
            .bind(now + KEPT)
            .execute()
            .await?;
        for (ordinal, file) in files.into_iter().enumerate() {
            tx.query("INSERT INTO import_preview_files (preview, ordinal, name, bytes) VALUES ($1, $2, $3, $4)")
                .bind(id)
                .bind(i64::try_from(ordinal).unwrap_or(i64::MAX))
                .bind(file.name)
                .bind(file.bytes)
                .execute()
                .await?;
        }
        tx.commit().await?;
        Ok(id)
    }

    /// Refuses those who did not hand these files in.
    pub(super) async fn is_theirs(&self, ask: Ask<'_>, id: Uuid) -> Result<()> {
        let mut tx = self.db.read().await?;
        let row: Option<(Uuid,)> = tx
            .query("SELECT id FROM import_previews WHERE id = $1 AND asked_by = $2 AND expires_at > $3")
            .bind(id)
            .bind(asked_by(ask))
            .bind(self.clock.now())
            .optional()
            .await?;
        row.map(|_| ()).ok_or(Error::NotFound)
    }

    /// The files of a preview, for the person who handed them in and nobody else.
    pub async fn kept_preview(&self, ask: Ask<'_>, id: Uuid) -> Result<Vec<Handed>> {
        ask.may(Permission::ImportRunbooks)?;
        let mut tx = self.db.read().await?;
        let files: Vec<(String, Vec<u8>)> = tx
            .query(
                "SELECT file.name, file.bytes
                 FROM import_preview_files AS file JOIN import_previews AS preview ON preview.id = file.preview
                 WHERE preview.id = $1 AND preview.asked_by = $2 AND preview.expires_at > $3
                 ORDER BY file.ordinal",
            )
            .bind(id)
            .bind(asked_by(ask))
            .bind(self.clock.now())
            .all()
            .await?;
        if files.is_empty() {
            return Err(Error::NotFound);
        }
        Ok(files.into_iter().map(|(name, bytes)| Handed { name, bytes }).collect())
    }

    /// Keeps what the person decided about the files, so that a reload loses none of it.
    pub async fn keep_choices(&self, ask: Ask<'_>, id: Uuid, choices: &Choices) -> Result<()> {
        ask.may(Permission::ImportRunbooks)?;
        let choices = serde_json::to_string(choices).map_err(Error::unreadable("choices"))?;
        let mut tx = self.db.write().await?;
        tx.query("UPDATE import_previews SET choices = $3 WHERE id = $1 AND asked_by = $2")
            .bind(id)
            .bind(asked_by(ask))
            .bind(choices)
            .execute()
            .await?;
        tx.commit().await
    }

    /// What was decided about the files of a preview; none before anything was.
    pub async fn kept_choices(&self, ask: Ask<'_>, id: Uuid) -> Result<Option<Choices>> {
        ask.may(Permission::ImportRunbooks)?;
        let mut tx = self.db.read().await?;
        let row: Option<(String,)> = tx
            .query("SELECT choices FROM import_previews WHERE id = $1 AND asked_by = $2")
            .bind(id)
            .bind(asked_by(ask))
            .optional()
            .await?;
        let (choices,) = row.ok_or(Error::NotFound)?;
        if choices.is_empty() {
            return Ok(None);
        }
        Ok(Some(serde_json::from_str(&choices).map_err(Error::unreadable("choices"))?))
    }

    /// Forgets the files of a preview, once they are imported or given up.
    pub async fn drop_preview(&self, ask: Ask<'_>, id: Uuid) -> Result<()> {
        ask.may(Permission::ImportRunbooks)?;
        let mut tx = self.db.write().await?;
        let gone = tx
            .query("DELETE FROM import_previews WHERE id = $1 AND asked_by = $2")
            .bind(id)
            .bind(asked_by(ask))
            .execute()
            .await?;
        tx.commit().await?;
        if gone > 0 {
            self.waiting.drop(id);
        }
        Ok(())
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
struct Lines<'s> {
    text: &'s str,
    counted: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line on which byte `at` stands, where every question is about a later one than the last.
    fn of(&mut self, at: usize) -> usize {
        self.line += self.text.get(self.counted..at).unwrap_or_default().matches('\n').count();
        self.counted = at;
        self.line
    }
}

fn asked_by(ask: Ask<'_>) -> String {
    ask.who.actor.person().map_or_else(String::new, |person| person.id.to_string())
}
