//! What the pages may ask about proposals, and change.

#[cfg(feature = "ssr")]
use std::collections::BTreeMap;

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos::server_fn::ServerFn;

use super::views::{EditView, ProposalList, ProposalView};
use crate::{fault::Fault, flash::Refilled};
#[cfg(feature = "ssr")]
use crate::{proposals::answers, request};
#[cfg(feature = "ssr")]
use backend::{
    Ask,
    proposals::{ProposalFilter, Propose},
};
#[cfg(feature = "ssr")]
use domain::{people::Permission, proposals::Origin};

#[server(prefix = "/api", endpoint = "load_proposals")]
pub async fn load_proposals(all: bool, #[server(default)] after: String) -> Result<ProposalList, Fault> {
    let (backend, who) = request::backend_and_who()?;
    let filter = ProposalFilter { open_only: !all, after: after.parse().ok(), ..ProposalFilter::default() };
    let page = backend.list_proposals(Ask::by(&who), filter).await?;
    Ok(ProposalList { proposals: page.proposals, next: page.next.map(|place| place.to_string()), all })
}

#[server(prefix = "/api", endpoint = "load_proposal")]
pub async fn load_proposal(number: i64) -> Result<ProposalView, Fault> {
    let (backend, who) = request::backend_and_who()?;
    answers::proposal(&backend, &who, number).await
}

/// The text with which a proposal begins: that of version `from`, or of the current one.
#[server(prefix = "/api", endpoint = "load_proposal_draft")]
pub async fn load_proposal_draft(slug: String, from: Option<i64>) -> Result<EditView, Fault> {
    let (backend, who) = request::backend_and_who()?;
    answers::begin(&backend, &who, &slug, from).await
}

#[server(prefix = "/api", endpoint = "load_proposal_text")]
pub async fn load_proposal_text(number: i64) -> Result<EditView, Fault> {
    let (backend, who) = request::backend_and_who()?;
    answers::edit(&backend, &who, number).await
}

/// How a text would be read in the runbook's place, as markup for a page that is open. Changes nothing.
#[server(prefix = "/api", endpoint = "preview_proposal")]
pub async fn preview_proposal(slug: String, #[server(default)] text: String) -> Result<String, Fault> {
    let (backend, who) = request::backend_and_who()?;
    let preview = backend.preview_proposal(Ask::by(&who), &slug, &text).await?;
    Ok(answers::markup(preview))
}

/// The editor's form with the fix of one finding in its text, by its key in the preview of that text; without one as it
/// is, to be looked at anew. Keeps nothing. `number`: of the proposal, where it was begun.
#[server(prefix = "/api", endpoint = "mend_proposal_text")]
pub async fn mend_proposal_text(
    slug: String,
    #[server(default)] number: Option<i64>,
    #[server(default)] text: String,
    #[server(default)] fix: String,
) -> Result<Refilled, Fault> {
    let (backend, who) = request::backend_and_who()?;
    who.may(Permission::ProposeChange)?;
    let text = if fix.is_empty() { text } else { backend.mend_text(Ask::by(&who), &slug, &text, &fix).await? };
    let action = if number.is_some() { ReviseProposal::PATH } else { ProposeChange::PATH };
    Ok(Refilled { action: action.to_owned(), fields: BTreeMap::from([("text".to_owned(), text)]) })
}

/// `review`: not empty where it is to be reviewed at once; else it stays a draft. `restores`: the version whose text
/// comes back.
#[server(prefix = "/api", endpoint = "propose_change")]
pub async fn propose_change(
    #[server(default)] once: String,
    slug: String,
    base: i64,
    #[server(default)] text: String,
    #[server(default)] summary: String,
    #[server(default)] restores: Option<i64>,
    #[server(default)] review: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let origin = restores.map_or(Origin::Editor, |version| Origin::Version { version });
    let propose = Propose { id: once.parse().ok(), slug, base, text, summary, origin, for_review: !review.is_empty() };
    let proposal = backend.propose(Ask::by(&who), propose).await?;
    request::go_to(&format!("/proposals/{}", proposal.number));
    Ok(())
}

#[server(prefix = "/api", endpoint = "revise_proposal")]
pub async fn revise_proposal(
    #[server(default)] once: String,
    number: i64,
    revision: i64,
    #[server(default)] text: String,
    #[server(default)] summary: String,
    #[server(default)] review: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let ask = Ask::by(&who).once(&once);
    backend.revise_proposal(ask, number, revision, &text, &summary, !review.is_empty()).await?;
    request::go_to(&format!("/proposals/{number}"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "request_proposal_review")]
pub async fn request_proposal_review(#[server(default)] once: String, number: i64) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.request_proposal_review(Ask::by(&who).once(&once), number).await?;
    request::go_to(&format!("/proposals/{number}"));
    Ok(())
}

/// `line` counts from 1, in the text of `revision`; without one the remark is about the whole.
#[server(prefix = "/api", endpoint = "remark_on_proposal")]
pub async fn remark_on_proposal(
    #[server(default)] once: String,
    number: i64,
    revision: i64,
    #[server(default)] line: String,
    #[server(default)] remark: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let line = match line.trim() {
        "" => 0,
        typed => typed.parse().map_err(|_| {
            domain::Refusal::invalid("line", "Give the line's number, as it stands beside the new text, or none.")
        })?,
    };
    backend.remark_on_proposal(Ask::by(&who).once(&once), number, revision, line, &remark).await?;
    request::go_to(&format!("/proposals/{number}#remarks"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "approve_proposal")]
pub async fn approve_proposal(#[server(default)] once: String, number: i64, revision: i64) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.approve_proposal(Ask::by(&who).once(&once), number, revision).await?;
    request::go_to(&format!("/proposals/{number}"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "ask_for_proposal_changes")]
pub async fn ask_for_proposal_changes(
    #[server(default)] once: String,
    number: i64,
    #[server(default)] comment: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.ask_for_proposal_changes(Ask::by(&who).once(&once), number, &comment).await?;
    request::go_to(&format!("/proposals/{number}"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "withdraw_proposal")]
pub async fn withdraw_proposal(
    #[server(default)] once: String,
    number: i64,
    #[server(default)] reason: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.withdraw_proposal(Ask::by(&who).once(&once), number, &reason).await?;
    request::go_to(&format!("/proposals/{number}"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "catch_up_proposal")]
pub async fn catch_up_proposal(number: i64) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.catch_up_proposal(Ask::by(&who), number).await?;
    request::go_to(&format!("/proposals/{number}/edit"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "publish_proposal")]
pub async fn publish_proposal(number: i64) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let proposal = backend.publish_proposal(Ask::by(&who), number).await?;
    request::go_to(&format!("/runbooks/{}", proposal.slug));
    Ok(())
}
