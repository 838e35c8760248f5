//! The end of a runbook's use, and its return.

use domain::{
    Refusal,
    people::Permission,
    refusal::bounded,
    runbooks::{Runbook, RunbookEvent},
};

use super::read::runbook_id;
use crate::{Ask, Backend, Result};

impl Backend {
    /// Ends the use of a runbook: no list of work shows it and no checklist begins from it, but it can be read.
    pub async fn retire_runbook(&self, ask: Ask<'_>, slug: &str, reason: &str) -> Result<Runbook> {
        ask.may(Permission::ReviewRunbook)?;
        let reason = bounded("reason", reason, 500)?;
        if reason.is_empty() {
            return Err(
                Refusal::invalid("reason", "Say why, and what to use in its place: whoever looks for it will ask.").into()
            );
        }
        let id = runbook_id(&mut self.db.read().await?, slug).await?;
        let decide = |runbook: &Runbook, _| {
            Ok(if runbook.retired.is_some() { vec![] } else { vec![RunbookEvent::Retired { reason: reason.clone() }] })
        };
        Ok(self.change(id.0, ask, decide).await?.state)
    }

    /// Takes a retired runbook into use again.
    pub async fn reinstate_runbook(&self, ask: Ask<'_>, slug: &str) -> Result<Runbook> {
        ask.may(Permission::ReviewRunbook)?;
        let id = runbook_id(&mut self.db.read().await?, slug).await?;
        let decide = |runbook: &Runbook, _| Ok(if runbook.retired.is_none() { vec![] } else { vec![RunbookEvent::Reinstated] });
        Ok(self.change(id.0, ask, decide).await?.state)
    }
}
