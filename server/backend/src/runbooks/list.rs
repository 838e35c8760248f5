use chrono::NaiveDate;
use domain::{incidents::Severity, people::Permission, runbooks::RunbookSummary};

use super::summaries::summaries;
use crate::{Ask, Backend, Result};

/// Which runbooks a list shows. `after` pages: only those behind the one with this slug.
#[derive(Debug, Clone, Default)]
pub struct RunbookFilter {
    /// Found in the title, the id, an owner, an alert name or an error text.
    pub query: Option<String>,
    pub severity: Option<Severity>,
    pub overdue_only: bool,
    /// Those that are retired, and no others; else those that are in use.
    pub retired: bool,
    pub after: Option<String>,
}

/// A page of the library, by title; `next` is the `after` of the page that follows.
#[derive(Debug, Clone)]
pub struct RunbookPage {
    pub runbooks: Vec<RunbookSummary>,
    pub next: Option<String>,
    /// How many are in use, and how many of them should have been reviewed by now.
    pub total: i64,
    pub overdue: i64,
    pub retired: i64,
    pub today: NaiveDate,
}

const PAGE: usize = 100;

impl Backend {
    /// Slug and title of those in use, by title, for choosing one: as many as a page has.
    pub async fn offered_runbooks(&self, ask: Ask<'_>) -> Result<Vec<(String, String)>> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        tx.query("SELECT slug, title FROM runbooks WHERE retired = FALSE ORDER BY sort_key, slug LIMIT $1")
            .bind(i64::try_from(PAGE).unwrap_or(i64::MAX))
            .all()
            .await
    }

    /// Lists runbooks by title.
    pub async fn list_runbooks(&self, ask: Ask<'_>, filter: RunbookFilter) -> Result<RunbookPage> {
        ask.may(Permission::Read)?;
        let today = self.clock.now().date_naive();
        let mut tx = self.db.read().await?;
        let mut runbooks: Vec<RunbookSummary> = tx
            .query(summaries!(
                "WHERE retired = $7
                   AND (CAST($1 AS TEXT) IS NULL OR words LIKE $1 ESCAPE '!')
                   AND (CAST($2 AS TEXT) IS NULL OR severity = $2)
                   AND ($3 = FALSE OR next_review < $4)
                   AND (CAST($5 AS TEXT) IS NULL
                        OR sort_key > (SELECT sort_key FROM runbooks WHERE slug = $5)
                        OR (sort_key = (SELECT sort_key FROM runbooks WHERE slug = $5) AND slug > $5))
                 ORDER BY sort_key, slug
                 LIMIT $6"
            ))
            .bind(filter.query.as_deref().and_then(pattern))
            .bind(filter.severity)
            .bind(filter.overdue_only)
            .bind(today)
            .bind(filter.after)
            .bind(i64::try_from(PAGE + 1).unwrap_or(i64::MAX))
            .bind(filter.retired)
            .all()
            .await?;
        let more = runbooks.len() > PAGE;
        runbooks.truncate(PAGE);
        let next = if more { runbooks.last().map(|runbook| runbook.slug.clone()) } else { None };
        let total = tx.query("SELECT COUNT(*) FROM runbooks WHERE retired = FALSE").scalar().await?;
        let retired = tx.query("SELECT COUNT(*) FROM runbooks WHERE retired = TRUE").scalar().await?;
        let overdue = "SELECT COUNT(*) FROM runbooks WHERE retired = FALSE AND next_review < $1";
        let overdue = tx.query(overdue).bind(today).scalar().await?;
        Ok(RunbookPage { runbooks, next, total, overdue, retired, today })
    }
}

/// What somebody typed as a pattern for LIKE; nothing where nothing was typed.
fn pattern(query: &str) -> Option<String> {
    let words = query.trim().to_lowercase();
    if words.is_empty() {
        return None;
    }
    let escaped = words.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    Some(format!("%{escaped}%"))
}
