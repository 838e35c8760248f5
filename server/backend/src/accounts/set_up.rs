use domain::people::{Email, Role};

use super::{
    Newcomer, SignedIn,
    join::{Place, dead_link},
    token::{digest, new_token},
};
use crate::{Backend, Result, db::Tx, log::next_number};

const SET_UP_ALREADY: &str = "Tocsin is set up already. Sign in, or ask an administrator for an invitation.";
const NO_SUCH_LINK: &str = "This set-up link is not the one that the server printed. Copy it from the server's output, \
                            or restart the server, which prints a new one.";

impl Backend {
    /// The path of a fresh one-time link to the first account, `/set-up/…`; absent once there is an
    /// administrator. Links given before stay good until one of them is used, since each server prints its own.
    pub async fn set_up_link(&self) -> Result<Option<String>> {
        let mut tx = self.db.write().await?;
        if administrators(&mut tx).await? > 0 {
            return Ok(None);
        }
        let token = new_token();
        tx.query("INSERT INTO set_up_links (token_hash, made_at) VALUES ($1, $2)")
            .bind(digest(&token))
            .bind(self.clock.now())
            .execute()
            .await?;
        tx.commit().await?;
        Ok(Some(format!("/set-up/{token}")))
    }

    /// Whether nobody can administer Tocsin yet, so that the set-up link is what to look for.
    pub async fn awaits_set_up(&self) -> Result<bool> {
        Ok(administrators(&mut self.db.read().await?).await? == 0)
    }

    /// Whether the link still leads to the first account; refuses with what to do instead.
    pub async fn check_set_up_link(&self, token: &str) -> Result<()> {
        refuse_dead_link(&mut self.db.read().await?, token).await
    }

    /// Makes the first administrator, who is signed in with that. All set-up links are used up.
    pub async fn set_up(&self, token: &str, newcomer: Newcomer<'_>, email: &str) -> Result<SignedIn> {
        // Looked at before the work of hashing, which is not for everybody to cause.
        self.check_set_up_link(token).await?;
        let email = Email::parse(email)?;
        let prepared = self.prepare(newcomer).await?;
        let mut tx = self.db.write().await?;
        one_at_a_time(&mut tx).await?;
        refuse_dead_link(&mut tx, token).await?;
        tx.query("DELETE FROM set_up_links").execute().await?;
        let change = self.join(&mut tx, prepared, Place { email, role: Role::Admin, invited_by: None }).await?;
        tx.commit().await?;
        self.wake(change.state.id.0, &change);
        self.admit(&change.state)
    }
}

async fn refuse_dead_link(tx: &mut Tx, token: &str) -> Result<()> {
    if administrators(tx).await? > 0 {
        return Err(dead_link(SET_UP_ALREADY));
    }
    let known: i64 = tx.query("SELECT COUNT(*) FROM set_up_links WHERE token_hash = $1").bind(digest(token)).scalar().await?;
    if known == 0 { Err(dead_link(NO_SUCH_LINK)) } else { Ok(()) }
}

/// How many people can administer Tocsin.
pub(super) async fn administrators(tx: &mut Tx) -> Result<i64> {
    tx.query("SELECT COUNT(*) FROM people WHERE role = 'admin' AND disabled_at IS NULL").scalar().await
}

/// Whoever counts administrators and then changes their number waits here for the others who do, until the
/// end of their units of work: two administrators can't demote each other at the same moment.
pub(super) async fn one_at_a_time(tx: &mut Tx) -> Result<()> {
    next_number(tx, "changes of administrators").await.map(drop)
}
