use domain::{
    incidents::{Incident, IncidentEvent, IncidentSummary},
    log::Recorded,
};

use uuid::Uuid;

use super::follow;
use crate::{
    Backend, Result,
    db::{Db, Tx},
    log::{self, Cache, Eyes, Projected},
};

impl Projected for Incident {
    async fn project(&self, tx: &mut Tx) -> Result<()> {
        let row = IncidentSummary::from(self);
        tx.query(
            "INSERT INTO incidents (id, number, title, severity, stage, services, commander, declared_at, respond_by,
                                    acknowledged_at, mitigated_at, resolved_at, closed_at, items_open, items_total, drill,
                                    restricted, called_at, reached, missed)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
             ON CONFLICT (id) DO UPDATE SET
                 title = excluded.title, severity = excluded.severity, stage = excluded.stage, services = excluded.services,
                 commander = excluded.commander, respond_by = excluded.respond_by, acknowledged_at = excluded.acknowledged_at,
                 mitigated_at = excluded.mitigated_at, resolved_at = excluded.resolved_at, closed_at = excluded.closed_at,
                 items_open = excluded.items_open, items_total = excluded.items_total,
                 restricted = excluded.restricted, called_at = excluded.called_at, reached = excluded.reached,
                 missed = excluded.missed",
        )
        .bind(row.id)
        .bind(row.number)
        .bind(row.title)
        .bind(row.severity)
        .bind(row.stage)
        .bind(row.services)
        .bind(row.commander)
        .bind(row.declared_at)
        .bind(row.respond_by)
        .bind(row.acknowledged_at)
        .bind(row.mitigated_at)
        .bind(row.resolved_at)
        .bind(row.closed_at)
        .bind(row.items_open)
        .bind(row.items_total)
        .bind(row.drill)
        .bind(row.restricted)
        .bind(row.called_at)
        .bind(row.reached)
        .bind(row.missed)
        .execute()
        .await?;
        project_audience(self, tx).await
    }

    async fn follow(&self, tx: &mut Tx, backend: &Backend, news: &[Recorded<IncidentEvent>]) -> Result<()> {
        follow::follow(self, tx, backend, news).await
    }
}

async fn project_audience(incident: &Incident, tx: &mut Tx) -> Result<()> {
    if incident.access_record.is_none() {
        return Ok(()); // It was never restricted.
    }
    tx.query("DELETE FROM audiences WHERE number = $1").bind(incident.number).execute().await?;
    for person in incident.audience.iter().flat_map(|audience| audience.named.keys()) {
        let name = tx.query("INSERT INTO audiences (number, person) VALUES ($1, $2)");
        name.bind(incident.number).bind(*person).execute().await?;
    }
    Ok(())
}

/// Says in the rows of what waits for an answer what became of its calls, where a Tocsin wrote them that knew nothing of that.
pub(crate) async fn fill_calls(db: &Db) -> Result<()> {
    let awaiting: Vec<(Uuid,)> = db
        .read()
        .await?
        .query(
            "SELECT id FROM incidents
             WHERE stage IN ('declared', 'investigating', 'identified', 'mitigated') AND acknowledged_at IS NULL
               AND respond_by IS NOT NULL AND called_at IS NULL",
        )
        .all()
        .await?;
    if awaiting.is_empty() {
        return Ok(());
    }
    let mut tx = db.write().await?;
    for (id,) in awaiting {
        let incident: Incident = log::load(&mut tx, &Cache::default(), Eyes::Tocsin, id).await?;
        if incident.call.is_some() {
            incident.project(&mut tx).await?;
        }
    }
    tx.commit().await
}
