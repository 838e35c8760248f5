use domain::{
    Refusal,
    ids::PersonId,
    log::Person,
    people::{Email, Granted, Member, MemberEvent, Role, Who},
};

use super::{
    super::{
        SignedIn,
        invitations::void,
        set_up::{administrators, one_at_a_time},
    },
    proof::Proof,
    provider::Provider,
    refused::{Why, refuse},
};
use crate::{Ask, Backend, Error, Result, db::Tx, log::Change};

/// How often a lost race for somebody's stream is tried again.
const TRIES: usize = 4;

impl Backend {
    /// Whom the proof is about: somebody who is linked already, or is linked now, or joins. Their role follows their
    /// groups; with another one, all their sessions end and this one begins.
    pub(super) async fn admit_proven(&self, provider: &Provider, proof: &Proof) -> Result<SignedIn> {
        let granted = provider.grants.granted(&proof.groups);
        if granted == Granted::Nothing {
            return Err(refuse(provider, &Why::NoRole));
        }
        for _ in 0..TRIES {
            let mut tx = self.db.write().await?;
            // One after the other, so that neither two links nor two demotions slip past what was looked at.
            one_at_a_time(&mut tx).await?;
            let change = match self.person_of(&mut tx, provider, proof).await? {
                Ok(person) => self.follow_groups(&mut tx, provider, person, granted).await?,
                Err(Why::NoAccount) => self.join_proven(&mut tx, provider, proof, granted).await?,
                Err(why) => return Err(refuse(provider, &why)),
            };
            let Some(change) = change else { continue };
            tx.commit().await?;
            self.wake(change.state.id.0, &change);
            return self.admit(&change.state);
        }
        Err(Refusal::Stale.into())
    }

    /// Who has this identity. Where nobody has, whoever has the address, if the provider has verified it and they have
    /// no other identity there.
    async fn person_of(&self, tx: &mut Tx, provider: &Provider, proof: &Proof) -> Result<std::result::Result<PersonId, Why>> {
        let linked: Option<(PersonId,)> = tx
            .query("SELECT person FROM identities WHERE issuer = $1 AND subject = $2")
            .bind(provider.issuer.clone())
            .bind(proof.subject.clone())
            .optional()
            .await?;
        if let Some((person,)) = linked {
            return Ok(Ok(person));
        }
        let Some(email) = proof.email.clone() else { return Ok(Err(Why::Unverified)) };
        let member: Option<(PersonId,)> = tx.query("SELECT id FROM people WHERE email = $1").bind(email).optional().await?;
        let Some((person,)) = member else { return Ok(Err(Why::NoAccount)) };
        let others: i64 = tx
            .query("SELECT COUNT(*) FROM identities WHERE person = $1 AND issuer = $2")
            .bind(person)
            .bind(provider.issuer.clone())
            .scalar()
            .await?;
        if others > 0 {
            return Ok(Err(Why::AnotherSubject));
        }
        self.link(tx, provider, proof, person).await?;
        Ok(Ok(person))
    }

    async fn link(&self, tx: &mut Tx, provider: &Provider, proof: &Proof, person: PersonId) -> Result<()> {
        tx.query("INSERT INTO identities (issuer, subject, person, linked_at) VALUES ($1, $2, $3, $4)")
            .bind(provider.issuer.clone())
            .bind(proof.subject.clone())
            .bind(person)
            .bind(self.clock.now())
            .execute()
            .await?;
        Ok(())
    }

    /// Gives a member the role that their groups say. The last administrator keeps theirs, whatever the groups say.
    async fn follow_groups(
        &self,
        tx: &mut Tx,
        provider: &Provider,
        person: PersonId,
        granted: Granted,
    ) -> Result<Option<Change<Member>>> {
        let administrators = administrators(tx).await?;
        let decide = |member: &Member, _| {
            if member.disabled_at.is_some() {
                return Err(Refusal::unlawful(Why::Disabled.sentence(&provider.name)));
            }
            let Granted::Role(role) = granted else { return Ok(vec![]) };
            if member.role == Some(Role::Admin) && role != Role::Admin && administrators == 1 {
                tracing::warn!(provider = provider.key, "the last administrator stays one, though no group says so");
                return Ok(vec![]);
            }
            Ok(member.change_role(role))
        };
        self.change_in(tx, person.0, Ask::by(&Who::tocsin()), &decide).await
    }

    /// Opens an account for somebody who has none, where the settings allow it. It has no password.
    async fn join_proven(
        &self,
        tx: &mut Tx,
        provider: &Provider,
        proof: &Proof,
        granted: Granted,
    ) -> Result<Option<Change<Member>>> {
        let email = proof.email.clone().filter(|_| provider.admits_newcomers).ok_or_else(|| refuse(provider, &Why::NoAccount))?;
        let (Granted::Role(role) | Granted::Unsaid(Some(role))) = granted else { return Err(refuse(provider, &Why::NoRole)) };
        let (id, name): (PersonId, String) = (self.ids.next(), name(proof, &email));
        self.link(tx, provider, proof, id).await?;
        void(tx, &email).await?;
        let who = Who::person(Person { id, name: name.clone() }, role);
        let joined = MemberEvent::Joined { id, name, email, role, invited_by: None };
        match self.change_in(tx, id.0, Ask::by(&who), &|_: &Member, _| Ok(vec![joined.clone()])).await {
            Err(error) if error.is_taken() => Err(Error::Refused(Refusal::Stale)),
            joining => joining,
        }
    }
}

/// As the provider knows them, else the part of the address before the @; at most 80 characters.
fn name(proof: &Proof, email: &Email) -> String {
    let local = email.as_str().split('@').next().unwrap_or_default();
    proof.name.as_deref().unwrap_or(local).chars().filter(|c| !c.is_control()).take(80).collect::<String>().trim().to_owned()
}
