//! A folder of runbook files brought in step: what an import does, told runbook by runbook.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use domain::{
    ids::{RunbookId, SourceId},
    people::Permission,
    runbooks::{
        MovedOn, Piece, PieceKind, Runbook, RunbookDraft, RunbookEvent, SeverityWords, WarningKind, import::Cuts, publish,
    },
};
use serde::Serialize;

use super::{
    Choices, Fate, Handed, SourceFile, fate::fates, health, import::publication, known::known, moved::keep_what_stays, shelf,
    sources,
};
use crate::{
    Ask, Backend, Result,
    db::Tx,
    log::{self, Change, Eyes},
    organisation::severity_words,
};

/// Whose text counts where a version came about since the file was taken, and the file was changed too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefer {
    /// Neither: the runbook is refused.
    Neither,
    Files,
    Database,
}

/// How one runbook stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    New,
    Changed,
    Unchanged,
    /// The file holds another text and the database's stays: it was preferred, or the file has only fallen behind.
    Kept,
    /// In the database, and in none of the files. It stays.
    Missing,
    Refused {
        reason: String,
    },
}

/// A line of what a sync did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SyncRow {
    /// As it was handed in; absent for what is in no file.
    pub file: Option<String>,
    /// The runbook's address; absent where the file could not be read.
    pub runbook: Option<String>,
    #[serde(flatten)]
    pub standing: Standing,
}

/// What came of a sync.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Synced {
    pub rows: Vec<SyncRow>,
    /// Files in which no runbook stands. They are left alone.
    pub without_runbook: usize,
}

impl Synced {
    /// Whether something changed, or would change.
    pub fn changes(&self) -> bool {
        self.rows.iter().any(|row| matches!(row.standing, Standing::New | Standing::Changed))
    }

    pub fn refuses(&self) -> bool {
        self.rows.iter().any(|row| matches!(row.standing, Standing::Refused { .. }))
    }
}

/// A file that could be read, under the path by which it is named to people.
struct Readable {
    paths: Vec<String>,
    files: Vec<SourceFile>,
}

/// A runbook of a file, and what is to be done with it.
struct Planned<'a> {
    /// Which of the file's pieces it is.
    at: usize,
    piece: &'a Piece,
    draft: &'a RunbookDraft,
    slug: &'a str,
    id: RunbookId,
    standing: Standing,
    /// Whether all that is new is that the file holds what was published without it.
    caught_up: bool,
}

impl Planned<'_> {
    fn to_do(&self) -> bool {
        matches!(self.standing, Standing::New | Standing::Changed)
    }

    /// Whether the database goes on with another text than the file's.
    fn is_left(&self) -> bool {
        matches!(self.standing, Standing::Kept | Standing::Refused { .. })
    }
}

impl Backend {
    /// Makes runbooks and versions of what the files hold and the database doesn't, in one transaction. What was published
    /// without a file is not undone by it: see [`Runbook::moved_on`]. What is refused keeps nothing else back. With `check`
    /// nothing is changed: the answer says what would be.
    pub async fn sync(&self, ask: Ask<'_>, files: Vec<Handed>, prefer: Prefer, check: bool) -> Result<Synced> {
        ask.may(Permission::ImportRunbooks)?;
        let mut synced = Synced::default();
        let words = severity_words(&mut self.db.read().await?).await?;
        let Readable { paths, files } = readable(files, &self.kept_cuts().await?, &words, &mut synced);
        let ask = Ask::by(ask.who);
        let today = self.clock.now().date_naive();
        let mut tx = self.db.write_at_length().await?;
        let known = known(&mut tx).await?;
        let mut changes: Vec<Change<Runbook>> = Vec::new();
        let mut done = Vec::new();
        let mut found: HashSet<RunbookId> = HashSet::new();
        let fates = fates(&mut tx, &files, &known, &Choices::default()).await?;
        for ((path, file), fates) in paths.iter().zip(&files).zip(&fates) {
            let planned = self.plan(&mut tx, file, fates, prefer).await?;
            let first = changes.len();
            // A file that brings nothing is not kept either, so that a second sync leaves no trace.
            let brings = planned.iter().any(Planned::to_do);
            let source = if brings { sources::keep(&mut tx, self, ask, file).await? } else { SourceId::default() };
            for plan in planned.iter().filter(|plan| plan.to_do() || plan.caught_up) {
                let publication = publication(file, plan.piece, plan.draft, (plan.id, plan.slug), source, today);
                changes.push(self.publish_in(&mut tx, ask, &publication).await?);
            }
            if brings {
                done.push((file, first..changes.len()));
                let left: Vec<(usize, RunbookId)> =
                    planned.iter().filter(|plan| plan.is_left()).map(|plan| (plan.at, plan.id)).collect();
                keep_what_stays(&mut tx, self, ask, file, &left).await?;
            }
            for plan in planned {
                found.insert(plan.id);
                synced.rows.push(row(Some(path), Some(plan.slug), plan.standing));
            }
        }
        // Only now is everything there that one of them may point at.
        if !done.is_empty() {
            let books = shelf(&mut tx).await?;
            for (file, here) in done {
                let here: Vec<&Runbook> = changes.get(here).unwrap_or_default().iter().map(|change| &change.state).collect();
                let (document, findings) = health::judged(file, &books, here.first().map(|runbook| runbook.collection()), today);
                health::write_marks(&mut tx, &document, &findings, &here).await?;
            }
        }
        let missing = known.iter().filter(|known| !found.contains(&known.id));
        synced.rows.extend(missing.map(|known| row(None, Some(&known.slug), Standing::Missing)));
        if !check {
            tx.commit().await?;
            for change in &changes {
                self.wake(change.state.id.0, change);
            }
        }
        Ok(synced)
    }

    async fn plan<'a>(
        &self,
        tx: &mut Tx,
        file: &'a SourceFile,
        fates: &'a [Option<Fate>],
        prefer: Prefer,
    ) -> Result<Vec<Planned<'a>>> {
        let mut planned = Vec::new();
        let (name, front) = (&file.document.file, file.document.front.as_deref());
        for (at, (piece, fate)) in file.document.pieces.iter().zip(fates).enumerate() {
            let (PieceKind::Runbook(draft), Some(fate)) = (&piece.kind, fate) else { continue };
            let slug = fate.slug();
            let (id, standing, caught_up) = if let Some(known) = fate.known() {
                let runbook: Runbook = log::load(tx, &self.cache, Eyes::Tocsin, known.id.0).await?;
                let today = self.clock.now().date_naive();
                let news = publish(&runbook, &publication(file, piece, draft, (known.id, slug), SourceId::default(), today));
                let is_note = |event: &RunbookEvent| matches!(event, RunbookEvent::FileCaughtUp { .. });
                let caught_up = !news.is_empty() && news.iter().all(is_note);
                let standing = match runbook.moved_on(name, front, &piece.sha256) {
                    Some(moved) => conflict(runbook.version(), moved, slug, prefer),
                    None if news.iter().all(is_note) => Standing::Unchanged,
                    None => Standing::Changed,
                };
                (known.id, standing, caught_up)
            } else {
                (self.ids.next(), Standing::New, false)
            };
            planned.push(Planned { at, piece, draft, slug, id, standing, caught_up });
        }
        Ok(planned)
    }
}

/// Reads the files that can be read, and says of the others why they can't.
fn readable(handed: Vec<Handed>, kept: &HashMap<String, Cuts>, words: &Arc<SeverityWords>, synced: &mut Synced) -> Readable {
    let (mut paths, mut files) = (Vec::new(), Vec::<SourceFile>::new());
    let (mut names, mut slugs) = (HashSet::new(), HashSet::new());
    for file in handed {
        let path = file.name.clone();
        let mut refuse = |reason: String| synced.rows.push(row(Some(&path), None, Standing::Refused { reason }));
        let cuts = |name: &str| kept.get(name).cloned().unwrap_or_default();
        let file = match file.check_name().and_then(|()| SourceFile::read_cut(file, cuts, words)) {
            Ok(file) => file,
            Err(refusal) => {
                refuse(refusal.to_string());
                continue;
            }
        };
        let unreadable = file.document.warnings.iter().find(|warning| warning.kind == WarningKind::UnreadableFrontMatter);
        if let Some(warning) = unreadable {
            refuse(warning.message.clone());
        } else if file.document.runbooks().next().is_none() {
            synced.without_runbook += 1;
        } else if !names.insert(file.document.file.clone()) {
            refuse(format!("Another file of another folder is called {} too: rename one of them.", file.document.file));
        } else if file.document.front.as_ref().is_some_and(|front| !slugs.insert(front.slug.clone())) {
            refuse("Another file is of the same runbook: give one of them another name after `runbook:` and no id.".to_owned());
        } else {
            paths.push(path);
            files.push(file);
        }
    }
    Readable { paths, files }
}

fn conflict(number: i64, moved: MovedOn, slug: &str, prefer: Prefer) -> Standing {
    let since = moved.since;
    let reason = match (prefer, moved.both) {
        (Prefer::Files, true) => return Standing::Changed,
        // Nobody changed the file: there is nothing in it that could be preferred.
        (Prefer::Database, _) | (Prefer::Files, false) => return Standing::Kept,
        (Prefer::Neither, true) => format!(
            "Version {number} of {slug} came about since this file was taken, and the file has another text too. Export it again and merge, or say whose text counts: --prefer files or --prefer database."
        ),
        (Prefer::Neither, false) => format!(
            "Version {number} of {slug} came about since this file was taken, and the file still has the text of version {since}. Export it again, or leave the file behind: --prefer database."
        ),
    };
    Standing::Refused { reason }
}

fn row(file: Option<&String>, runbook: Option<&str>, standing: Standing) -> SyncRow {
    SyncRow { file: file.cloned(), runbook: runbook.map(str::to_owned), standing }
}
