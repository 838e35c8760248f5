use std::net::IpAddr;

use domain::{
    Refusal,
    people::{Member, MemberEvent, Password},
};

use super::SignedIn;
use crate::{Ask, Backend, Result, log::Eyes};

impl Backend {
    /// One's own account.
    pub async fn own_account(&self, ask: Ask<'_>) -> Result<Member> {
        let person = ask.who.actor.person().ok_or(Refusal::NotSignedIn)?;
        self.state(Eyes::Tocsin, person.id.0).await
    }

    /// Takes another name. What is on record already keeps the name borne then.
    pub async fn rename_self(&self, ask: Ask<'_>, name: &str) -> Result<Member> {
        let id = self.own_account(ask).await?.id;
        Ok(self.change(id.0, ask, |member: &Member, _| member.rename(name)).await?.state)
    }

    /// Takes another password. Everybody who is signed in as this person is out, but for whoever gets the
    /// new pass that this gives.
    pub async fn change_password(&self, ask: Ask<'_>, present: &str, new: &str, address: IpAddr) -> Result<SignedIn> {
        let member = self.own_account(ask).await?;
        let new = Password::parse("new_password", new)?;
        let proven = self.prove(&member.email, present, address).await?.filter(|proven| proven.person == member.id);
        let proven = proven.ok_or_else(|| Refusal::invalid("password", "This is not your present password. Type it again."))?;
        let hash = self.passwords.hash(&new).await?;
        let mut tx = self.db.write().await?;
        // Another one may have been chosen while the present one was being looked at, to put whoever knows it out.
        let changed = |member: &Member, _| {
            let is_present = member.sessions_valid_from == proven.valid_from;
            if is_present { Ok(vec![MemberEvent::PasswordChanged]) } else { Err(Refusal::Stale) }
        };
        let change = self.change_in(&mut tx, member.id.0, ask, &changed).await?.ok_or(Refusal::Stale)?;
        tx.query("UPDATE credentials SET password_hash = $2, changed_at = $3 WHERE person = $1")
            .bind(member.id)
            .bind(hash)
            .bind(self.clock.now())
            .execute()
            .await?;
        tx.commit().await?;
        self.wake(member.id.0, &change);
        self.admit(&change.state)
    }

    /// Ends every session of this person, this one included.
    pub async fn sign_out_everywhere(&self, ask: Ask<'_>) -> Result<()> {
        let id = self.own_account(ask).await?.id;
        self.change(id.0, ask, |_: &Member, _| Ok(vec![MemberEvent::SignedOutEverywhere])).await.map(drop)
    }
}
