use chrono::{DateTime, Duration, Utc};
use domain::{
    ids::PersonId,
    people::{Email, Permission, Role},
};

use super::{
    Newcomer, SignedIn,
    join::{Place, dead_link, has_account},
    token::{digest, new_token},
};
use crate::{Ask, Backend, Result, db::Tx};

/// An invitation is good for so long.
const GOOD_FOR: Duration = Duration::days(7);

/// Somebody who is asked to join and has not yet.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Invitation {
    pub email: Email,
    pub role: Role,
    pub invited_by: Option<PersonId>,
    pub expires_at: DateTime<Utc>,
}

/// An invitation that was made just now; its path can't be had a second time.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// `/invitations/…`
    pub path: String,
    pub expires_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    invitation: Invitation,
    used_at: Option<DateTime<Utc>>,
}

impl Backend {
    /// Asks somebody to join, by a link to be handed over. An earlier link for the same address is void.
    ///
    /// It is not mailed: the outbox is a table too, and the token would lie there in clear.
    pub async fn invite(&self, ask: Ask<'_>, email: &str, role: Role) -> Result<NewInvitation> {
        ask.may(Permission::ManagePeople)?;
        let email = Email::parse(email)?;
        let (token, now) = (new_token(), self.clock.now());
        let expires_at = now + GOOD_FOR;
        let mut tx = self.db.write().await?;
        let members: i64 = tx.query("SELECT COUNT(*) FROM people WHERE email = $1").bind(email.clone()).scalar().await?;
        if members > 0 {
            return Err(has_account(&email).into());
        }
        void(&mut tx, &email).await?;
        tx.query(
            "INSERT INTO invitations (token_hash, email, role, invited_by, made_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(digest(&token))
        .bind(email)
        .bind(role)
        .bind(ask.who.actor.person().map(|person| person.id))
        .bind(now)
        .bind(expires_at)
        .execute()
        .await?;
        tx.commit().await?;
        Ok(NewInvitation { path: format!("/invitations/{token}"), expires_at })
    }

    /// Those who were asked and have not joined, the newest first.
    pub async fn open_invitations(&self, ask: Ask<'_>) -> Result<Vec<Invitation>> {
        ask.may(Permission::ManagePeople)?;
        let mut tx = self.db.read().await?;
        tx.query(
            "SELECT email, role, invited_by, expires_at FROM invitations
             WHERE used_at IS NULL AND expires_at > $1 ORDER BY made_at DESC",
        )
        .bind(self.clock.now())
        .all()
        .await
    }

    /// Takes an invitation back; its link is void.
    pub async fn withdraw_invitation(&self, ask: Ask<'_>, email: &str) -> Result<()> {
        ask.may(Permission::ManagePeople)?;
        let mut tx = self.db.write().await?;
        void(&mut tx, &Email::parse(email)?).await?;
        tx.commit().await
    }

    /// The invitation behind a link, or the sentence that says why it leads nowhere.
    pub async fn invitation(&self, token: &str) -> Result<Invitation> {
        open(&mut self.db.read().await?, token, self.clock.now()).await
    }

    /// Joins by the link, which is used up; the newcomer is signed in with that.
    pub async fn accept_invitation(&self, token: &str, newcomer: Newcomer<'_>) -> Result<SignedIn> {
        // Looked at before the work of hashing, which is not for everybody to cause.
        self.invitation(token).await?;
        let prepared = self.prepare(newcomer).await?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let used = tx
            .query("UPDATE invitations SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2")
            .bind(digest(token))
            .bind(now)
            .execute()
            .await?;
        let Invitation { email, role, invited_by, .. } = if used == 1 {
            found(&mut tx, token).await?.ok_or_else(unknown)?.invitation
        } else {
            open(&mut tx, token, now).await?
        };
        let change = self.join(&mut tx, prepared, Place { email, role, invited_by }).await?;
        tx.commit().await?;
        self.wake(change.state.id.0, &change);
        self.admit(&change.state)
    }
}

async fn found(tx: &mut Tx, token: &str) -> Result<Option<Row>> {
    tx.query("SELECT email, role, invited_by, expires_at, used_at FROM invitations WHERE token_hash = $1")
        .bind(digest(token))
        .optional()
        .await
}

/// The invitation, if its link still leads somewhere.
async fn open(tx: &mut Tx, token: &str, now: DateTime<Utc>) -> Result<Invitation> {
    let row = found(tx, token).await?.ok_or_else(unknown)?;
    if row.used_at.is_some() {
        return Err(dead_link("This invitation was used already. Sign in with the password that was chosen then."));
    }
    if row.invitation.expires_at <= now {
        return Err(dead_link("This invitation has expired: it was good for seven days. Ask an administrator for a new one."));
    }
    Ok(row.invitation)
}

fn unknown() -> crate::Error {
    dead_link(
        "This invitation is not known, or was replaced by a newer one. Check that the link is complete, or ask an administrator for a new one.",
    )
}

pub(super) async fn void(tx: &mut Tx, email: &Email) -> Result<()> {
    tx.query("DELETE FROM invitations WHERE email = $1 AND used_at IS NULL").bind(email.clone()).execute().await?;
    Ok(())
}
