use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{
    incidents::IncidentEvent,
    insights::{Course, Window},
};

use crate::{Error, Result, db::Tx};

#[derive(sqlx::FromRow)]
struct Row {
    number: i64,
    occurred_at: DateTime<Utc>,
    body: String,
}

/// The courses of the incidents that were declared in a window.
///
/// The list's read model knows only how things stand; a re-graded or reopened incident has a past that counts.
/// Bodies begin with their kind, so the few events that matter are told apart before any is decoded.
pub(super) async fn courses(tx: &mut Tx, window: &Window) -> Result<Vec<Course>> {
    let rows: Vec<Row> = tx
        .query(
            r#"SELECT incidents.number, events.occurred_at, events.body
               FROM incidents JOIN events ON events.stream = incidents.id
               WHERE incidents.drill = FALSE AND incidents.restricted = FALSE AND incidents.declared_at >= $1 AND incidents.declared_at <= $2
                 AND (events.body LIKE '{"kind":"declared"%' OR events.body LIKE '{"kind":"acknowledged"%'
                      OR events.body LIKE '{"kind":"regraded"%' OR events.body LIKE '{"kind":"stage_entered"%'
                      OR events.body LIKE '{"kind":"reopened"%')
               ORDER BY incidents.number, events.seq"#,
        )
        .bind(window.began_at())
        .bind(window.now)
        .all()
        .await?;
    let mut incidents: BTreeMap<i64, Vec<(DateTime<Utc>, IncidentEvent)>> = BTreeMap::new();
    for row in rows {
        let event = serde_json::from_str(&row.body).map_err(Error::unreadable("event"))?;
        incidents.entry(row.number).or_default().push((row.occurred_at, event));
    }
    Ok(incidents.into_values().map(Course::of).collect())
}
