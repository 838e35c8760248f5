//! The files themselves: kept byte for byte, given back byte for byte.

use std::collections::{HashMap, HashSet};

use domain::{
    ids::{RunbookId, SourceId},
    people::Permission,
    runbooks::PieceKind,
};

use super::{SourceFile, cuts};
use crate::{Ask, Backend, Error, Result, db::Tx};

impl Backend {
    /// The files as they were last imported, by name.
    pub async fn export_sources(&self, ask: Ask<'_>) -> Result<Vec<(String, Vec<u8>)>> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        tx.query(
            "SELECT file, bytes FROM sources AS source
             WHERE NOT EXISTS (
                 SELECT 1 FROM sources AS later
                 WHERE later.file = source.file
                   AND (later.imported_at > source.imported_at
                        OR (later.imported_at = source.imported_at AND later.id > source.id)))
             ORDER BY file",
        )
        .all()
        .await
    }
}

/// Keeps a file, unless the last one of its name is the same to the byte.
pub(crate) async fn keep(tx: &mut Tx, backend: &Backend, ask: Ask<'_>, file: &SourceFile) -> Result<SourceId> {
    let document = &file.document;
    let last: Option<(SourceId, String)> = tx
        .query("SELECT id, sha256 FROM sources WHERE file = $1 ORDER BY imported_at DESC, id DESC LIMIT 1")
        .bind(document.file.clone())
        .optional()
        .await?;
    let id = match last {
        Some((id, sha256)) if sha256 == document.sha256 => id,
        _ => {
            let id: SourceId = backend.ids.next();
            tx.query("INSERT INTO sources (id, file, sha256, bytes, imported_at, imported_by) VALUES ($1, $2, $3, $4, $5, $6)")
                .bind(id)
                .bind(document.file.clone())
                .bind(document.sha256.clone())
                .bind(file.text.clone().into_bytes())
                .bind(backend.clock.now())
                .bind(ask.who.actor.name().to_owned())
                .execute()
                .await?;
            id
        }
    };
    cuts::keep(tx, id, &file.cuts).await?;
    keep_handbook(tx, id, file).await?;
    Ok(id)
}

/// Which pieces belong to the handbook; another choice in a later preview replaces this one.
async fn keep_handbook(tx: &mut Tx, source: SourceId, file: &SourceFile) -> Result<()> {
    tx.query("DELETE FROM handbook_sections WHERE source = $1").bind(source).execute().await?;
    for (ordinal, piece) in file.document.pieces.iter().enumerate() {
        let PieceKind::Handbook(kind) = piece.kind else { continue };
        tx.query(
            "INSERT INTO handbook_sections (source, ordinal, kind, title, start_byte, end_byte, sha256)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(source)
        .bind(i64::try_from(ordinal).unwrap_or(i64::MAX))
        .bind(serde_json::to_value(kind).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default())
        .bind(piece.title.clone())
        .bind(offset(piece.start))
        .bind(offset(piece.end))
        .bind(piece.sha256.clone())
        .execute()
        .await?;
    }
    Ok(())
}

pub(super) fn offset(byte: usize) -> i64 {
    i64::try_from(byte).unwrap_or(i64::MAX)
}

/// The Markdown of the current versions of these runbooks.
pub(super) async fn current_texts(tx: &mut Tx, ids: &HashSet<RunbookId>) -> Result<HashMap<RunbookId, String>> {
    let mut places: Vec<(SourceId, RunbookId, usize, usize)> = Vec::with_capacity(ids.len());
    for id in ids {
        let row: Option<(SourceId, i64, i64)> = tx
            .query(
                "SELECT source, start_byte, end_byte FROM runbook_versions
                 WHERE runbook = $1 AND number = (SELECT version FROM runbooks WHERE id = $1)",
            )
            .bind(*id)
            .optional()
            .await?;
        let byte = |offset: i64| usize::try_from(offset).unwrap_or_default();
        places.extend(row.map(|(source, start, end)| (source, *id, byte(start), byte(end))));
    }
    // Many stand in one file: each is read once.
    places.sort_unstable();
    let (mut texts, mut read) = (HashMap::with_capacity(places.len()), None::<(SourceId, Vec<u8>)>);
    for (source, id, start, end) in places {
        if read.as_ref().is_none_or(|(known, _)| *known != source) {
            let bytes: Option<(Vec<u8>,)> = tx.query("SELECT bytes FROM sources WHERE id = $1").bind(source).optional().await?;
            read = bytes.map(|(bytes,)| (source, bytes));
        }
        let slice = read.as_ref().and_then(|(_, bytes)| bytes.get(start..end)).unwrap_or_default();
        texts.insert(id, String::from_utf8_lossy(slice).into_owned());
    }
    Ok(texts)
}

/// The text between two bytes of a kept file.
pub(super) async fn slice(tx: &mut Tx, source: SourceId, start: usize, end: usize) -> Result<String> {
    let (bytes,): (Vec<u8>,) =
        tx.query("SELECT bytes FROM sources WHERE id = $1").bind(source).optional().await?.ok_or(Error::NotFound)?;
    Ok(String::from_utf8_lossy(bytes.get(start..end).unwrap_or_default()).into_owned())
}
