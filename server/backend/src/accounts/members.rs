use domain::{
    Refusal,
    ids::PersonId,
    people::{Member, MemberEvent, Permission, Role},
};

use super::set_up::{administrators, one_at_a_time};
use crate::{Ask, Backend, Error, Result};

const LAST_ADMINISTRATOR: &str =
    "This is the last administrator, without whom nobody could change anything here. Make somebody else an administrator first.";

impl Backend {
    /// Gives somebody another role; they have to sign in again, so that no page shows what they may no longer do.
    pub async fn change_role(&self, ask: Ask<'_>, person: PersonId, role: Role) -> Result<Member> {
        self.change_member(ask, person, |member| member.change_role(role)).await
    }

    /// Ends an account: whoever is signed in with it is out at once. What they did stays theirs.
    pub async fn disable_person(&self, ask: Ask<'_>, person: PersonId) -> Result<Member> {
        self.change_member(ask, person, Member::disable).await
    }

    /// Takes that back; they sign in with the password that they had.
    pub async fn enable_person(&self, ask: Ask<'_>, person: PersonId) -> Result<Member> {
        self.change_member(ask, person, Member::enable).await
    }

    /// What administrators do to others, and to themselves. There is always one left who can.
    async fn change_member(
        &self,
        ask: Ask<'_>,
        person: PersonId,
        decide: impl Fn(&Member) -> Vec<MemberEvent> + Send + Sync,
    ) -> Result<Member> {
        ask.may(Permission::ManagePeople)?;
        // Refused before anything is written for somebody who does not exist.
        self.state::<Member>(ask.eyes(), person.0).await?;
        let mut tx = self.db.write().await?;
        one_at_a_time(&mut tx).await?;
        let before = administrators(&mut tx).await?;
        let change =
            self.change_in(&mut tx, person.0, ask, &|member: &Member, _| Ok(decide(member))).await?.ok_or(Refusal::Stale)?;
        if before > 0 && administrators(&mut tx).await? == 0 {
            return Err(Error::Refused(Refusal::unlawful(LAST_ADMINISTRATOR)));
        }
        tx.commit().await?;
        self.wake(person.0, &change);
        Ok(change.state)
    }
}
