use domain::{
    incidents::{Incident, IncidentEvent, IncidentSummary},
    log::{Fold, Recorded},
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
                                    restricted, called_at, reached, missed, shape)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
             ON CONFLICT (id) DO UPDATE SET
                 title = excluded.title, severity = excluded.severity, stage = excluded.stage, services = excluded.services,
                 commander = excluded.commander, respond_by = excluded.respond_by, acknowledged_at = excluded.acknowledged_at,
                 mitigated_at = excluded.mitigated_at, resolved_at = excluded.resolved_at, closed_at = excluded.closed_at,
                 items_open = excluded.items_open, items_total = excluded.items_total,
                 restricted = excluded.restricted, called_at = excluded.called_at, reached = excluded.reached,
                 missed = excluded.missed, shape = excluded.shape",
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
        .bind(Self::SHAPE)
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

/// Writes the rows anew that a Tocsin wrote to which the same events said something else. Each by itself, so that nobody who works
/// on one of them waits for all.
pub(crate) async fn fill_rows(db: &Db) -> Result<()> {
    let former: Vec<(Uuid,)> =
        db.read().await?.query("SELECT id FROM incidents WHERE shape < $1 ORDER BY id").bind(Incident::SHAPE).all().await?;
    for (id,) in former {
        let mut tx = db.write().await?;
        // A server of the former version may be at work on it.
        log::hold(&mut tx, id).await?;
        let incident: Incident = log::load(&mut tx, &Cache::default(), Eyes::Tocsin, id).await?;
        incident.project(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(())
}
