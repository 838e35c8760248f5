use chrono::NaiveDate;
use domain::{
    people::Permission,
    runbooks::{RunbookSummary, last_review_day},
};

use super::summaries::summaries;
use crate::{Ask, Backend, Result, db::Tx};

/// When which runbook is to be looked at again.
#[derive(Debug, Clone)]
pub struct ReviewSchedule {
    pub today: NaiveDate,
    /// Longest overdue first; `overdue_sum` counts those too that are beyond the list.
    pub overdue: Vec<RunbookSummary>,
    pub overdue_sum: i64,
    /// Due from today until the last day of the calendar, soonest first.
    pub coming: Vec<RunbookSummary>,
    /// How many are due after that.
    pub later: i64,
}

/// As many as a page can show and a person can read.
const MOST: i64 = 300;

/// The runbooks whose review should have been made longest ago, and how many such there are in all.
pub(crate) async fn overdue(tx: &mut Tx, today: NaiveDate, most: i64) -> Result<(Vec<RunbookSummary>, i64)> {
    let runbooks = tx
        .query(summaries!(
            "WHERE retired = FALSE AND next_review < $1
             ORDER BY next_review, sort_key, slug LIMIT $2"
        ))
        .bind(today)
        .bind(most)
        .all()
        .await?;
    let sum = tx.query("SELECT COUNT(*) FROM runbooks WHERE retired = FALSE AND next_review < $1").bind(today).scalar().await?;
    Ok((runbooks, sum))
}

impl Backend {
    /// As many as `most` of the runbooks that should have been reviewed by now, the longest overdue first, and how many there
    /// are in all.
    pub async fn overdue_runbooks(&self, ask: Ask<'_>, most: i64) -> Result<(Vec<RunbookSummary>, i64)> {
        ask.may(Permission::Read)?;
        overdue(&mut self.db.read().await?, self.clock.now().date_naive(), most).await
    }

    /// The schedule of reviews: what is overdue, and the coming weeks.
    pub async fn review_schedule(&self, ask: Ask<'_>) -> Result<ReviewSchedule> {
        ask.may(Permission::Read)?;
        let today = self.clock.now().date_naive();
        let last = last_review_day(today);
        let mut tx = self.db.read().await?;
        let (overdue, overdue_sum) = overdue(&mut tx, today, MOST).await?;
        let coming = tx
            .query(summaries!(
                "WHERE retired = FALSE AND next_review >= $1 AND next_review <= $2
                 ORDER BY next_review, sort_key, slug LIMIT $3"
            ))
            .bind(today)
            .bind(last)
            .bind(MOST)
            .all()
            .await?;
        let later =
            tx.query("SELECT COUNT(*) FROM runbooks WHERE retired = FALSE AND next_review > $1").bind(last).scalar().await?;
        Ok(ReviewSchedule { today, overdue, overdue_sum, coming, later })
    }
}
