use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Origin, Proposal, Stage};
use crate::{
    ids::{PersonId, ProposalId, RunbookId},
    log::Actor,
};

/// A proposal as lists show it: the read model, one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct ProposalSummary {
    pub id: ProposalId,
    pub number: i64,
    pub runbook: RunbookId,
    pub slug: String,
    /// The runbook's title.
    pub title: String,
    pub summary: String,
    pub stage: Stage,
    /// Absent where Tocsin itself proposed it.
    pub author_id: Option<PersonId>,
    pub author_name: String,
    /// The incident that taught it.
    pub incident: Option<i64>,
    pub changed_at: DateTime<Utc>,
}

impl ProposalSummary {
    /// `PROP-7`
    pub fn label(&self) -> String {
        format!("PROP-{}", self.number)
    }
}

impl From<&Proposal> for ProposalSummary {
    fn from(proposal: &Proposal) -> Self {
        let author = proposal.author.as_ref();
        Self {
            id: proposal.id,
            number: proposal.number,
            runbook: proposal.runbook,
            slug: proposal.slug.clone(),
            title: proposal.title.clone(),
            summary: proposal.summary.clone(),
            stage: proposal.stage,
            author_id: author.and_then(Actor::person).map(|person| person.id),
            author_name: author.map(|author| author.name().to_owned()).unwrap_or_default(),
            incident: match proposal.origin {
                Origin::Incident { number } => Some(number),
                _ => None,
            },
            changed_at: proposal.changed_at,
        }
    }
}
