use domain::{
    action_items::{ActionItem, ActionItemEvent, ActionItemSummary},
    log::Recorded,
};
use uuid::Uuid;

use super::follow;
use crate::{
    Backend, Result,
    db::Tx,
    incidents::is_restricted,
    log::{self, Cache, Eyes, Projected},
};

/// The title in lists and letters of one that came out of a restricted incident.
pub(super) const HIDDEN: &str = "Action item of a restricted incident";

/// Whether nothing outside its own page may say what it is.
pub(super) async fn is_kept_back(item: &ActionItem, tx: &mut Tx) -> Result<bool> {
    match item.origin.incident_number {
        Some(incident) => is_restricted(tx, incident).await,
        None => Ok(false),
    }
}

/// Writes the rows of what came out of an incident anew, when it is restricted or opened.
pub(crate) async fn relist(tx: &mut Tx, incident: i64) -> Result<()> {
    let ids: Vec<(Uuid,)> =
        tx.query("SELECT id FROM action_items WHERE incident_number = $1 ORDER BY number").bind(incident).all().await?;
    for (id,) in ids {
        let item: ActionItem = log::load(tx, &Cache::default(), Eyes::Tocsin, id).await?;
        item.project(tx).await?;
    }
    Ok(())
}

impl Projected for ActionItem {
    async fn project(&self, tx: &mut Tx) -> Result<()> {
        let mut row = ActionItemSummary::from(self);
        if is_kept_back(self, tx).await? {
            HIDDEN.clone_into(&mut row.title);
            row.proof.clear();
        }
        tx.query(
            "INSERT INTO action_items (id, number, title, kind, owner_id, owner_name, due, state, incident_number, postmortem,
                                       added_at, done_at, proof)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             ON CONFLICT (id) DO UPDATE SET
                 title = excluded.title, owner_id = excluded.owner_id, owner_name = excluded.owner_name, due = excluded.due, state = excluded.state,
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
