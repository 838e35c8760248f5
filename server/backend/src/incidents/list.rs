use domain::{
    incidents::{IncidentSummary, Severity, Stage},
    people::Permission,
};

use super::seen;
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

/// What is open now.
#[derive(Debug, Clone)]
pub struct OpenIncidents {
    /// First those that nobody has answered while a clock runs, and of each the worst first; as many as a page has.
    pub incidents: Vec<IncidentSummary>,
    /// How many of those there are, and how many others, in all.
    pub unanswered: usize,
    pub others: usize,
}

const PAGE: usize = 50;

/// The columns of an [`IncidentSummary`].
macro_rules! columns {
    () => {
        "id, number, title, severity, stage, services, commander, declared_at, respond_by, acknowledged_at, mitigated_at,
         resolved_at, closed_at, items_open, items_total, drill, restricted, called_at, reached, missed"
    };
}

/// Incidents by filter, among those of these stages.
macro_rules! listed {
    ($among:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM incidents
             WHERE ",
            $among,
            " AND (CAST($1 AS TEXT) IS NULL OR severity = $1)
               AND (CAST($2 AS TEXT) IS NULL OR stage = $2)
               AND (CAST($3 AS BIGINT) IS NULL OR number < $3)
               AND ",
            seen!("incidents.number", "$5"),
            " ORDER BY number DESC
              LIMIT $4"
        )
    };
}

const ALL: &str = listed!("TRUE");
/// By the index of stages: few are open, however many there were.
const OPEN: &str = listed!("stage IN ('declared', 'investigating', 'identified', 'mitigated')");

/// The same by what is to be looked at first.
const PRESSING: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM incidents
      WHERE stage IN ('declared', 'investigating', 'identified', 'mitigated') AND ",
    seen!("incidents.number", "$2"),
    " ORDER BY CASE WHEN acknowledged_at IS NULL AND respond_by IS NOT NULL THEN 0 ELSE 1 END, severity, number
      LIMIT $1"
);

/// How many of them nobody has answered, and how many there are.
const COUNTED: &str = concat!(
    "SELECT COUNT(CASE WHEN acknowledged_at IS NULL AND respond_by IS NOT NULL THEN 1 END), COUNT(*)
     FROM incidents
     WHERE stage IN ('declared', 'investigating', 'identified', 'mitigated') AND ",
    seen!("incidents.number", "$1")
);

impl Backend {
    /// Lists incidents, newest first.
    pub async fn list_incidents(&self, ask: Ask<'_>, filter: IncidentFilter) -> Result<IncidentPage> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let mut incidents: Vec<IncidentSummary> = tx
            .query(if filter.open_only { OPEN } else { ALL })
            .bind(filter.severity)
            .bind(filter.stage)
            .bind(filter.before)
            .bind(i64::try_from(PAGE + 1).unwrap_or(i64::MAX))
            .bind(ask.person())
            .all()
            .await?;
        let more = incidents.len() > PAGE;
        incidents.truncate(PAGE);
        let next = if more { incidents.last().map(|incident| incident.number) } else { None };
        Ok(IncidentPage { incidents, next })
    }

    /// What is open, the most pressing first, however long ago it was declared.
    pub async fn open_incidents(&self, ask: Ask<'_>) -> Result<OpenIncidents> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let incidents = tx.query(PRESSING).bind(i64::try_from(PAGE).unwrap_or(i64::MAX)).bind(ask.person()).all().await?;
        let (unanswered, sum): (i64, i64) = tx.query(COUNTED).bind(ask.person()).one().await?;
        let count = |count: i64| usize::try_from(count).unwrap_or_default();
        Ok(OpenIncidents { incidents, unanswered: count(unanswered), others: count(sum - unanswered) })
    }
}

#[cfg(test)]
mod tests {
    use domain::incidents::Stage;

    use super::*;
    use crate::testing::plan;

    #[tokio::test]
    async fn open_incidents_are_found_without_reading_those_that_are_over() {
        for sql in [OPEN, PRESSING, COUNTED] {
            for stage in Stage::ALL {
                assert_eq!(sql.contains(&format!("'{}'", stage.word())), stage.is_open(), "{stage:?}: {sql}");
            }
            let plan = plan(sql).await;
            assert!(plan.contains("incidents_stage") && !plan.contains("SCAN"), "{plan}");
        }
    }
}
