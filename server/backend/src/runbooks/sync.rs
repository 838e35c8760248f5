//! A folder of runbook files brought in step: what an import does, told runbook by runbook.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use domain::{
    ids::{RunbookId, SourceId},
    people::Permission,
    runbooks::{Piece, PieceKind, Runbook, RunbookDraft, SeverityWords, WarningKind, import::Cuts, publish},
};
use serde::Serialize;

use super::{Fate, Handed, SourceFile, fate::fates, health, import::publication, known::known, sources};
use crate::{
    Ask, Backend, Result,
    db::Tx,
    lint::lint,
    log::{self, Change},
    organisation::severity_words,
};

/// Whose text counts where a version was published in the browser since the file was exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefer {
    /// Neither: the file is refused.
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
    /// The file holds another text; that of the database was preferred.
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
    piece: &'a Piece,
    draft: &'a RunbookDraft,
    slug: &'a str,
    id: RunbookId,
    standing: Standing,
}

impl Backend {
    /// Makes runbooks and versions of what the files hold and the database doesn't, in one transaction. A file that is
    /// refused keeps no other back. With `check` nothing is changed: the answer says what would be.
    pub async fn sync(&self, ask: Ask<'_>, files: Vec<Handed>, prefer: Prefer, check: bool) -> Result<Synced> {
        ask.may(Permission::ImportRunbooks)?;
        let mut synced = Synced::default();
        let words = severity_words(&mut self.db.read().await?).await?;
        let Readable { paths, files } = readable(files, &self.kept_cuts().await?, &words, &mut synced);
        let ask = Ask::by(ask.who);
        let today = self.clock.now().date_naive();
        let mut tx = self.db.write().await?;
        let known = known(&mut tx).await?;
        let mut changes: Vec<Change<Runbook>> = Vec::new();
        let mut found: HashSet<RunbookId> = HashSet::new();
        for ((path, file), fates) in paths.iter().zip(&files).zip(&fates(&files, &known)) {
            let planned = self.plan(&mut tx, file, fates, prefer).await?;
            let to_do = |plan: &&Planned<'_>| matches!(plan.standing, Standing::New | Standing::Changed);
            let first = changes.len();
            // A file that brings nothing is not kept either, so that a second sync leaves no trace.
            if planned.iter().any(|plan| to_do(&plan)) {
                let source = sources::keep(&mut tx, self, ask, file).await?;
                for plan in planned.iter().filter(to_do) {
                    let publication = publication(file, plan.piece, plan.draft, (plan.id, plan.slug), source, today);
                    changes.push(self.publish_in(&mut tx, ask, &publication).await?);
                }
                let here: Vec<&Runbook> = changes.iter().skip(first).map(|change| &change.state).collect();
                let findings = lint(&file.document, &file.text, file.words(), today);
                health::write_marks(&mut tx, &file.document, &findings, &here).await?;
            }
            for plan in planned {
                found.insert(plan.id);
                synced.rows.push(row(Some(path), Some(plan.slug), plan.standing));
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
        for (piece, fate) in file.document.pieces.iter().zip(fates) {
            let (PieceKind::Runbook(draft), Some(fate)) = (&piece.kind, fate) else { continue };
            let slug = fate.slug();
            let (id, standing) = match fate {
                Fate::New { .. } => (self.ids.next(), Standing::New),
                Fate::Same(known) | Fate::NewVersion(known) => {
                    let runbook: Runbook = log::load(tx, &self.cache, known.id.0).await?;
                    let today = self.clock.now().date_naive();
                    let publication = publication(file, piece, draft, (known.id, slug), SourceId::default(), today);
                    let standing = match (publish(&runbook, &publication).is_empty(), published_since(file, &runbook)) {
                        (true, _) => Standing::Unchanged,
                        (false, Some(number)) if known.sha256 != piece.sha256 => conflict(number, slug, prefer),
                        (false, _) => Standing::Changed,
                    };
                    (known.id, standing)
                }
            };
            planned.push(Planned { piece, draft, slug, id, standing });
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
        let file = match SourceFile::read_cut(file, cuts, words) {
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

/// The number of the current version, where it was published in the browser after the file was exported.
fn published_since(file: &SourceFile, runbook: &Runbook) -> Option<i64> {
    let front = file.document.front.as_ref()?;
    let current = runbook.current()?;
    (current.proposal.is_some() && current.number > front.version.unwrap_or(0)).then_some(current.number)
}

fn conflict(number: i64, slug: &str, prefer: Prefer) -> Standing {
    match prefer {
        Prefer::Files => Standing::Changed,
        Prefer::Database => Standing::Kept,
        Prefer::Neither => Standing::Refused {
            reason: format!(
                "Version {number} of {slug} was published in the browser since this file was exported. Export it again and merge, or say whose text counts: --prefer files or --prefer database."
            ),
        },
    }
}

fn row(file: Option<&String>, runbook: Option<&str>, standing: Standing) -> SyncRow {
    SyncRow { file: file.cloned(), runbook: runbook.map(str::to_owned), standing }
}
