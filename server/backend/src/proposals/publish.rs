use domain::{
    Refusal,
    people::Permission,
    proposals::{Command, Proposal, decide},
    runbooks::{Publication, Runbook, publish},
};

use super::list::proposal_id;
use crate::{
    Ask, Backend, Error, Result, log,
    runbooks::{Place, judged, publication, shelf, sources, write_marks},
};

impl Backend {
    /// Makes an approved proposal the runbook's next version: the newest file of its name is kept with the new text in the
    /// old one's place, as if it had been imported so. All or nothing.
    pub async fn publish_proposal(&self, ask: Ask<'_>, number: i64) -> Result<Proposal> {
        ask.may(Permission::ProposeChange)?;
        // A request's name counts for one stream, and publishing twice is publishing once anyway.
        let ask = Ask::by(ask.who);
        let mut tx = self.db.write().await?;
        let id = proposal_id(&mut tx, number).await?;
        let known: Proposal = log::load(&mut tx, &self.cache, ask.eyes(), id.0).await?;
        let runbook: Runbook = log::load(&mut tx, &self.cache, ask.eyes(), known.runbook.0).await?;
        let (current, version) = (runbook.version(), runbook.version() + 1);
        let decide = |proposal: &Proposal, _| decide(proposal, Command::Publish { current, version }, ask.who);
        let published = self.change_in(&mut tx, id.0, ask, &decide).await?.ok_or(Refusal::Stale)?;
        if published.news.is_empty() {
            return Ok(published.state);
        }
        runbook.in_use()?;
        let place = Place::of(&mut tx, &runbook).await?;
        if published.state.text == place.text() {
            return Err(Refusal::unlawful("The runbook says word for word what this proposes. Withdraw the proposal.").into());
        }
        let spliced = place.with(&published.state.text)?;
        let (piece, draft) = spliced.runbook().ok_or(Error::NotFound)?;
        let today = self.clock.now().date_naive();
        let source = sources::keep(&mut tx, self, ask, &spliced.file).await?;
        let named = (runbook.id, runbook.slug.as_str());
        let publication =
            Publication { proposal: Some(number), ..publication(&spliced.file, piece, draft, named, source, today) };
        let become_version = |runbook: &Runbook, _| Ok(publish(runbook, &publication));
        let change = self.change_in(&mut tx, runbook.id.0, ask, &become_version).await?.ok_or(Refusal::Stale)?;
        let books = shelf(&mut tx).await?;
        let (document, findings) = judged(&spliced.file, &books, Some(change.state.collection()), today);
        write_marks(&mut tx, &document, &findings, &[&change.state]).await?;
        tx.commit().await?;
        self.wake(id.0, &published);
        self.wake(runbook.id.0, &change);
        Ok(published.state)
    }
}
