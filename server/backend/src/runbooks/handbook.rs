//! What came with the runbooks and is none: overviews, contacts, commands.

use domain::{ids::SourceId, people::Permission};

use super::{Page, render, sources};
use crate::{Ask, Backend, Error, Result};

/// A section of the handbook, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct HandbookSection {
    pub source: SourceId,
    /// Its place among the pieces of the file, from 0.
    pub ordinal: i64,
    pub kind: String,
    pub title: String,
    pub file: String,
}

/// A section to be read.
#[derive(Debug, Clone)]
pub struct HandbookPage {
    pub section: HandbookSection,
    pub page: Page,
}

impl Backend {
    /// The sections of the files as they were last imported.
    pub async fn handbook(&self, ask: Ask<'_>) -> Result<Vec<HandbookSection>> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        tx.query(
            "SELECT section.source, section.ordinal, section.kind, section.title, source.file
             FROM handbook_sections AS section JOIN sources AS source ON source.id = section.source
             WHERE NOT EXISTS (
                 SELECT 1 FROM sources AS later
                 WHERE later.file = source.file
                   AND (later.imported_at > source.imported_at
                        OR (later.imported_at = source.imported_at AND later.id > source.id)))
             ORDER BY source.file, section.ordinal",
        )
        .all()
        .await
    }

    /// One of them, to be read.
    pub async fn handbook_section(&self, ask: Ask<'_>, source: SourceId, ordinal: i64) -> Result<HandbookPage> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let row: Option<(String, String, String, i64, i64)> = tx
            .query(
                "SELECT section.kind, section.title, source.file, section.start_byte, section.end_byte
                 FROM handbook_sections AS section JOIN sources AS source ON source.id = section.source
                 WHERE section.source = $1 AND section.ordinal = $2",
            )
            .bind(source)
            .bind(ordinal)
            .optional()
            .await?;
        let (kind, title, file, start, end) = row.ok_or(Error::NotFound)?;
        let byte = |offset: i64| usize::try_from(offset).unwrap_or_default();
        let text = sources::slice(&mut tx, source, byte(start), byte(end)).await?;
        Ok(HandbookPage { page: render::prose_page(&text), section: HandbookSection { source, ordinal, kind, title, file } })
    }
}
