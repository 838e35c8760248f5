use domain::{
    Refusal,
    ids::ProposalId,
    people::Permission,
    proposals::{Command, Origin, Proposal, ProposalEvent, Stage, decide, fits_in_a_runbook},
    runbooks::Runbook,
};

use super::list::proposal_id;
use crate::{
    Ask, Backend, Error, Result,
    log::{self, entries_after, next_number},
    runbooks::{Place, runbook_id},
};

/// A change that somebody begins.
#[derive(Debug, Clone, Default)]
pub struct Propose {
    /// Given by the page, so that a double click or a repeated request makes one proposal.
    pub id: Option<ProposalId>,
    /// The runbook's address.
    pub slug: String,
    /// The version that the text began as.
    pub base: i64,
    pub text: String,
    pub summary: String,
    pub origin: Origin,
    /// Whether it is to be reviewed at once; else it is a draft.
    pub for_review: bool,
}

/// Whether two texts say the same, whatever ends their lines.
fn is_same(one: &str, other: &str) -> bool {
    one.trim_end().lines().eq(other.trim_end().lines())
}

impl Backend {
    /// Begins a proposal, `PROP-n`.
    pub async fn propose(&self, ask: Ask<'_>, propose: Propose) -> Result<Proposal> {
        ask.may(Permission::ProposeChange)?;
        fits_in_a_runbook(&propose.text)?;
        let mut id = propose.id.unwrap_or_else(|| self.ids.next());
        match self.state::<Proposal>(ask.eyes(), id.0).await {
            Ok(same) if self.text_begun(id).await?.is_some_and(|text| is_same(&text, &propose.text)) => {
                let is_asked = !propose.for_review || same.stage != Stage::Draft;
                // Of one that has another text by now, a form from before it says nothing new.
                if same.revision > 1 || (is_asked && is_same(&same.summary, &propose.summary)) {
                    return Ok(same);
                }
                let Propose { text, summary, for_review, .. } = &propose;
                return self.revise_proposal(ask, same.number, same.revision, text, summary, *for_review).await;
            }
            // Somebody wrote on before the answer was there, or went back: what they added is not lost.
            Ok(_) => id = self.ids.next(),
            Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
        let mut tx = self.db.write().await?;
        let runbook = runbook_id(&mut tx, &propose.slug).await?;
        let runbook: Runbook = log::load(&mut tx, &self.cache, ask.eyes(), runbook.0).await?;
        runbook.in_use()?;
        if !runbook.versions.iter().any(|version| version.number == propose.base) {
            return Err(Refusal::unlawful("There is no such version. Open the runbook and begin again.").into());
        }
        let place = Place::of(&mut tx, &runbook).await?;
        let text = place.in_its_manner(&propose.text);
        place.with(&text)?;
        if propose.for_review && text == place.text() {
            return Err(nothing_changes());
        }
        let number = next_number(&mut tx, "proposal").await?;
        let begin = Command::Begin {
            id,
            number,
            runbook: runbook.id,
            slug: runbook.slug.clone(),
            title: runbook.title.clone(),
            base: propose.base,
            text,
            summary: propose.summary.clone(),
            origin: propose.origin.clone(),
            for_review: propose.for_review,
        };
        let begin = |proposal: &Proposal, _| decide(proposal, begin.clone(), ask.who);
        let change = self.change_in(&mut tx, id.0, ask, &begin).await?.ok_or(Refusal::Stale)?;
        tx.commit().await?;
        self.wake(id.0, &change);
        Ok(change.state)
    }

    /// The text that it was begun with: by now it may have another.
    async fn text_begun(&self, id: ProposalId) -> Result<Option<String>> {
        let events = entries_after::<ProposalEvent>(&mut self.db.read().await?, id.0, 0).await?;
        Ok(events.into_iter().find_map(|recorded| match recorded.event {
            ProposalEvent::Begun { text, .. } => Some(text),
            _ => None,
        }))
    }

    /// Gives a proposal another text. `revision` is the one that was edited: if there is a newer one, nothing is lost.
    pub async fn revise_proposal(
        &self,
        ask: Ask<'_>,
        number: i64,
        revision: i64,
        text: &str,
        summary: &str,
        for_review: bool,
    ) -> Result<Proposal> {
        ask.may(Permission::ProposeChange)?;
        fits_in_a_runbook(text)?;
        let mut tx = self.db.write().await?;
        let id = proposal_id(&mut tx, number).await?;
        let known: Proposal = log::load(&mut tx, &self.cache, ask.eyes(), id.0).await?;
        let runbook: Runbook = log::load(&mut tx, &self.cache, ask.eyes(), known.runbook.0).await?;
        let place = Place::of(&mut tx, &runbook).await?;
        let text = place.in_its_manner(text);
        place.with(&text)?;
        if for_review && text == place.text() {
            return Err(nothing_changes());
        }
        let revise = |proposal: &Proposal, _| {
            let (base, text, summary) = (proposal.base, text.clone(), summary.to_owned());
            decide(proposal, Command::Revise { revision, base, text, summary, for_review }, ask.who)
        };
        let change = self.change_in(&mut tx, id.0, ask, &revise).await?.ok_or(Refusal::Stale)?;
        tx.commit().await?;
        self.wake(id.0, &change);
        Ok(change.state)
    }
}

fn nothing_changes() -> Error {
    Refusal::invalid("text", "The text is word for word what the runbook says already: change it first, then propose it.").into()
}
