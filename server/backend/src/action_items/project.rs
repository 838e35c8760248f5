use domain::{
    action_items::{ActionItem, ActionItemEvent, ActionItemSummary},
    log::Recorded,
};

use super::follow;
use crate::{Backend, Result, db::Tx, log::Projected};

impl Projected for ActionItem {
    async fn project(&self, tx: &mut Tx) -> Result<()> {
        let row = ActionItemSummary::from(self);
        tx.query(
            "INSERT INTO action_items (id, number, title, kind, owner_id, owner_name, due, state, incident_number, postmortem,
                                       added_at, done_at, proof)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             ON CONFLICT (id) DO UPDATE SET
                 owner_id = excluded.owner_id, owner_name = excluded.owner_name, due = excluded.due, state = excluded.state,
                 done_at = excluded.done_at, proof = excluded.proof",
        )
        .bind(row.id)
        .bind(row.number)
        .bind(row.title)
        .bind(row.kind)
        .bind(row.owner_id)
        .bind(row.owner_name)
        .bind(row.due)
        .bind(row.state)
        .bind(row.incident_number)
        .bind(row.postmortem)
        .bind(row.added_at)
        .bind(row.done_at)
        .bind(row.proof)
        .execute()
        .await?;
        Ok(())
    }

    async fn follow(&self, tx: &mut Tx, backend: &Backend, news: &[Recorded<ActionItemEvent>]) -> Result<()> {
        follow::follow(self, tx, backend, news).await
    }
}
