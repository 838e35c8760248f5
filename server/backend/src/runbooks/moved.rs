//! Runbooks that moved on while a file of them was elsewhere: what is handed in must not undo that.

use std::{borrow::Borrow, collections::HashMap};

use domain::{
    ids::RunbookId,
    runbooks::{
        MovedOn, Runbook,
        diff::{Comparison, compare},
    },
};

use super::{Fate, SourceFile, fate::Fates, read::version_text, sources, splice::with_texts};
use crate::{
    Ask, Backend, Result,
    db::Tx,
    log::{self, Eyes},
};

/// Those of the runbooks that would have a new version which moved on since their file was taken.
pub(super) async fn moved_on(
    tx: &mut Tx,
    backend: &Backend,
    files: &[impl Borrow<SourceFile> + Sync],
    fates: &Fates,
) -> Result<HashMap<RunbookId, MovedOn>> {
    let mut moved = HashMap::new();
    for (file, fates) in files.iter().map(Borrow::<SourceFile>::borrow).zip(fates) {
        let document = &file.document;
        for (piece, fate) in document.pieces.iter().zip(fates) {
            let Some(Fate::NewVersion(known)) = fate else { continue };
            let runbook: Runbook = log::load(tx, &backend.cache, Eyes::Tocsin, known.id.0).await?;
            let since = runbook.moved_on(&document.file, document.front.as_deref(), &piece.sha256);
            moved.extend(since.map(|since| (known.id, since)));
        }
    }
    Ok(moved)
}

/// A preview shows so many comparisons; further ones are looked at in the history, once they are versions.
const MOST_COMPARED: usize = 60;

/// The current versions' texts of the runbooks that are compared with what a file has of them.
pub(super) async fn compared_with(
    tx: &mut Tx,
    files: &[impl Borrow<SourceFile> + Sync],
    fates: &Fates,
) -> Result<HashMap<RunbookId, String>> {
    sources::current_texts(tx, &compared(files, fates).into_iter().map(|(id, _)| id).collect()).await
}

/// What leads from the current version of each runbook to the text that a file has of it. Of many long texts that takes a
/// while.
pub(super) fn changes(
    files: &[impl Borrow<SourceFile>],
    fates: &Fates,
    current: &HashMap<RunbookId, String>,
) -> HashMap<RunbookId, Comparison> {
    let change = |(id, text): (RunbookId, &str)| Some((id, compare(current.get(&id)?, text)));
    compared(files, fates).into_iter().filter_map(change).collect()
}

fn compared<'f>(files: &'f [impl Borrow<SourceFile>], fates: &Fates) -> Vec<(RunbookId, &'f str)> {
    let mut texts: Vec<(RunbookId, &str)> = Vec::new();
    for (file, fates) in files.iter().map(Borrow::<SourceFile>::borrow).zip(fates) {
        for (piece, fate) in file.document.pieces.iter().zip(fates) {
            if let Some(Fate::NewVersion(known) | Fate::Kept(known)) = fate {
                texts.push((known.id, piece.slice(&file.text)));
            }
        }
    }
    texts.truncate(MOST_COMPARED);
    texts
}

/// Keeps a file once more, with the current texts of runbooks of it that were left as they are, so that the newest file of
/// its name says what holds: from there it is exported, merged and changed further.
pub(super) async fn keep_what_stays(
    tx: &mut Tx,
    backend: &Backend,
    ask: Ask<'_>,
    file: &SourceFile,
    left: &[(usize, RunbookId)],
) -> Result<()> {
    if left.is_empty() {
        return Ok(());
    }
    let mut texts = Vec::with_capacity(left.len());
    for (at, id) in left {
        let runbook: Runbook = log::load(tx, &backend.cache, Eyes::Tocsin, id.0).await?;
        texts.push((*at, version_text(tx, &runbook, runbook.version()).await?));
    }
    sources::keep(tx, backend, ask, &with_texts(file, &texts)).await?;
    Ok(())
}
