//! Who looked at a restricted incident.

use domain::{
    ids::IncidentId,
    incidents::{AccessEvent, AccessRecord, Door, Incident, Look},
    log::{Fold, KeptWith, Recorded},
};

use super::room::incident_id;
use crate::{
    Ask, Backend, Result,
    db::Tx,
    log::{self, Projected},
};

impl Backend {
    /// Who looked at `INC-number` since it was first restricted, the oldest look first; nobody where it never was.
    pub async fn access_record(&self, ask: Ask<'_>, number: i64) -> Result<(Incident, Vec<Look>)> {
        let incident = self.incident(ask, number).await?;
        let Some(id) = incident.access_record else { return Ok((incident, vec![])) };
        let events = log::entries_after::<AccessEvent>(&mut self.db.read().await?, id.0, 0).await?;
        let look = |recorded: Recorded<AccessEvent>| match recorded.event {
            AccessEvent::Looked { person, door } => Some(Look { person, door, at: recorded.occurred_at }),
            AccessEvent::Began { .. } => None,
        };
        Ok((incident, events.into_iter().filter_map(look).collect()))
    }

    /// Puts down that somebody looks at a restricted incident, before anything of it is shown. Where that can't be put down,
    /// nothing is shown.
    pub(crate) async fn put_down(&self, ask: Ask<'_>, incident: &Incident, door: Door) -> Result<()> {
        let Some(audience) = &incident.audience else { return Ok(()) };
        let id = audience.record;
        let look = |record: &AccessRecord, at| record.look(id, incident.id, &ask.who.actor, door, at);
        let record: AccessRecord = log::load(&mut self.db.read().await?, &self.cache, ask.eyes(), id.0).await?;
        if !look(&record, self.clock.now()).is_empty() {
            self.change(id.0, Ask::by(ask.who), |record: &AccessRecord, at| Ok(look(record, at))).await?;
        }
        Ok(())
    }

    /// The same for what is kept with an incident.
    pub(crate) async fn put_down_with<A: Fold>(&self, ask: Ask<'_>, state: &A, door: Door) -> Result<()> {
        let mut tx = self.db.read().await?;
        let id = match state.kept_with() {
            KeptWith::Everybody | KeptWith::Named(_) => return Ok(()),
            KeptWith::Incident(id) => id.0,
            KeptWith::IncidentNumbered(number) => incident_id(&mut tx, number).await?,
        };
        let incident: Incident = log::load(&mut tx, &self.cache, ask.eyes(), id).await?;
        drop(tx);
        self.put_down(ask, &incident, door).await
    }

    /// Somebody has the room open and it is about to change before their eyes.
    pub async fn look_into_room(&self, ask: Ask<'_>, id: IncidentId) -> Result<()> {
        let incident: Incident = self.state(ask.eyes(), id.0).await?;
        self.put_down(ask, &incident, Door::Room).await
    }
}

impl Projected for AccessRecord {
    /// No list shows it.
    async fn project(&self, _: &mut Tx) -> Result<()> {
        Ok(())
    }
}
