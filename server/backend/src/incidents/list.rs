use domain::{
    incidents::{IncidentSummary, Severity, Stage},
    people::Permission,
};

use crate::{Ask, Backend, Result};

/// Which incidents a list shows. `before` pages: only numbers below it.
#[derive(Debug, Clone, Copy, Default)]
pub struct IncidentFilter {
    pub open_only: bool,
    pub severity: Option<Severity>,
    pub stage: Option<Stage>,
    pub before: Option<i64>,
}

/// A page of the list, newest first; `next` is the `before` of the page after it.
#[derive(Debug, Clone)]
pub struct IncidentPage {
    pub incidents: Vec<IncidentSummary>,
    pub next: Option<i64>,
}

const PAGE: usize = 50;

impl Backend {
    /// Lists incidents, newest first.
    pub async fn list_incidents(&self, ask: Ask<'_>, filter: IncidentFilter) -> Result<IncidentPage> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let mut incidents: Vec<IncidentSummary> = tx
            .query(
                "SELECT id, number, title, severity, stage, services, commander, declared_at, respond_by, acknowledged_at,
                        mitigated_at, resolved_at, closed_at, items_open, items_total, drill
                 FROM incidents
                 WHERE (CAST($1 AS TEXT) IS NULL OR severity = $1)
                   AND (CAST($2 AS TEXT) IS NULL OR stage = $2)
                   AND (CAST($3 AS BIGINT) IS NULL OR number < $3)
                   AND ($4 = FALSE OR stage NOT IN ('resolved', 'closed'))
                 ORDER BY number DESC
                 LIMIT $5",
            )
            .bind(filter.severity)
            .bind(filter.stage)
            .bind(filter.before)
            .bind(filter.open_only)
            .bind(i64::try_from(PAGE + 1).unwrap_or(i64::MAX))
            .all()
            .await?;
        let more = incidents.len() > PAGE;
        incidents.truncate(PAGE);
        let next = if more { incidents.last().map(|incident| incident.number) } else { None };
        Ok(IncidentPage { incidents, next })
    }
}
