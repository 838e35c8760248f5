//! Versions of a runbook beside each other: what each changed, and who brought which line.

use domain::{
    people::Permission,
    runbooks::{
        Runbook, RunbookDraft, Version,
        diff::{BlamedLine, Comparison, StepChanged, VersionChange, blame, changed_steps, compare},
    },
};

use super::{
    read::{drafts, runbook_id},
    sources,
};
use crate::{
    Ask, Backend, Error, Result,
    db::Tx,
    log::{self, Eyes},
};

/// All versions of a runbook.
#[derive(Debug, Clone)]
pub struct History {
    pub runbook: Runbook,
    /// Newest first.
    pub versions: Vec<PastVersion>,
}

/// A version, and what it changed.
#[derive(Debug, Clone)]
pub struct PastVersion {
    pub version: Version,
    pub lines: usize,
    /// Against the version before; absent for the first.
    pub change: Option<VersionChange>,
}

/// Two versions of a runbook, beside each other.
#[derive(Debug, Clone)]
pub struct Compared {
    pub runbook: Runbook,
    pub from: Version,
    pub to: Version,
    pub comparison: Comparison,
    pub steps: Vec<StepChanged>,
}

/// The current version, line by line.
#[derive(Debug, Clone)]
pub struct Blamed {
    pub runbook: Runbook,
    /// Each names the version that brought it: one of the runbook's.
    pub lines: Vec<BlamedLine>,
}

impl Backend {
    /// Every version of a runbook, with what it changed.
    pub async fn runbook_history(&self, ask: Ask<'_>, slug: &str) -> Result<History> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let runbook = loaded(&mut tx, self, slug).await?;
        let drafts = drafts(&mut tx, runbook.id).await?;
        let mut versions: Vec<PastVersion> = Vec::with_capacity(runbook.versions.len());
        let mut before: Option<(String, &RunbookDraft)> = None;
        for version in &runbook.versions {
            let draft = drafts.get(&version.number).ok_or(Error::NotFound)?;
            let text = text_of(&mut tx, version).await?;
            let change = before.as_ref().map(|(old, old_draft)| {
                let steps = changed_steps(old_draft, draft);
                VersionChange::new(&compare(old, &text), steps)
            });
            versions.push(PastVersion { version: version.clone(), lines: text.lines().count(), change });
            before = Some((text, draft));
        }
        versions.reverse();
        Ok(History { runbook, versions })
    }

    /// The Markdown of a version, as it stands in its file.
    pub async fn version_text(&self, ask: Ask<'_>, slug: &str, number: i64) -> Result<String> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let runbook = loaded(&mut tx, self, slug).await?;
        text_of(&mut tx, numbered(&runbook, number)?).await
    }

    /// What leads from one version to another; either may be the older one.
    pub async fn compare_versions(&self, ask: Ask<'_>, slug: &str, from: i64, to: i64) -> Result<Compared> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let runbook = loaded(&mut tx, self, slug).await?;
        let (from, to) = (numbered(&runbook, from)?.clone(), numbered(&runbook, to)?.clone());
        let (comparison, steps) = between(&mut tx, &runbook, &from, &to).await?;
        Ok(Compared { runbook, from, to, comparison, steps })
    }

    /// Which version brought each line of the current one.
    pub async fn blame_runbook(&self, ask: Ask<'_>, slug: &str) -> Result<Blamed> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let runbook = loaded(&mut tx, self, slug).await?;
        let mut texts = Vec::with_capacity(runbook.versions.len());
        for version in &runbook.versions {
            texts.push((version.number, text_of(&mut tx, version).await?));
        }
        let texts: Vec<(i64, &str)> = texts.iter().map(|(number, text)| (*number, text.as_str())).collect();
        let lines = blame(&texts);
        Ok(Blamed { runbook, lines })
    }
}

/// The differences of two versions: in their texts, and in their steps.
pub(super) async fn between(
    tx: &mut Tx,
    runbook: &Runbook,
    from: &Version,
    to: &Version,
) -> Result<(Comparison, Vec<StepChanged>)> {
    let drafts = drafts(tx, runbook.id).await?;
    let steps = match (drafts.get(&from.number), drafts.get(&to.number)) {
        (Some(old), Some(new)) => changed_steps(old, new),
        _ => Vec::new(),
    };
    let (old, new) = (text_of(tx, from).await?, text_of(tx, to).await?);
    Ok((compare(&old, &new), steps))
}

pub(super) async fn loaded(tx: &mut Tx, backend: &Backend, slug: &str) -> Result<Runbook> {
    let id = runbook_id(tx, slug).await?;
    log::load(tx, &backend.cache, Eyes::Tocsin, id.0).await
}

pub(super) fn numbered(runbook: &Runbook, number: i64) -> Result<&Version> {
    runbook.versions.iter().find(|version| version.number == number).ok_or(Error::NotFound)
}

async fn text_of(tx: &mut Tx, version: &Version) -> Result<String> {
    sources::slice(tx, version.source, version.start, version.end).await
}
