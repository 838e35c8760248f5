use domain::{
    log::Recorded,
    proposals::{Origin, Proposal, ProposalEvent, ProposalSummary},
};
use uuid::Uuid;

use super::follow;
use crate::{
    Backend, Result,
    db::Tx,
    incidents::is_restricted,
    log::{self, Cache, Eyes, Projected},
};

/// Whether it came out of a restricted incident, so that nothing outside its own page may say what happened there.
pub(super) async fn is_kept_back(proposal: &Proposal, tx: &mut Tx) -> Result<bool> {
    match proposal.origin {
        Origin::Incident { number } => is_restricted(tx, number).await,
        Origin::Editor | Origin::Finding { .. } | Origin::Version { .. } => Ok(false),
    }
}

/// Writes the rows of what an incident taught anew, when it is restricted or opened.
pub(crate) async fn relist(tx: &mut Tx, incident: i64) -> Result<()> {
    let ids: Vec<(Uuid,)> = tx.query("SELECT id FROM proposals WHERE incident = $1 ORDER BY number").bind(incident).all().await?;
    for (id,) in ids {
        let proposal: Proposal = log::load(tx, &Cache::default(), Eyes::Tocsin, id).await?;
        proposal.project(tx).await?;
    }
    Ok(())
}

impl Projected for Proposal {
    async fn project(&self, tx: &mut Tx) -> Result<()> {
        let mut row = ProposalSummary::from(self);
        if is_kept_back(self, tx).await? {
            row.summary.clear();
        }
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
