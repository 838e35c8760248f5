use std::net::IpAddr;

use domain::{
    Refusal,
    ids::PersonId,
    people::{Email, Member},
};

use super::{
    SignedIn,
    attempts::{Subject, forgive},
};
use crate::{Backend, Error, Result, log::Eyes};

const WRONG: &str = "The e-mail or the password is not right. Check both; if you have forgotten yours, ask an administrator.";
const DISABLED: &str = "This account is disabled. Ask an administrator to enable it.";

/// Longer ones can't have been taken, and are not worth hashing.
const MOST: usize = 1000;

/// Somebody whose password was right, and the [`Member::sessions_valid_from`] that it was right for.
pub(super) struct Proven {
    pub(super) person: PersonId,
    pub(super) valid_from: i64,
}

#[derive(sqlx::FromRow)]
struct Kept {
    person: PersonId,
    sessions_valid_from: i64,
    password_hash: String,
}

impl Backend {
    /// Signs somebody in. `address` is where the request comes from, for counting failures.
    ///
    /// Nobody learns from the answer, or from how long it takes, whether there is such an account.
    pub async fn sign_in(&self, email: &str, password: &str, address: IpAddr) -> Result<SignedIn> {
        let signed_in = self.sign_in_by_password(email, password, address).await;
        if let Err(Error::Refused(refusal)) = &signed_in {
            // For whatever keeps such addresses out. What was typed is not said: people type passwords where a name belongs.
            let why = match refusal {
                Refusal::Invalid { .. } => "not the right e-mail and password",
                Refusal::TooOften { .. } => "too many failures before",
                _ => "not now",
            };
            tracing::warn!(%address, why, "a sign-in failed");
        }
        signed_in
    }

    async fn sign_in_by_password(&self, email: &str, password: &str, address: IpAddr) -> Result<SignedIn> {
        let email = Email::parse(email)?;
        let proven = self.prove(&email, password, address).await?.ok_or_else(|| Refusal::invalid("password", WRONG))?;
        let member: Member = self.state(Eyes::Tocsin, proven.person.0).await?;
        if member.disabled_at.is_some() {
            return Err(Refusal::unlawful(DISABLED).into());
        }
        if member.sessions_valid_from != proven.valid_from {
            // While the old password was being looked at, a new one was chosen.
            return Err(Refusal::Stale.into());
        }
        self.admit(&member)
    }

    /// Who has this e-mail and password; failures are counted and, beyond a number, not even looked at.
    pub(super) async fn prove(&self, email: &Email, password: &str, address: IpAddr) -> Result<Option<Proven>> {
        let subjects = [Subject::account(email), Subject::address(address)];
        let place = self.passwords.place()?;
        self.refuse_locked_out(&subjects).await?;
        let turn = place.turn().await?;
        self.count_attempt(&subjects).await?;
        let kept: Option<Kept> = self
            .db
            .read()
            .await?
            .query(
                "SELECT person, sessions_valid_from, password_hash FROM people JOIN credentials ON person = id WHERE email = $1",
            )
            .bind(email.clone())
            .optional()
            .await?;
        let (proven, hash) =
            kept.map(|kept| (Proven { person: kept.person, valid_from: kept.sessions_valid_from }, kept.password_hash)).unzip();
        if password.len() > MOST || !turn.verify(password, hash).await? {
            return Ok(None);
        }
        let [account, network] = &subjects;
        let mut tx = self.db.write().await?;
        forgive(&mut tx, account, network).await?;
        tx.commit().await?;
        Ok(proven)
    }
}
