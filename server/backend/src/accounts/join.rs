use domain::{
    Refusal,
    ids::PersonId,
    log::Person,
    people::{Email, Member, MemberEvent, Password, Role, Who, checked_name},
};

use crate::{Ask, Backend, Error, Result, db::Tx, log::Change};

/// What somebody says of themself when they join.
#[derive(Clone, Copy)]
pub struct Newcomer<'a> {
    pub name: &'a str,
    pub password: &'a str,
}

/// The same, checked, and the password hashed already: no unit of work waits for that.
pub(super) struct Prepared {
    name: String,
    password_hash: String,
}

/// Where a newcomer's place comes from.
pub(super) struct Place {
    pub(super) email: Email,
    pub(super) role: Role,
    pub(super) invited_by: Option<PersonId>,
}

impl Backend {
    pub(super) async fn prepare(&self, newcomer: Newcomer<'_>) -> Result<Prepared> {
        let name = checked_name(newcomer.name)?;
        let password = Password::parse("password", newcomer.password)?;
        Ok(Prepared { name, password_hash: self.passwords.hash(&password).await? })
    }

    /// Opens the account, within a unit of work that uses up the link. The caller commits, then wakes.
    pub(super) async fn join(&self, tx: &mut Tx, prepared: Prepared, place: Place) -> Result<Change<Member>> {
        let Prepared { name, password_hash } = prepared;
        let Place { email, role, invited_by } = place;
        let id: PersonId = self.ids.next();
        tx.query("INSERT INTO credentials (person, password_hash, changed_at) VALUES ($1, $2, $3)")
            .bind(id)
            .bind(password_hash)
            .bind(self.clock.now())
            .execute()
            .await?;
        let who = Who::person(Person { id, name: name.clone() }, role);
        let joined = MemberEvent::Joined { id, name, email: email.clone(), role, invited_by };
        let joining = self.change_in(tx, id.0, Ask::by(&who), &|_: &Member, _| Ok(vec![joined.clone()])).await;
        match joining {
            Err(error) if error.is_taken() => Err(has_account(&email).into()),
            joining => Ok(joining?.ok_or(Refusal::Stale)?),
        }
    }
}

pub(super) fn has_account(email: &Email) -> Refusal {
    Refusal::invalid("email", format!("{email} has an account already: sign in with it, or take another address."))
}

/// A link that leads nowhere any longer, in a sentence.
pub(super) fn dead_link(sentence: &str) -> Error {
    Refusal::unlawful(sentence).into()
}
