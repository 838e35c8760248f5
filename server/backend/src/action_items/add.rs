use chrono::NaiveDate;
use domain::{
    Refusal,
    action_items::{ActionItem, Command, Kind, Origin, decide},
    ids::{ActionItemId, IncidentId, PersonId, PostmortemId},
    incidents,
    people::Permission,
};

use super::owner::owner;
use crate::{
    Ask, Backend, Error, Result,
    db::Tx,
    incidents::incident_id,
    log::{self, next_number},
};

/// What somebody promises, or asks of somebody else.
#[derive(Debug, Clone, Default)]
pub struct AddActionItem {
    /// Given by the page, so that a double click or a repeated request makes one item.
    pub id: Option<ActionItemId>,
    pub title: String,
    pub kind: Kind,
    /// Absent is refused in words: work without an owner is not done.
    pub owner: Option<PersonId>,
    /// Absent is refused too.
    pub due: Option<NaiveDate>,
    /// The incident that it comes out of, `INC-n`.
    pub incident_number: Option<i64>,
    pub postmortem: Option<PostmortemId>,
}

impl Backend {
    /// Adds an action item, `ACT-n`. One that comes out of an incident is put on its timeline in the same
    /// transaction, so that its prevention gate opens.
    pub async fn add_action_item(&self, ask: Ask<'_>, add: AddActionItem) -> Result<ActionItem> {
        ask.may(Permission::ManageActionItems)?;
        let mut id = add.id.unwrap_or_else(|| self.ids.next());
        match self.state::<ActionItem>(ask.eyes(), id.0).await {
            Ok(same) if same.title == add.title.trim() => return Ok(same),
            // Somebody went back and added something else from the same page.
            Ok(_) => id = self.ids.next(),
            Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
        let mut tx = self.db.write().await?;
        // First of all: of an incident that they don't see, whoever asks learns nothing by what else is refused.
        let origin = self.origin(&mut tx, ask, &add).await?;
        let due = add.due.ok_or_else(|| Refusal::invalid("due", "Say by when: choose a day."))?;
        let owner = owner(&mut tx, add.owner).await?;
        let incident = origin.incident;
        let number = next_number(&mut tx, "action_item").await?;
        let (title, kind) = (add.title, add.kind);
        let command = Command::Add { id, number, title: title.clone(), kind, owner: owner.clone(), due, origin };
        let decide_item = |item: &ActionItem, _| {
            if item.seq > 0 { Ok(vec![]) } else { decide(item, command.clone(), self.clock.now().date_naive()) }
        };
        let added = self.change_in(&mut tx, id.0, ask, &decide_item).await?.ok_or(Refusal::Stale)?;
        if added.news.is_empty() {
            // The same request came twice at once, and the other one was first: its number stands.
            return Ok(added.state);
        }
        let mention = incidents::Command::AddActionItem { id, number, title: added.state.title.clone(), kind, owner, due };
        let noticed = match incident {
            None => None,
            Some(incident) => Some((incident, self.mention(&mut tx, ask, incident, mention).await?)),
        };
        tx.commit().await?;
        self.wake(id.0, &added);
        if let Some((incident, change)) = noticed {
            self.wake(incident.0, &change);
        }
        Ok(added.state)
    }

    /// Puts it on the incident's timeline. The request's name is spent on the item already, so it is left out here.
    async fn mention(
        &self,
        tx: &mut Tx,
        ask: Ask<'_>,
        incident: IncidentId,
        command: incidents::Command,
    ) -> Result<crate::log::Change<incidents::Incident>> {
        let decide = |state: &incidents::Incident, at| incidents::decide(state, command.clone(), ask.who, at);
        Ok(self.change_in(tx, incident.0, Ask::by(ask.who), &decide).await?.ok_or(Refusal::Stale)?)
    }

    async fn origin(&self, tx: &mut Tx, ask: Ask<'_>, add: &AddActionItem) -> Result<Origin> {
        let incident = match add.incident_number {
            None => None,
            Some(number) => {
                let id = incident_id(tx, number).await?;
                let incident: incidents::Incident = log::load(tx, &self.cache, ask.eyes(), id).await?;
                Some(incident.id)
            }
        };
        Ok(Origin { incident, incident_number: add.incident_number, postmortem: add.postmortem })
    }
}
