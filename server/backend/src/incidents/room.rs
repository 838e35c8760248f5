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

    /// The number of an incident.
    pub async fn incident_number(&self, ask: Ask<'_>, id: uuid::Uuid) -> Result<i64> {
        ask.may(Permission::Read)?;
        let row: Option<(i64,)> =
            self.db.read().await?.query("SELECT number FROM incidents WHERE id = $1").bind(id).optional().await?;
        row.map(|(number,)| number).ok_or(Error::NotFound)
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
