//! What follows from a proposal's events in the same transaction: its author hears what somebody else said of it.

use domain::{
    log::{Actor, Recorded},
    proposals::{Proposal, ProposalEvent},
};

use super::project::is_kept_back;
use crate::{
    Backend, Result,
    accounts::email_of,
    db::Tx,
    mail::{self, Mail},
};

pub(super) async fn follow(proposal: &Proposal, tx: &mut Tx, backend: &Backend, news: &[Recorded<ProposalEvent>]) -> Result<()> {
    use ProposalEvent as E;
    for recorded in news {
        let (verb, words) = match &recorded.event {
            E::Approved { .. } => ("approved", ""),
            E::ChangesAsked { comment } => ("asks for changes of", comment.as_str()),
            E::Remarked { text, .. } => ("remarked on", text.as_str()),
            E::Withdrawn { reason } => ("withdrew", reason.as_str()),
            E::Published { .. } => ("published", ""),
            _ => continue,
        };
        let author = proposal.author.as_ref().and_then(Actor::person);
        let Some(author) = author.filter(|author| recorded.actor.person().is_none_or(|actor| actor.id != author.id)) else {
            continue;
        };
        let Some(recipient) = email_of(tx, author.id).await? else { continue };
        let words = if is_kept_back(proposal, tx).await? { "" } else { words };
        let (label, title, by) = (proposal.label(), &proposal.title, recorded.actor.name());
        let words = if words.is_empty() { String::new() } else { format!("\n\n{words}") };
        let letter = Mail {
            recipient,
            subject: format!("{by} {verb} {label}: {title}"),
            body: format!(
                "{by} {verb} your proposal {label} for the runbook {title}.{words}\n\n{{site}}/proposals/{}\n",
                proposal.number
            ),
        };
        mail::post(tx, backend.ids.next(), letter, backend.clock.now()).await?;
    }
    Ok(())
}
