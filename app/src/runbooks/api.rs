//! What the pages may ask about runbooks, and change.

use std::collections::HashMap;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::views::{HealthView, Library, PreviewView, ReadingView, Reviews, SectionView};
use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::{
    request,
    runbooks::{answers, import_answers},
};
#[cfg(feature = "ssr")]
use backend::Ask;

/// Which runbooks the library shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    pub query: String,
    pub overdue: bool,
    pub retired: bool,
    pub after: String,
}

#[server(prefix = "/api", endpoint = "load_library")]
pub async fn load_library(filter: Filter) -> Result<Library, Fault> {
    let (backend, who) = request::backend_and_who()?;
    answers::library(&backend, &who, filter).await
}

#[server(prefix = "/api", endpoint = "load_reviews")]
pub async fn load_reviews() -> Result<Reviews, Fault> {
    let (backend, who) = request::backend_and_who()?;
    answers::reviews(&backend, &who).await
}

#[server(prefix = "/api", endpoint = "load_runbook")]
pub async fn load_runbook(slug: String, version: Option<i64>) -> Result<ReadingView, Fault> {
    let (backend, who) = request::backend_and_who()?;
    answers::reading(&backend, &who, &slug, version).await
}

#[server(prefix = "/api", endpoint = "load_runbook_health")]
pub async fn load_runbook_health(slug: String) -> Result<HealthView, Fault> {
    let (backend, who) = request::backend_and_who()?;
    answers::health(&backend, &who, &slug).await
}

#[server(prefix = "/api", endpoint = "load_handbook_section")]
pub async fn load_handbook_section(source: String, ordinal: String) -> Result<SectionView, Fault> {
    let (backend, who) = request::backend_and_who()?;
    answers::section(&backend, &who, &source, &ordinal).await
}

/// Whether whoever asks may import at all; the page says so before they choose files.
#[server(prefix = "/api", endpoint = "load_import_form")]
pub async fn load_import_form() -> Result<(), Fault> {
    let (_, who) = request::backend_and_who()?;
    Ok(who.may(domain::people::Permission::ImportRunbooks)?)
}

#[server(prefix = "/api", endpoint = "load_import_preview")]
pub async fn load_import_preview(id: String) -> Result<PreviewView, Fault> {
    let (backend, who) = request::backend_and_who()?;
    import_answers::preview_view(&backend, &who, &id).await
}

/// What a form says of the upkeep of runbooks. An empty field says nothing in the preview of an import; on the page of one
/// runbook it says that nobody answers for it, or that the usual interval holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UpkeepForm {
    /// In the preview of an import: of which runbooks.
    pub whom: String,
    pub owners: String,
    pub severity: String,
    pub review_days: String,
}

/// The maps go by "p0-12", a file's place and a line: a key that begins with a digit would be an index. `pieces`: what the
/// line begins, "runbook", "handbook", a "piece", or a "part" of what stands above it; `levels`: by "p0" the level of the
/// headings that begin a piece; `ticked`: runbooks of which `many` is said; `which`: the id of the runbook
/// that one is, "new", or nothing where it is as recognised; `adopt`: what is ticked for everybody; `look`:
/// only show "again", or take "back" what was said of many.
#[server(prefix = "/api", endpoint = "import_runbooks")]
pub async fn import_runbooks(
    id: String,
    #[server(default)] pieces: HashMap<String, String>,
    #[server(default)] levels: HashMap<String, String>,
    #[server(default)] ticked: HashMap<String, String>,
    #[server(default)] which: HashMap<String, String>,
    #[server(default)] adopt: HashMap<String, String>,
    #[server(flatten)] many: UpkeepForm,
    #[server(default)] look: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let form = import_answers::ImportForm { id, pieces, levels, ticked, which, adopt, many, look };
    let path = import_answers::import(&backend, &who, &form).await?;
    request::go_to(&path);
    Ok(())
}

#[server(prefix = "/api", endpoint = "change_upkeep")]
pub async fn change_upkeep(
    #[server(default)] once: String,
    slug: String,
    #[server(flatten)] upkeep: UpkeepForm,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let upkeep = domain::runbooks::Upkeep::read_whole(&upkeep.owners, &upkeep.severity, &upkeep.review_days)?;
    backend.change_upkeep(Ask::by(&who).once(&once), &slug, &upkeep).await?;
    request::go_to(&format!("/runbooks/{slug}"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "start_runbook_checklist")]
pub async fn start_runbook_checklist(#[server(default)] once: String, slug: String, incident: i64) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.start_checklist(Ask::by(&who).once(&once), incident, &slug).await?;
    request::go_to(&format!("/incidents/{incident}"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "review_runbook")]
pub async fn review_runbook(
    #[server(default)] once: String,
    slug: String,
    outcome: String,
    #[server(default)] note: String,
    next_review: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let (outcome, next_review) = (outcome.parse()?, answers::date("next_review", &next_review)?);
    backend.review_runbook(Ask::by(&who).once(&once), &slug, outcome, &note, next_review).await?;
    request::go_to(&format!("/runbooks/{slug}"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "put_off_review")]
pub async fn put_off_review(
    #[server(default)] once: String,
    slug: String,
    #[server(default)] until: String,
    #[server(default)] reason: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let until = answers::date("until", &until)?;
    backend.put_off_review(Ask::by(&who).once(&once), &slug, until, &reason).await?;
    request::go_to(&format!("/runbooks/{slug}"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "retire_runbook")]
pub async fn retire_runbook(
    #[server(default)] once: String,
    slug: String,
    #[server(default)] reason: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.retire_runbook(Ask::by(&who).once(&once), &slug, &reason).await?;
    request::go_to(&format!("/runbooks/{slug}"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "reinstate_runbook")]
pub async fn reinstate_runbook(#[server(default)] once: String, slug: String) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.reinstate_runbook(Ask::by(&who).once(&once), &slug).await?;
    request::go_to(&format!("/runbooks/{slug}"));
    Ok(())
}

/// `fix`: which finding's; all that have one where it is empty. `version`: the one whose health was read.
#[server(prefix = "/api", endpoint = "propose_fix")]
pub async fn propose_fix(
    #[server(default)] once: String,
    slug: String,
    version: i64,
    #[server(default)] fix: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let chosen: Vec<String> = Some(fix).filter(|fix| !fix.is_empty()).into_iter().collect();
    let proposal = backend.propose_fixes(Ask::by(&who), once.parse().ok(), &slug, version, &chosen).await?;
    request::go_to(&format!("/proposals/{}", proposal.number));
    Ok(())
}
