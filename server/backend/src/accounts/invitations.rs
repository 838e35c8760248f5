use chrono::{DateTime, Duration, Utc};
use domain::{
    Refusal,
    ids::PersonId,
    log::Person,
    people::{Email, Permission, Role},
};

use super::{
    Newcomer, SignedIn,
    join::{Place, dead_link, has_account},
    token::{digest, new_token},
};
use crate::{Ask, Backend, Result, db::Tx, log::hold};

/// An invitation is good for so long.
const GOOD_FOR: Duration = Duration::days(7);

/// Somebody who is asked to join and has not yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub email: Email,
    pub role: Role,
    /// Absent: Tocsin itself.
    pub invited_by: Option<Person>,
    pub expires_at: DateTime<Utc>,
    /// Whoever invited them is no administrator any more: the link leads nowhere.
    pub is_void: bool,
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
    email: Email,
    role: Role,
    expires_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
    invited_by: Option<PersonId>,
    maker_name: Option<String>,
    maker_role: Option<Role>,
    maker_disabled_at: Option<DateTime<Utc>>,
}

impl Row {
    /// Whoever is no administrator any more lets nobody in.
    fn invitation(self) -> Invitation {
        let is_void = self.invited_by.is_some() && (self.maker_role != Some(Role::Admin) || self.maker_disabled_at.is_some());
        let invited_by = self.invited_by.map(|id| Person { id, name: self.maker_name.unwrap_or_default() });
        Invitation { email: self.email, role: self.role, invited_by, expires_at: self.expires_at, is_void }
    }
}

/// Invitations, and what those who made them are by now.
macro_rules! invitations {
    ($which:literal) => {
        concat!(
            "SELECT link.email, link.role, link.expires_at, link.used_at, link.invited_by,
                    maker.name AS maker_name, maker.role AS maker_role, maker.disabled_at AS maker_disabled_at
             FROM invitations AS link LEFT JOIN people AS maker ON maker.id = link.invited_by ",
            $which
        )
    };
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

    /// Those who were asked and have not joined, the newest first; also where the link is void by now.
    pub async fn open_invitations(&self, ask: Ask<'_>) -> Result<Vec<Invitation>> {
        ask.may(Permission::ManagePeople)?;
        let mut tx = self.db.read().await?;
        let rows: Vec<Row> = tx
            .query(invitations!("WHERE link.used_at IS NULL AND link.expires_at > $1 ORDER BY link.made_at DESC"))
            .bind(self.clock.now())
            .all()
            .await?;
        Ok(rows.into_iter().map(Row::invitation).collect())
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
        let maker = self.invitation(token).await?.invited_by;
        let prepared = self.prepare(newcomer).await?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        // What ends an administrator adds to their stream: it has happened by now, and is seen, or waits until this is over.
        if let Some(maker) = maker {
            hold(&mut tx, maker.id.0).await?;
        }
        let Invitation { email, role, invited_by, .. } = open(&mut tx, token, now).await?;
        let used = tx
            .query("UPDATE invitations SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL")
            .bind(digest(token))
            .bind(now)
            .execute()
            .await?;
        if used == 0 {
            // Somebody else was quicker, which the link says by now.
            open(&mut tx, token, now).await?;
            return Err(Refusal::Stale.into());
        }
        let invited_by = invited_by.map(|maker| maker.id);
        let change = self.join(&mut tx, prepared, Place { email, role, invited_by }).await?;
        tx.commit().await?;
        self.wake(change.state.id.0, &change);
        self.admit(&change.state)
    }
}

/// The invitation, if its link still leads somewhere.
async fn open(tx: &mut Tx, token: &str, now: DateTime<Utc>) -> Result<Invitation> {
    let row: Option<Row> = tx.query(invitations!("WHERE link.token_hash = $1")).bind(digest(token)).optional().await?;
    let row = row.ok_or_else(unknown)?;
    if row.used_at.is_some() {
        return Err(dead_link("This invitation was used already. Sign in with the password that was chosen then."));
    }
    let invitation = row.invitation();
    if invitation.is_void {
        return Err(dead_link("Whoever made this invitation is no administrator any more. Ask one for a new one."));
    }
    if invitation.expires_at <= now {
        return Err(dead_link("This invitation has expired: it was good for seven days. Ask an administrator for a new one."));
    }
    Ok(invitation)
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
