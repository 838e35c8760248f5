use domain::{
    log::Recorded,
    proposals::{Proposal, ProposalEvent, ProposalSummary},
};

use super::follow;
use crate::{Backend, Result, db::Tx, log::Projected};

impl Projected for Proposal {
    async fn project(&self, tx: &mut Tx) -> Result<()> {
        let row = ProposalSummary::from(self);
        tx.query(
            "INSERT INTO proposals (id, number, runbook, slug, title, summary, stage, author_id, author_name, incident, changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (id) DO UPDATE SET
                 summary = excluded.summary, stage = excluded.stage, changed_at = excluded.changed_at",
        )
        .bind(row.id)
        .bind(row.number)
        .bind(row.runbook)
        .bind(row.slug)
        .bind(row.title)
        .bind(row.summary)
        .bind(row.stage)
        .bind(row.author_id)
        .bind(row.author_name)
        .bind(row.incident)
        .bind(row.changed_at)
        .execute()
        .await?;
        Ok(())
    }

    async fn follow(&self, tx: &mut Tx, backend: &Backend, news: &[Recorded<ProposalEvent>]) -> Result<()> {
        follow::follow(self, tx, backend, news).await
    }
}
