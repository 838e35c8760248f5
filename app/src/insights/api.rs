//! What the page may ask about figures.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    insights::{IncidentFigures, Kept, Reach, Window},
    runbooks::RunbookSummary,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::request;

/// What a window shows, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiguresView {
    pub reach: Reach,
    pub window: Window,
    pub incidents: IncidentFigures,
    pub postmortems: Kept,
    pub action_items: Kept,
    pub used: Vec<Used>,
    pub overdue: Vec<RunbookSummary>,
    pub overdue_sum: i64,
    pub has_history: bool,
    pub may_declare: bool,
}

/// A runbook, and how often a checklist was started from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    pub slug: String,
    pub title: String,
    pub starts: i64,
    pub last_at: DateTime<Utc>,
    pub next_review: NaiveDate,
}

#[server(prefix = "/api", endpoint = "load_figures")]
pub async fn load_figures(#[server(default)] reach: Reach) -> Result<FiguresView, Fault> {
    let (backend, who) = request::backend_and_who()?;
    Ok(super::figures_view::figures_view(&backend, &who, reach).await?)
}
