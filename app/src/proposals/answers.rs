//! From use cases to what the pages show; on the server only.

use backend::{Ask, Backend, proposals::TextPreview, runbooks::ShownFinding};
use domain::{
    people::{Permission, Who},
    proposals::Stage,
};

use leptos::server_fn::ServerFn;

use super::{
    api::{ProposeChange, ReviseProposal},
    found::preview_html,
    views::{Begun, CheckView, EditView, ProposalView},
};
use crate::{fault::Fault, request, runbooks::finding_view};

pub(super) async fn begin(backend: &Backend, who: &Who, slug: &str, from: Option<i64>) -> Result<EditView, Fault> {
    let draft = backend.proposal_draft(Ask::by(who), slug, from).await?;
    let text = typed(ProposeChange::PATH, &draft.text);
    let check = backend.preview_proposal(Ask::by(who), slug, &text).await?;
    Ok(EditView {
        proposal: None,
        base: draft.runbook.version(),
        slug: draft.runbook.slug,
        title: draft.runbook.title,
        text: draft.text,
        summary: String::new(),
        check: shown(check),
    })
}

pub(super) async fn edit(backend: &Backend, who: &Who, number: i64) -> Result<EditView, Fault> {
    who.may(Permission::ProposeChange)?;
    let proposal = backend.proposal(Ask::by(who), number).await?.proposal;
    let text = typed(ReviseProposal::PATH, &proposal.text);
    let check = backend.preview_proposal(Ask::by(who), &proposal.slug, &text).await?;
    Ok(EditView {
        proposal: Some(Begun { number, revision: proposal.revision }),
        slug: proposal.slug,
        title: proposal.title,
        base: proposal.base,
        text: proposal.text,
        summary: proposal.summary,
        check: shown(check),
    })
}

pub(super) async fn proposal(backend: &Backend, who: &Who, number: i64) -> Result<ProposalView, Fault> {
    let reading = backend.proposal(Ask::by(who), number).await?;
    let proposal = reading.proposal;
    let is_mine = who.actor.person().is_some_and(|me| proposal.is_by(me.id));
    let may = |permission| who.may(permission).is_ok();
    let open = proposal.stage.is_open();
    Ok(ProposalView {
        comparison: reading.comparison,
        current: reading.current,
        check: reading.preview.map(shown),
        is_mine: is_mine && open,
        may_review: !is_mine && may(Permission::ReviewRunbook) && matches!(proposal.stage, Stage::InReview | Stage::Approved),
        may_publish: (is_mine || may(Permission::ReviewRunbook)) && proposal.stage == Stage::Approved,
        may_remark: open && may(Permission::ProposeChange),
        may_withdraw: open && (is_mine || may(Permission::ReviewRunbook)),
        proposal,
    })
}

pub(super) fn markup(preview: TextPreview) -> String {
    preview_html(shown(preview))
}

fn shown(preview: TextPreview) -> CheckView {
    let views = |findings: Vec<ShownFinding>| {
        let fixes: Vec<String> = findings.iter().filter(|shown| shown.finding.fix.is_some()).map(ShownFinding::key).collect();
        findings.into_iter().map(|shown| finding_view(shown, &fixes)).collect()
    };
    CheckView {
        obstacle: preview.obstacle,
        worse: views(preview.worse),
        same: views(preview.same),
        better: views(preview.better),
        scores: preview.scores,
        html: preview.page.html,
    }
}

/// The text that a form of this address comes back with, after a refusal or with a fix in it; else the one that is kept.
fn typed(action: &str, kept: &str) -> String {
    let flash = request::flash().filter(|flash| flash.action == action);
    flash.and_then(|flash| flash.typed("text").map(str::to_owned)).unwrap_or_else(|| kept.to_owned())
}
