use domain::{ids::ProposalId, ids::RunbookId, people::Permission, proposals::ProposalSummary};

use crate::{Ask, Backend, Error, Result, db::Tx};

/// Which proposals a list shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProposalFilter {
    pub runbook: Option<RunbookId>,
    /// Those that this incident taught.
    pub incident: Option<i64>,
    /// Leaves out what is published or withdrawn.
    pub open_only: bool,
}

/// More than this is not a list that anybody reads: the oldest are left out.
const MOST: i64 = 200;

impl Backend {
    /// Lists proposals: what is open first, the latest change first.
    pub async fn list_proposals(&self, ask: Ask<'_>, filter: ProposalFilter) -> Result<Vec<ProposalSummary>> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        tx.query(
            "SELECT id, number, runbook, slug, title, summary, stage, author_id, author_name, incident, changed_at
             FROM proposals
             WHERE ($1 = FALSE OR runbook = $2)
               AND ($3 = FALSE OR stage IN ('draft', 'in_review', 'approved'))
               AND ($4 = FALSE OR incident = $5)
             ORDER BY CASE WHEN stage IN ('published', 'withdrawn') THEN 1 ELSE 0 END, changed_at DESC, number DESC
             LIMIT $6",
        )
        .bind(filter.runbook.is_some())
        .bind(filter.runbook.unwrap_or_default())
        .bind(filter.open_only)
        .bind(filter.incident.is_some())
        .bind(filter.incident.unwrap_or_default())
        .bind(MOST)
        .all()
        .await
    }
}

pub(super) async fn proposal_id(tx: &mut Tx, number: i64) -> Result<ProposalId> {
    let row: Option<(ProposalId,)> = tx.query("SELECT id FROM proposals WHERE number = $1").bind(number).optional().await?;
    row.map(|(id,)| id).ok_or(Error::NotFound)
}
