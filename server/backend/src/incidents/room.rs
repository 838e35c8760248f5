use domain::{
    incidents::{Incident, IncidentEvent},
    log::Recorded,
    people::Permission,
    timeline::Entry,
};

use crate::markdown::safe_html;
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
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let id = incident_id(&mut tx, number).await?;
        let incident: Incident = log::load(&mut tx, &self.cache, id).await?;
        let entries = log::entries_after(&mut tx, id, 0).await?.into_iter().map(entry).collect();
        Ok(Room { incident, entries })
    }

    /// The incident `INC-number`.
    pub async fn incident(&self, ask: Ask<'_>, number: i64) -> Result<Incident> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let id = incident_id(&mut tx, number).await?;
        log::load(&mut tx, &self.cache, id).await
    }

    /// What the timeline gained after an event, for a watcher that catches up.
    pub async fn entries_after(&self, ask: Ask<'_>, incident: uuid::Uuid, after: i64) -> Result<Vec<Entry>> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        Ok(log::entries_after(&mut tx, incident, after).await?.into_iter().map(entry).collect())
    }
}

pub(crate) async fn incident_id(tx: &mut Tx, number: i64) -> Result<uuid::Uuid> {
    let row: Option<(uuid::Uuid,)> = tx.query("SELECT id FROM incidents WHERE number = $1").bind(number).optional().await?;
    row.map(|(id,)| id).ok_or(Error::NotFound)
}

fn entry(recorded: Recorded<IncidentEvent>) -> Entry {
    let html = match &recorded.event {
        IncidentEvent::Noted { text } => Some(safe_html(text)),
        _ => None,
    };
    Entry { recorded, html }
}
