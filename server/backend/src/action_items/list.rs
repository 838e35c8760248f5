use domain::{
    action_items::{ActionItemEvent, ActionItemSummary, Kind, State},
    ids::PersonId,
    log::Recorded,
    people::Permission,
};

use crate::{Ask, Backend, Error, Result, log};

/// Which action items a list shows; absent means any.
#[derive(Debug, Clone, Copy, Default)]
pub struct ActionItemFilter {
    pub owner: Option<PersonId>,
    pub kind: Option<Kind>,
    pub state: Option<State>,
    pub incident_number: Option<i64>,
    /// Only those that are not done and were due before today (UTC).
    pub overdue: bool,
    /// Leaves out what is done.
    pub open_only: bool,
}

/// More than this is not a list that anybody reads: the oldest that are done are left out first.
const MOST: i64 = 500;

impl Backend {
    /// Lists action items of the whole organisation: what is open by due date, so that the overdue come first,
    /// then what is done, the latest first.
    pub async fn list_action_items(&self, ask: Ask<'_>, filter: ActionItemFilter) -> Result<Vec<ActionItemSummary>> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        tx.query(
            "SELECT id, number, title, kind, owner_id, owner_name, due, state, incident_number, postmortem, added_at,
                    done_at, proof
             FROM action_items
             WHERE ($1 = FALSE OR owner_id = $2)
               AND (CAST($3 AS TEXT) IS NULL OR kind = $3)
               AND (CAST($4 AS TEXT) IS NULL OR state = $4)
               AND (CAST($5 AS BIGINT) IS NULL OR incident_number = $5)
               AND ($6 = FALSE OR (state <> 'done' AND due < $7))
               AND ($8 = FALSE OR state <> 'done')
             ORDER BY CASE WHEN state = 'done' THEN 1 ELSE 0 END, done_at DESC, due, number
             LIMIT $9",
        )
        .bind(filter.owner.is_some())
        .bind(filter.owner.unwrap_or_default())
        .bind(filter.kind)
        .bind(filter.state)
        .bind(filter.incident_number)
        .bind(filter.overdue)
        .bind(self.clock.now().date_naive())
        .bind(filter.open_only)
        .bind(MOST)
        .all()
        .await
    }

    /// The action item `ACT-number`.
    pub async fn action_item(&self, ask: Ask<'_>, number: i64) -> Result<ActionItemSummary> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let row = tx
            .query(
                "SELECT id, number, title, kind, owner_id, owner_name, due, state, incident_number, postmortem, added_at,
                        done_at, proof
                 FROM action_items WHERE number = $1",
            )
            .bind(number)
            .optional()
            .await?;
        row.ok_or(Error::NotFound)
    }

    /// What happened to `ACT-number`, in order.
    pub async fn action_item_history(&self, ask: Ask<'_>, number: i64) -> Result<Vec<Recorded<ActionItemEvent>>> {
        let item = self.action_item(ask, number).await?;
        log::entries_after(&mut self.db.read().await?, item.id.0, 0).await
    }
}
