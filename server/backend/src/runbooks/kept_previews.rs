//! The files of a preview and what was decided about them, kept while the person looks.

use chrono::Duration;
use domain::people::Permission;
use uuid::Uuid;

use super::{Choices, Handed};
use crate::{Ask, Backend, Error, Result};

/// How long files wait for the person who handed them in.
const KEPT: Duration = Duration::hours(24);

impl Backend {
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

fn asked_by(ask: Ask<'_>) -> String {
    ask.who.actor.person().map_or_else(String::new, |person| person.id.to_string())
}
