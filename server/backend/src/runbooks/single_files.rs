//! Runbooks as files of their own, for teams that keep them in git.

use domain::{
    ids::RunbookId,
    people::Permission,
    runbooks::{Runbook, import},
};

use super::{known::known, version_text};
use crate::{Ask, Backend, Result, log};

/// The current version of a runbook as a file of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunbookFile {
    pub id: RunbookId,
    /// What the file is named after, without `.md`.
    pub slug: String,
    /// Front matter, and the text to the byte.
    pub text: String,
    /// SHA-256 of the texts of all versions, in lower-case hex: a file with one of them holds nothing that isn't kept.
    pub versions: Vec<String>,
}

impl Backend {
    /// Every runbook's current version as a file of its own, by slug.
    pub async fn export_runbooks(&self, ask: Ask<'_>) -> Result<Vec<RunbookFile>> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let mut files = Vec::new();
        for summary in known(&mut tx).await? {
            let runbook: Runbook = log::load(&mut tx, &self.cache, ask.eyes(), summary.id.0).await?;
            let text = version_text(&mut tx, &runbook, runbook.version()).await?;
            files.push(RunbookFile {
                id: runbook.id,
                slug: runbook.slug.clone(),
                text: import::write(&runbook, &text),
                versions: runbook.versions.iter().map(|version| version.sha256.clone()).collect(),
            });
        }
        files.sort_by(|left, right| left.slug.cmp(&right.slug));
        Ok(files)
    }
}
