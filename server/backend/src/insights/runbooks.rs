use chrono::{DateTime, NaiveDate, Utc};
use domain::insights::Window;

use crate::{Result, db::Tx};

/// A runbook, and how often a checklist was started from it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct UsedRunbook {
    pub slug: String,
    pub title: String,
    pub starts: i64,
    pub last_at: DateTime<Utc>,
    pub next_review: NaiveDate,
}

/// How many are shown; the library has them all.
pub(super) const MOST: i64 = 8;

/// The runbooks that were used most within a window, in earnest.
pub(super) async fn used_most(tx: &mut Tx, window: &Window) -> Result<Vec<UsedRunbook>> {
    tx.query(
        r#"SELECT runbooks.slug, runbooks.title, runbooks.next_review, used.starts, used.last_at
           FROM runbooks JOIN (
               SELECT events.stream, COUNT(*) AS starts, MAX(events.occurred_at) AS last_at
               FROM events
               WHERE events.body LIKE '{"kind":"exercised"%' AND events.occurred_at >= $1 AND events.occurred_at <= $2
                 AND events.stream IN (SELECT id FROM runbooks)
                 AND NOT EXISTS (SELECT 1 FROM incidents
                                 WHERE incidents.drill = TRUE
                                   AND events.body LIKE '{"kind":"exercised","incident":' || incidents.number || ',%')
                 AND NOT EXISTS (SELECT 1 FROM audiences
                                 WHERE events.body LIKE '{"kind":"exercised","incident":' || audiences.number || ',%')
               GROUP BY events.stream
           ) AS used ON used.stream = runbooks.id
           ORDER BY used.starts DESC, runbooks.sort_key, runbooks.slug
           LIMIT $3"#,
    )
    .bind(window.began_at())
    .bind(window.now)
    .bind(MOST)
    .all()
    .await
}
