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
    Ask, Backend, Error, Result,
    background::aside,
    log,
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
        let open =
            if proposal.stage.is_open() { Some((Place::of(&mut tx, &runbook).await?, shelf(&mut tx).await?)) } else { None };
        drop(tx);
        let (current, text, today) = (runbook.version(), proposal.text.clone(), self.clock.now().date_naive());
        // Whoever may read opens it, and each time it is judged anew: not by the tasks that answer, and so many at once.
        let (comparison, preview) = aside(move || {
            let preview = open.map(|(place, books)| TextPreview::of(&runbook, &place, &text, &books, today));
            (compare(&old, &text), preview)
        })
        .await?;
        self.put_down_with(ask, &proposal, Door::Lessons).await?;
        Ok(ProposalReading { proposal, comparison, current, preview })
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
