use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use domain::{
    ids::{ProposalId, RunbookId},
    people::Permission,
    proposals::{ProposalSummary, Stage},
};

use crate::{Ask, Backend, Error, Result, db::Tx, incidents::seen};

/// Which proposals a list shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProposalFilter {
    pub runbook: Option<RunbookId>,
    /// Those that this incident taught.
    pub incident: Option<i64>,
    /// Leaves out what is published or withdrawn.
    pub open_only: bool,
    /// Only what waits for somebody: in review, or approved and not published.
    pub waiting: bool,
    /// Pages: only what comes after this place.
    pub after: Option<ProposalPlace>,
}

/// A place in the list, which stays where it is while proposals move: what a proposal is sorted by. In an address it is written
/// as `1_1764460800000000_12`: whether it is over, when it changed in microseconds since 1970, and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProposalPlace {
    is_over: bool,
    changed_at: DateTime<Utc>,
    number: i64,
}

impl ProposalPlace {
    pub(crate) fn of(proposal: &ProposalSummary) -> Self {
        let is_over = matches!(proposal.stage, Stage::Published | Stage::Withdrawn);
        Self { is_over, changed_at: proposal.changed_at, number: proposal.number }
    }
}

impl fmt::Display for ProposalPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}_{}", u8::from(self.is_over), self.changed_at.timestamp_micros(), self.number)
    }
}

impl FromStr for ProposalPlace {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        let mut parts = text.split('_').map(|part| part.parse::<i64>().map_err(drop));
        let mut next = || parts.next().unwrap_or(Err(()));
        let (is_over, micros, number) = (next()? == 1, next()?, next()?);
        Ok(Self { is_over, changed_at: DateTime::from_timestamp_micros(micros).ok_or(())?, number })
    }
}

/// A page of the list; `next` is the `after` of the page after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalPage {
    pub proposals: Vec<ProposalSummary>,
    pub next: Option<ProposalPlace>,
}

const PAGE: usize = 100;

impl Backend {
    /// Lists proposals: what is open first, the latest change first.
    pub async fn list_proposals(&self, ask: Ask<'_>, filter: ProposalFilter) -> Result<ProposalPage> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let after = filter.after;
        let mut proposals: Vec<ProposalSummary> = tx
            .query(concat!(
                "SELECT id, number, runbook, slug, title, summary, stage, author_id, author_name, incident, changed_at
                 FROM proposals
                 WHERE ($1 = FALSE OR runbook = $2)
                   AND ($3 = FALSE OR stage IN ('draft', 'in_review', 'approved'))
                   AND ($4 = FALSE OR incident = $5)
                   AND ($6 = FALSE
                        OR ($7 = FALSE AND stage IN ('published', 'withdrawn'))
                        OR ($7 = (stage IN ('published', 'withdrawn'))
                            AND (changed_at < $8 OR (changed_at = $8 AND number < $9))))
                   AND ($10 = FALSE OR stage IN ('in_review', 'approved'))
                   AND ",
                seen!("proposals.incident", "$12"),
                " ORDER BY CASE WHEN stage IN ('published', 'withdrawn') THEN 1 ELSE 0 END, changed_at DESC, number DESC
                  LIMIT $11",
            ))
            .bind(filter.runbook.is_some())
            .bind(filter.runbook.unwrap_or_default())
            .bind(filter.open_only)
            .bind(filter.incident.is_some())
            .bind(filter.incident.unwrap_or_default())
            .bind(after.is_some())
            .bind(after.is_some_and(|place| place.is_over))
            .bind(after.map(|place| place.changed_at).unwrap_or_default())
            .bind(after.map(|place| place.number).unwrap_or_default())
            .bind(filter.waiting)
            .bind(i64::try_from(PAGE + 1).unwrap_or(i64::MAX))
            .bind(ask.person())
            .all()
            .await?;
        let more = proposals.len() > PAGE;
        proposals.truncate(PAGE);
        let next = if more { proposals.last().map(ProposalPlace::of) } else { None };
        Ok(ProposalPage { proposals, next })
    }
}

pub(super) async fn proposal_id(tx: &mut Tx, number: i64) -> Result<ProposalId> {
    let row: Option<(ProposalId,)> = tx.query("SELECT id FROM proposals WHERE number = $1").bind(number).optional().await?;
    row.map(|(id,)| id).ok_or(Error::NotFound)
}
