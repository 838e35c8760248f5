use leptos::prelude::*;

use super::views::{BlameView, ComparisonView, HistoryView};
use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::{request, runbooks::versions::answers};

#[server(prefix = "/api", endpoint = "load_runbook_history")]
pub async fn load_runbook_history(slug: String) -> Result<HistoryView, Fault> {
    let (backend, who) = request::backend_and_who()?;
    answers::history(&backend, &who, &slug).await
}

#[server(prefix = "/api", endpoint = "load_runbook_comparison")]
pub async fn load_runbook_comparison(slug: String, from: Option<i64>, to: Option<i64>) -> Result<ComparisonView, Fault> {
    let (backend, who) = request::backend_and_who()?;
    answers::comparison(&backend, &who, &slug, from, to).await
}

#[server(prefix = "/api", endpoint = "load_runbook_blame")]
pub async fn load_runbook_blame(slug: String) -> Result<BlameView, Fault> {
    let (backend, who) = request::backend_and_who()?;
    answers::blame(&backend, &who, &slug).await
}
