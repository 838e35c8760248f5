use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    ids::RunbookId,
    people::Permission,
    runbooks::{Runbook, RunbookDraft, RunbookEvent, Version},
};

use super::{Page, page, shelf, sources};
use crate::{Ask, Backend, Error, Result, db::Tx, incidents::is_listed_for, log};

/// A version of a runbook, ready to be read.
#[derive(Debug, Clone)]
pub struct Reading {
    pub runbook: Runbook,
    pub version: Version,
    pub draft: RunbookDraft,
    /// Its Markdown, as it stands in the file.
    pub source: String,
    pub page: Page,
    pub today: NaiveDate,
}

impl Reading {
    pub fn is_current(&self) -> bool {
        self.version.number == self.runbook.version()
    }
}

impl Backend {
    /// The current version of a runbook.
    pub async fn runbook(&self, ask: Ask<'_>, slug: &str) -> Result<Reading> {
        self.reading(ask, slug, None).await
    }

    /// Version `number` of a runbook, as it was.
    pub async fn runbook_version(&self, ask: Ask<'_>, slug: &str, number: i64) -> Result<Reading> {
        self.reading(ask, slug, Some(number)).await
    }

    async fn reading(&self, ask: Ask<'_>, slug: &str, number: Option<i64>) -> Result<Reading> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let id = runbook_id(&mut tx, slug).await?;
        let mut runbook: Runbook = log::load(&mut tx, &self.cache, ask.eyes(), id.0).await?;
        // It may have been restricted since.
        if let Some(incident) = runbook.last_exercised_in
            && !is_listed_for(&mut tx, ask, incident).await?
        {
            (runbook.last_exercised_in, runbook.last_exercised_at) = (None, None);
        }
        let number = number.unwrap_or_else(|| runbook.version());
        let version = runbook.versions.iter().find(|version| version.number == number).cloned().ok_or(Error::NotFound)?;
        let draft = match &runbook.draft {
            Some(draft) if number == runbook.version() => draft.clone(),
            _ => draft_of(&mut tx, id, number).await?,
        };
        let source = sources::slice(&mut tx, version.source, version.start, version.end).await?;
        let mentions = shelf(&mut tx).await?.mentions(&source, runbook.collection(), &runbook.slug);
        let page = page(&source, version.start, &draft, mentions);
        Ok(Reading { runbook, version, draft, source, page, today: self.clock.now().date_naive() })
    }
}

pub(crate) async fn runbook_id(tx: &mut Tx, slug: &str) -> Result<RunbookId> {
    let row: Option<(RunbookId,)> = tx.query("SELECT id FROM runbooks WHERE slug = $1").bind(slug.to_owned()).optional().await?;
    row.map(|(id,)| id).ok_or(Error::NotFound)
}

/// The Markdown of version `number`, as it stands in its file.
pub(crate) async fn version_text(tx: &mut Tx, runbook: &Runbook, number: i64) -> Result<String> {
    let version = runbook.versions.iter().find(|version| version.number == number).ok_or(Error::NotFound)?;
    sources::slice(tx, version.source, version.start, version.end).await
}

/// The content of a version stands in its event.
pub(super) async fn draft_of(tx: &mut Tx, id: RunbookId, number: i64) -> Result<RunbookDraft> {
    drafts(tx, id).await?.remove(&number).ok_or(Error::NotFound)
}

/// The content of every version, by its number.
pub(super) async fn drafts(tx: &mut Tx, id: RunbookId) -> Result<BTreeMap<i64, RunbookDraft>> {
    let events = log::entries_after::<RunbookEvent>(tx, id.0, 0).await?;
    let published = events.into_iter().filter_map(|recorded| match recorded.event {
        RunbookEvent::VersionPublished(published) => Some((published.number, published.draft)),
        _ => None,
    });
    Ok(published.collect())
}
