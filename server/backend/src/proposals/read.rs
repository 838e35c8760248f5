use domain::{
    incidents::Door,
    people::Permission,
    proposals::Proposal,
    runbooks::{
        Runbook, Version,
        diff::{Comparison, compare},
    },
};

use super::{list::proposal_id, preview::TextPreview};
use crate::{
    Ask, Backend, Error, Result, log,
    runbooks::{Place, runbook_id, shelf, version_text},
};

/// A proposal, ready to be read.
#[derive(Debug, Clone)]
pub struct ProposalReading {
    pub proposal: Proposal,
    /// What it changes of the version that it began as.
    pub comparison: Comparison,
    /// The runbook's version now.
    pub current: i64,
    /// What becomes of the runbook by it; absent when it is published or withdrawn.
    pub preview: Option<TextPreview>,
}

/// What somebody begins a proposal from.
#[derive(Debug, Clone)]
pub struct Draft {
    pub runbook: Runbook,
    pub version: Version,
    pub text: String,
}

impl Backend {
    /// The proposal `PROP-number`.
    pub async fn proposal(&self, ask: Ask<'_>, number: i64) -> Result<ProposalReading> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let id = proposal_id(&mut tx, number).await?;
        let proposal: Proposal = log::load(&mut tx, &self.cache, ask.eyes(), id.0).await?;
        let runbook: Runbook = log::load(&mut tx, &self.cache, ask.eyes(), proposal.runbook.0).await?;
        let old = version_text(&mut tx, &runbook, proposal.base).await?;
        let comparison = compare(&old, &proposal.text);
        let preview = if proposal.stage.is_open() {
            let place = Place::of(&mut tx, &runbook).await?;
            let books = shelf(&mut tx).await?;
            Some(TextPreview::of(&runbook, &place, &proposal.text, &books, self.clock.now().date_naive()))
        } else {
            None
        };
        drop(tx);
        self.put_down_with(ask, &proposal, Door::Lessons).await?;
        Ok(ProposalReading { comparison, current: runbook.version(), preview, proposal })
    }

    /// The text with which a proposal begins: that of version `from`, or of the current one.
    pub async fn proposal_draft(&self, ask: Ask<'_>, slug: &str, from: Option<i64>) -> Result<Draft> {
        ask.may(Permission::ProposeChange)?;
        let mut tx = self.db.read().await?;
        let id = runbook_id(&mut tx, slug).await?;
        let runbook: Runbook = log::load(&mut tx, &self.cache, ask.eyes(), id.0).await?;
        let number = from.unwrap_or_else(|| runbook.version());
        let version = runbook.versions.iter().find(|version| version.number == number).cloned().ok_or(Error::NotFound)?;
        let text = version_text(&mut tx, &runbook, number).await?;
        Ok(Draft { runbook, version, text })
    }
}
