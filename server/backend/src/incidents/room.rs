use domain::{
    incidents::{Door, Incident},
    people::Permission,
    timeline::Entry,
};

use crate::{Ask, Backend, Error, Result, db::Tx, log};

/// An incident as those who watch it see it: its state, and its timeline.
#[derive(Debug, Clone)]
pub struct Room {
    pub incident: Incident,
    pub entries: Vec<Entry>,
}

impl Backend {
    /// The room of `INC-number`.
    pub async fn room(&self, ask: Ask<'_>, number: i64) -> Result<Room> {
        let room = self.room_unseen(ask, number).await?;
        self.put_down(ask, &room.incident, Door::Room).await?;
        Ok(room)
    }

    /// The same for a wall, where everybody who passes reads it and nobody could put down who did: never what is restricted.
    pub async fn wall(&self, ask: Ask<'_>, number: i64) -> Result<Room> {
        let room = self.room_unseen(ask, number).await?;
        if room.incident.is_restricted() { Err(Error::NotFound) } else { Ok(room) }
    }

    async fn room_unseen(&self, ask: Ask<'_>, number: i64) -> Result<Room> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let id = incident_id(&mut tx, number).await?;
        let incident: Incident = log::load(&mut tx, &self.cache, ask.eyes(), id).await?;
        let timeline = self.timelines.read(&mut tx, id).await?;
        // What came after the look at who may see it is for the next look.
        let entries = timeline.iter().filter(|entry| entry.recorded.seq <= incident.seq).cloned().collect();
        Ok(Room { incident, entries })
    }

    /// The incident `INC-number`.
    pub async fn incident(&self, ask: Ask<'_>, number: i64) -> Result<Incident> {
        ask.may(Permission::Read)?;
        let incident = self.incident_in(&mut self.db.read().await?, ask, number).await?;
        self.put_down(ask, &incident, Door::Room).await?;
        Ok(incident)
    }

    /// The same for whoever shows nothing of it.
    pub(super) async fn incident_in(&self, tx: &mut Tx, ask: Ask<'_>, number: i64) -> Result<Incident> {
        let id = incident_id(tx, number).await?;
        log::load(tx, &self.cache, ask.eyes(), id).await
    }

    /// The number of an incident.
    pub async fn incident_number(&self, ask: Ask<'_>, id: uuid::Uuid) -> Result<i64> {
        ask.may(Permission::Read)?;
        Ok(self.state::<Incident>(ask.eyes(), id).await?.number)
    }
}

pub(crate) async fn incident_id(tx: &mut Tx, number: i64) -> Result<uuid::Uuid> {
    let row: Option<(uuid::Uuid,)> = tx.query("SELECT id FROM incidents WHERE number = $1").bind(number).optional().await?;
    row.map(|(id,)| id).ok_or(Error::NotFound)
}
