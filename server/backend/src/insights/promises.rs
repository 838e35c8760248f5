use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    insights::{Kept, Window},
    postmortems::DUE_WITHIN,
};

use crate::{Result, db::Tx};

/// Post-mortems that had to be approved within a window, and not those of drills. An approval that was voided later does not
/// count.
pub(super) async fn postmortems(tx: &mut Tx, window: &Window) -> Result<Kept> {
    let rows: Vec<(DateTime<Utc>, Option<DateTime<Utc>>)> = tx
        .query(
            "SELECT incidents.resolved_at, postmortems.approved_at
             FROM postmortems JOIN incidents ON incidents.id = postmortems.incident
             WHERE incidents.severity IN ('p0', 'p1') AND incidents.resolved_at >= $1 AND incidents.resolved_at <= $2
               AND incidents.drill = FALSE
               AND NOT EXISTS (SELECT 1 FROM audiences WHERE audiences.number = postmortems.number)",
        )
        .bind(window.began_at() - DUE_WITHIN)
        .bind(window.now - DUE_WITHIN)
        .all()
        .await?;
    let rows = rows.into_iter().map(|(resolved_at, approved_at)| (resolved_at + DUE_WITHIN, approved_at)).collect();
    Ok(count(rows, &window.now))
}

/// Action items whose day, as it stands now, lies within a window before today: who still has today is not late. What came out
/// of a drill is not among them.
pub(super) async fn action_items(tx: &mut Tx, window: &Window) -> Result<Kept> {
    let rows: Vec<(NaiveDate, Option<DateTime<Utc>>)> = tx
        .query(
            "SELECT due, done_at FROM action_items
             WHERE due >= $1 AND due < $2
               AND NOT EXISTS (SELECT 1 FROM incidents
                               WHERE incidents.number = action_items.incident_number AND incidents.drill = TRUE)
               AND NOT EXISTS (SELECT 1 FROM audiences WHERE audiences.number = action_items.incident_number)",
        )
        .bind(window.from)
        .bind(window.today())
        .all()
        .await?;
    let rows = rows.into_iter().map(|(due, done_at)| (due, done_at.map(|at| at.date_naive()))).collect();
    Ok(count(rows, &window.today()))
}

fn count<T: PartialOrd>(rows: Vec<(T, Option<T>)>, now: &T) -> Kept {
    let mut kept = Kept::default();
    for (due, done) in rows {
        kept.count(&due, done.as_ref(), now);
    }
    kept
}
