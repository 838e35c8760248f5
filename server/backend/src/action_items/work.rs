use chrono::NaiveDate;
use domain::{
    Refusal,
    action_items::{ActionItem, Command, decide},
    ids::PersonId,
    incidents::{Incident, may_have_a_part},
    log::Person,
    people::Permission,
};

use super::owner::owner;
use crate::{Ask, Backend, Error, Result, db::Tx, log};

impl Backend {
    /// Says that somebody works on `ACT-number`.
    pub async fn start_action_item(&self, ask: Ask<'_>, number: i64) -> Result<ActionItem> {
        self.work_on_action_item(ask, number, Command::Start).await
    }

    /// Gives it to somebody else.
    pub async fn reassign_action_item(&self, ask: Ask<'_>, number: i64, to: Option<PersonId>) -> Result<ActionItem> {
        ask.may(Permission::ManageActionItems)?;
        let owner = owner(&mut self.db.read().await?, to).await?;
        self.owner_sees(ask, number, Some(&owner)).await?;
        self.work_on_action_item(ask, number, Command::Reassign { owner }).await
    }

    /// Moves its due date, with a reason.
    pub async fn reschedule_action_item(
        &self,
        ask: Ask<'_>,
        number: i64,
        due: Option<NaiveDate>,
        reason: String,
    ) -> Result<ActionItem> {
        let due = due.ok_or_else(|| Refusal::invalid("due", "Say by when: choose a day."))?;
        self.work_on_action_item(ask, number, Command::Reschedule { due, reason }).await
    }

    /// Says that it is done, and how one can see that.
    pub async fn complete_action_item(&self, ask: Ask<'_>, number: i64, proof: String) -> Result<ActionItem> {
        self.work_on_action_item(ask, number, Command::Complete { proof }).await
    }

    /// Says that it is not done after all.
    pub async fn reopen_action_item(&self, ask: Ask<'_>, number: i64, reason: String) -> Result<ActionItem> {
        ask.may(Permission::ManageActionItems)?;
        self.owner_sees(ask, number, None).await?;
        self.work_on_action_item(ask, number, Command::Reopen { reason }).await
    }

    /// Whoever owns what came out of a restricted incident has to be named on it: the one to whom it goes, or has it already.
    async fn owner_sees(&self, ask: Ask<'_>, number: i64, to: Option<&Person>) -> Result<()> {
        let mut tx = self.db.read().await?;
        let id = action_item_id(&mut tx, number).await?;
        let item: ActionItem = log::load(&mut tx, &self.cache, ask.eyes(), id).await?;
        if let Some((incident, owner)) = item.origin.incident.zip(to.or(item.owner.as_ref())) {
            let incident: Incident = log::load(&mut tx, &self.cache, ask.eyes(), incident.0).await?;
            may_have_a_part(&incident, "owner", owner)?;
        }
        Ok(())
    }

    async fn work_on_action_item(&self, ask: Ask<'_>, number: i64, command: Command) -> Result<ActionItem> {
        ask.may(Permission::ManageActionItems)?;
        let id = action_item_id(&mut self.db.read().await?, number).await?;
        let decide = |item: &ActionItem, _| decide(item, command.clone(), self.clock.now().date_naive());
        Ok(self.change(id, ask, decide).await?.state)
    }
}

pub(super) async fn action_item_id(tx: &mut Tx, number: i64) -> Result<uuid::Uuid> {
    let row: Option<(uuid::Uuid,)> = tx.query("SELECT id FROM action_items WHERE number = $1").bind(number).optional().await?;
    row.map(|(id,)| id).ok_or(Error::NotFound)
}
