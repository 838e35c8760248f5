use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{Transport, transport::NotTaken};
use crate::{Backend, Result, db::Tx};

/// A letter. `{site}` in its body becomes the address of this installation when it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub recipient: String,
    pub subject: String,
    pub body: String,
}

/// To what a letter calls somebody, so that its incident hears what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Calling {
    pub(crate) incident: Uuid,
    /// The number of the event that called.
    pub(crate) seq: i64,
    /// The names under which it calls, parted by commas.
    pub(crate) called: String,
}

/// Puts a letter into the outbox, in the transaction of the change that asks for it.
pub(crate) async fn post(tx: &mut Tx, id: Uuid, mail: Mail, at: DateTime<Utc>) -> Result<()> {
    put(tx, id, mail, None, at).await
}

/// The same for a letter that calls somebody to an incident.
pub(crate) async fn post_call(tx: &mut Tx, id: Uuid, mail: Mail, calling: Calling, at: DateTime<Utc>) -> Result<()> {
    put(tx, id, mail, Some(calling), at).await
}

async fn put(tx: &mut Tx, id: Uuid, mail: Mail, calling: Option<Calling>, at: DateTime<Utc>) -> Result<()> {
    tx.query(
        "INSERT INTO outbox (id, recipient, subject, body, created_at, next_at, incident, call_seq, called)
         VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(mail.recipient)
    .bind(mail.subject)
    .bind(mail.body)
    .bind(at)
    .bind(calling.as_ref().map(|calling| calling.incident))
    .bind(calling.as_ref().map(|calling| calling.seq))
    .bind(calling.map(|calling| calling.called).unwrap_or_default())
    .execute()
    .await?;
    Ok(())
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Waiting {
    pub(super) id: Uuid,
    pub(super) recipient: String,
    subject: String,
    body: String,
    attempts: i32,
    pub(super) created_at: DateTime<Utc>,
    /// The incident to which it calls somebody, and the event that did.
    pub(super) incident: Option<Uuid>,
    pub(super) call_seq: Option<i64>,
    pub(super) called: String,
}

/// How long one attempt may take before another server may try.
pub(super) const CLAIM: Duration = Duration::seconds(60);
/// After so many attempts (ten hours and 25 minutes) a letter is given up; it stays in the table with its last error.
pub(super) const MOST_ATTEMPTS: i32 = 20;

impl Backend {
    /// Sends what waits and gives how many letters were taken. A letter that isn't taken waits for its next
    /// turn: 5 s, 10 s, 20 s … an hour at most.
    pub async fn send_waiting_mail(&self, transport: &Transport) -> Result<usize> {
        let mut sent = 0;
        while let Some(letter) = self.claim_mail().await? {
            let mail = Mail { recipient: letter.recipient.clone(), subject: letter.subject.clone(), body: letter.body.clone() };
            let failure = transport.send(letter.id, &mail).await.err();
            if let Some(NotTaken { because, .. }) = &failure {
                let attempts = letter.attempts;
                tracing::warn!(letter = %letter.id, attempts, error = %because, "a letter was not taken; it will be tried again");
            } else {
                sent += 1;
            }
            self.settle_mail(&letter, failure).await?;
        }
        Ok(sent)
    }

    /// The letter that is next. One that calls somebody goes before all others: none of them is as urgent, there may be very
    /// many, and a mail server that says nothing takes its time with each.
    pub(super) async fn claim_mail(&self) -> Result<Option<Waiting>> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let letter = tx
            .query(
                "UPDATE outbox SET claim_until = $2, attempts = attempts + 1
                 WHERE id = (SELECT id FROM outbox
                             WHERE sent_at IS NULL AND given_up_at IS NULL AND next_at <= $1
                               AND (claim_until IS NULL OR claim_until <= $1)
                             ORDER BY incident IS NULL, next_at LIMIT 1)
                   AND (claim_until IS NULL OR claim_until <= $1)
                 RETURNING id, recipient, subject, body, attempts, created_at, incident, call_seq, called",
            )
            .bind(now)
            .bind(now + CLAIM)
            .optional()
            .await?;
        tx.commit().await?;
        Ok(letter)
    }

    pub(super) async fn settle_mail(&self, letter: &Waiting, failure: Option<NotTaken>) -> Result<()> {
        let now = self.clock.now();
        let sent_at = failure.is_none().then_some(now);
        let is_given_up = failure.is_some() && letter.attempts >= MOST_ATTEMPTS;
        let mut tx = self.db.write().await?;
        let told = self.tell_of_letter(&mut tx, letter, failure.as_ref(), is_given_up).await?;
        tx.query(
            "UPDATE outbox SET sent_at = $2, given_up_at = $3, next_at = $4, claim_until = NULL, last_error = $5,
                 told_at = COALESCE(told_at, $6)
             WHERE id = $1",
        )
        .bind(letter.id)
        .bind(sent_at)
        .bind(is_given_up.then_some(now))
        .bind(now + wait_after(letter.attempts))
        .bind(failure.map(|failure| failure.because))
        .bind(told.is_some().then_some(now))
        .execute()
        .await?;
        tx.commit().await?;
        if let Some((incident, change)) = told {
            self.wake(incident, &change);
        }
        Ok(())
    }
}

/// From an attempt to the next one.
pub(super) fn wait_after(attempts: i32) -> Duration {
    Duration::seconds(5 * (1_i64 << attempts.clamp(1, 11) >> 1)).min(Duration::hours(1))
}
