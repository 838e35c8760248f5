use std::sync::Arc;

use chrono::NaiveDate;
use domain::{
    Refusal,
    ids::{RunbookId, SourceId},
    people::Permission,
    runbooks::{Piece, PieceKind, Publication, Runbook, RunbookDraft, Upkeep, publish},
};
use uuid::Uuid;

use super::{
    Adoption, Choices, Fate, Handed, ReadFile, SourceFile, adopt,
    fate::{fates, keep},
    health,
    known::known,
    moved::{keep_what_stays, moved_on},
    shelf, sources,
};
use crate::{Ask, Backend, Error, Result, db::Tx, log::Change};

/// What came of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    pub files: usize,
    /// Slugs of the runbooks that are new, and of those that have a new version.
    pub created: Vec<String>,
    pub changed: Vec<String>,
    /// How many were here already, word for word.
    pub same: usize,
    /// Slugs of those that moved on since their file was taken, and were left as they are.
    pub kept: Vec<String>,
    pub adopted: Vec<Adoption>,
}

impl Backend {
    /// Keeps the files byte for byte and makes runbooks and versions of what stands in them; all or nothing.
    pub async fn import(&self, ask: Ask<'_>, files: Vec<Handed>, choices: &Choices) -> Result<Imported> {
        ask.may(Permission::ImportRunbooks)?;
        let files = self.read_files(files, Arc::default()).await?;
        self.import_read(ask, self.cut_files(files, choices).await?, choices).await
    }

    /// The same of files that wait for the person who handed them in; afterwards they wait no longer.
    pub async fn import_preview(&self, ask: Ask<'_>, id: Uuid, choices: &Choices) -> Result<Imported> {
        ask.may(Permission::ImportRunbooks)?;
        let files = self.read_preview(ask, id, choices).await?;
        let imported = self.import_read(ask, files, choices).await?;
        self.drop_preview(ask, id).await?;
        Ok(imported)
    }

    /// What was read and judged already: only what depends on what is known here is done while nobody else can write.
    async fn import_read(&self, ask: Ask<'_>, mut files: Vec<ReadFile>, choices: &Choices) -> Result<Imported> {
        // A request's name counts for one stream only, and an import is the same when done twice anyway.
        let ask = Ask::by(ask.who);
        let mut tx = self.db.write_at_length().await?;
        let known = known(&mut tx).await?;
        let mut fates = fates(&mut tx, &files, &known, choices).await?;
        let moved = moved_on(&mut tx, self, &files, &fates).await?;
        keep(&files, &mut fates, &moved, choices);
        let mut imported = Imported { files: files.len(), ..Imported::default() };
        let mut changes: Vec<Change<Runbook>> = Vec::new();
        let mut done = Vec::with_capacity(files.len());
        for (at, (ReadFile { file, .. }, fates)) in files.iter().zip(&fates).enumerate() {
            let first = changes.len();
            let source: SourceId = sources::keep(&mut tx, self, ask, file).await?;
            let mut left = Vec::new();
            for (at, (piece, fate)) in file.document.pieces.iter().zip(fates).enumerate() {
                let (PieceKind::Runbook(draft), Some(fate)) = (&piece.kind, fate) else { continue };
                if let Fate::Kept(known) = fate {
                    left.push((at, known.id));
                    imported.kept.push(known.slug.clone());
                    continue;
                }
                let id: RunbookId = match fate {
                    Fate::New { .. } => self.ids.next(),
                    Fate::Same(known) | Fate::NewVersion(known) | Fate::Kept(known) => known.id,
                };
                let publication = Publication {
                    upkeep: choices.upkeep(&file.document.file, piece.start),
                    ..publication(file, piece, draft, (id, fate.slug()), source, self.clock.now().date_naive())
                };
                let change = self.publish_in(&mut tx, ask, &publication).await?;
                match fate {
                    Fate::New { slug } => imported.created.push(slug.clone()),
                    Fate::NewVersion(known) => imported.changed.push(known.slug.clone()),
                    Fate::Same(known) if change.state.version() > known.version => imported.changed.push(known.slug.clone()),
                    Fate::Same(_) | Fate::Kept(_) => imported.same += 1,
                }
                changes.push(change);
            }
            done.push((at, first..changes.len()));
            keep_what_stays(&mut tx, self, ask, file, &left).await?;
        }
        // Only now is everything there that one of them may point at.
        let (books, today) = (shelf(&mut tx).await?, self.clock.now().date_naive());
        for (at, here) in done {
            let Some(read) = files.get_mut(at) else { continue };
            let here: Vec<&Runbook> = changes.get(here).unwrap_or_default().iter().map(|change| &change.state).collect();
            read.settle(&books, here.first().map(|runbook| runbook.collection()), today);
            health::write_marks(&mut tx, &read.file.document, &read.findings, &here).await?;
        }
        let agreed = adopt::adopt(&mut tx, self, ask, &files, &choices.adopt).await?;
        imported.adopted.clone_from(&agreed.adopted);
        tx.commit().await?;
        for change in &changes {
            self.wake(change.state.id.0, change);
        }
        agreed.wake(self);
        Ok(imported)
    }

    /// Makes a version of a piece, or takes what the file says of the runbook without one.
    pub(super) async fn publish_in(&self, tx: &mut Tx, ask: Ask<'_>, publication: &Publication<'_>) -> Result<Change<Runbook>> {
        let decide = |runbook: &Runbook, _| Ok(publish(runbook, publication));
        match self.change_in(tx, publication.id.0, ask, &decide).await {
            Ok(change) => Ok(change.ok_or(Refusal::Stale)?),
            // Somebody else imported a runbook of this name just now.
            Err(error @ Error::Database(_)) if error.is_taken() => Err(Refusal::Stale.into()),
            Err(error) => Err(error),
        }
    }
}

/// A piece of a file as what it is to be: a version of the runbook with this id and slug.
pub(crate) fn publication<'a>(
    file: &'a SourceFile,
    piece: &'a Piece,
    draft: &'a RunbookDraft,
    (id, slug): (RunbookId, &'a str),
    source: SourceId,
    today: NaiveDate,
) -> Publication<'a> {
    let document = &file.document;
    Publication {
        id,
        slug,
        source,
        file: &document.file,
        metadata: &document.metadata,
        front: document.front.as_deref(),
        piece,
        draft,
        proposal: None,
        upkeep: Upkeep::default(),
        today,
    }
}
