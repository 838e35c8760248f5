//! What pages may ask about post-mortems. The text itself travels over the live connection; the form that saves a
//! section is for browsers without script.

#[cfg(feature = "ssr")]
use backend::Ask;
use domain::{
    action_items::ActionItem,
    incidents::Incident,
    log::Person,
    postmortems::{Postmortem, PostmortemSummary},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::request;

/// A post-mortem as its page shows it at first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostmortemView {
    pub postmortem: Postmortem,
    pub incident: Incident,
    /// Key and text, in the order of the sections: as Markdown for those who may write, as safe HTML for all others.
    pub texts: Vec<(String, String)>,
    pub content_hash: String,
    pub action_items: Vec<ActionItem>,
    /// Who can own an action item.
    pub people: Vec<Person>,
    /// Who can be asked to review it.
    pub reviewers: Vec<Person>,
    pub me: Option<Person>,
    pub may_write: bool,
    pub may_approve: bool,
    pub now: chrono::DateTime<chrono::Utc>,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostmortemList {
    pub postmortems: Vec<PostmortemSummary>,
    pub next: Option<i64>,
    pub now: chrono::DateTime<chrono::Utc>,
}

#[server(prefix = "/api", endpoint = "list_postmortems")]
pub async fn list_postmortems(#[server(default)] before: Option<i64>) -> Result<PostmortemList, Fault> {
    let (backend, who) = request::backend_and_who()?;
    let page = backend.list_postmortems(Ask::by(&who), before).await?;
    Ok(PostmortemList { postmortems: page.postmortems, next: page.next, now: backend.clock.now() })
}

#[server(prefix = "/api", endpoint = "load_postmortem")]
pub async fn load_postmortem(number: i64) -> Result<PostmortemView, Fault> {
    let (backend, who) = request::backend_and_who()?;
    Ok(super::postmortem_view::postmortem_view(&backend, &who, number).await?)
}

#[server(prefix = "/api", endpoint = "start_postmortem")]
pub async fn start_postmortem(number: i64, #[server(default)] once: String) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.start_postmortem(Ask::by(&who).once(&once), number).await?;
    request::go_to(&format!("/postmortems/{number}"));
    Ok(())
}

/// Saves a section from a plain form; `base` is the text that the form was shown with.
#[server(prefix = "/api", endpoint = "save_section")]
pub async fn save_section(
    number: i64,
    section: String,
    #[server(default)] text: String,
    #[server(default)] base: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let id = backend.postmortem_of(Ask::by(&who), number).await?;
    backend.save_section(Ask::by(&who).once(&once), id, &section, &text, &base).await?;
    request::go_to(&format!("/postmortems/{number}#{section}"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "request_review")]
pub async fn request_review(number: i64, reviewer: String, #[server(default)] once: String) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let reviewer = request::id("reviewer", &reviewer)?;
    let id = backend.postmortem_of(Ask::by(&who), number).await?;
    backend.request_review(Ask::by(&who).once(&once), id, &[reviewer]).await?;
    request::go_to(&format!("/postmortems/{number}"));
    Ok(())
}

/// `seen` is the hash of the text that was read; empty where the page followed the text as it changed.
#[server(prefix = "/api", endpoint = "approve_postmortem")]
pub async fn approve_postmortem(
    number: i64,
    #[server(default)] seen: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let id = backend.postmortem_of(Ask::by(&who), number).await?;
    let seen = Some(seen.as_str()).filter(|seen| !seen.is_empty());
    backend.approve_postmortem(Ask::by(&who).once(&once), id, seen).await?;
    request::go_to(&format!("/postmortems/{number}"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "ask_for_changes")]
pub async fn ask_for_changes(
    number: i64,
    #[server(default)] comment: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let id = backend.postmortem_of(Ask::by(&who), number).await?;
    backend.ask_for_changes(Ask::by(&who).once(&once), id, &comment).await?;
    request::go_to(&format!("/postmortems/{number}"));
    Ok(())
}
