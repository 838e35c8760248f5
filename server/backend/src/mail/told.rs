use chrono::{DateTime, Duration, Utc};
use domain::{
    Refusal,
    incidents::{Command, Incident, decide},
    people::Who,
};
use uuid::Uuid;

use super::{outbox::Waiting, transport::NotTaken};
use crate::{Ask, Backend, Error, Result, ask::OWN, db::Tx, log::Change};

/// Of a letter that has not left for so long its incident hears, though it is tried further.
pub(super) const LONG: Duration = Duration::minutes(2);

impl Backend {
    /// Where a letter calls somebody: says in its incident, once, that it does not leave, and once that it has left after all.
    /// In the transaction that puts down what became of it; whoever commits wakes those who watch.
    pub(super) async fn tell_of_letter(
        &self,
        tx: &mut Tx,
        letter: &Waiting,
        failure: Option<&NotTaken>,
        is_given_up: bool,
    ) -> Result<Option<(Uuid, Change<Incident>)>> {
        let Some((incident, call)) = letter.incident.zip(letter.call_seq) else { return Ok(None) };
        let row: Option<(Option<DateTime<Utc>>,)> =
            tx.query("SELECT told_at FROM outbox WHERE id = $1").bind(letter.id).optional().await?;
        // Another server may have had it in hand since it was claimed, and told.
        let is_told = row.is_some_and(|(told_at,)| told_at.is_some());
        let is_news = match failure {
            None => is_told,
            Some(_) if is_told => false,
            Some(failure) => failure.is_refused || is_given_up || self.clock.now() - letter.created_at >= LONG,
        };
        if !is_news {
            return Ok(None);
        }
        let (who, failure) = (Who::tocsin(), failure.map(|failure| failure.because.clone()));
        // Another server may have had it in hand too.
        let name = format!("{OWN}letter {} {}", letter.id, if failure.is_some() { "does not leave" } else { "left" });
        let decide = |state: &Incident, at| {
            let (called, email, failure) = (letter.called.clone(), letter.recipient.clone(), failure.clone());
            decide(state, Command::TellOfCall { call, called, email, failure }, &who, at)
        };
        match self.change_in(tx, incident, Ask::by(&who).once_by_itself(&name), &decide).await {
            Ok(Some(change)) => Ok(Some((incident, change))),
            Ok(None) => Err(Refusal::Stale.into()),
            // There is nobody to tell; the letter is settled all the same, or it would be sent for ever.
            Err(Error::Refused(_) | Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
