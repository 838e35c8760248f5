use chrono::{DateTime, NaiveDate, Utc};
use domain::insights::{Kept, Window};

use crate::{Result, db::Tx};

/// Post-mortems that had to be approved within a window. An approval that a later edit voided does not count.
pub(super) async fn postmortems(tx: &mut Tx, window: &Window) -> Result<Kept> {
    let rows: Vec<(DateTime<Utc>, Option<DateTime<Utc>>)> = tx
        .query(
            "SELECT due_at, approved_at FROM postmortems
             WHERE due_at IS NOT NULL AND due_at >= $1 AND due_at <= $2
               AND NOT EXISTS (SELECT 1 FROM audiences WHERE audiences.number = postmortems.number)",
        )
        .bind(window.began_at())
        .bind(window.now)
        .all()
        .await?;
    Ok(count(rows, &window.now))
}

/// Action items whose day, as it stands now, lies within a window before today: who still has today is not late.
pub(super) async fn action_items(tx: &mut Tx, window: &Window) -> Result<Kept> {
    let rows: Vec<(NaiveDate, Option<DateTime<Utc>>)> = tx
        .query(
            "SELECT due, done_at FROM action_items
             WHERE due >= $1 AND due < $2
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
