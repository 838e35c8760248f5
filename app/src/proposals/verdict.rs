use domain::proposals::{Proposal, Stage};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api::{ApproveProposal, AskForProposalChanges, CatchUpProposal, PublishProposal, RequestProposalReview, WithdrawProposal},
    proposals_page::StageMark,
    views::ProposalView,
};
use crate::ui::{Face, Field, Form, Hidden, Moment, is_refused};

/// Where the proposal stands, and its next step.
#[component]
pub(super) fn Verdict(view: ProposalView) -> impl IntoView {
    let ProposalView { proposal, current, is_mine, may_review, may_publish, may_withdraw, .. } = view;
    let (number, revision, stage) = (proposal.number, proposal.revision, proposal.stage);
    let is_behind = stage.is_open() && current != proposal.base;
    view! {
        <section class="review" aria-label="Review" id="review">
            <StageMark stage/>
            <Standing proposal/>
            {is_behind.then(|| view! { <Behind number current is_mine/> })}
            <div class="buttons">
                {(may_review && stage == Stage::InReview).then(|| view! {
                    <One action=ApproveProposal::PATH number revision=Some(revision) words="Approve" primary=true/>
                })}
                {(may_publish && !is_behind).then(|| view! { <One action=PublishProposal::PATH number words="Publish" primary=true/> })}
                {(is_mine && stage == Stage::Draft).then(|| view! { <One action=RequestProposalReview::PATH number words="Ask for review" primary=true/> })}
                {is_mine.then(|| view! { <a class="button" data-size="small" href=format!("/proposals/{number}/edit")>"Edit"</a> })}
                {may_review.then(|| view! {
                    <Why action=AskForProposalChanges::PATH number words="Ask for changes" label="What should change" name="comment"/>
                })}
                {may_withdraw.then(|| view! {
                    <Why action=WithdrawProposal::PATH number words="Withdraw" label="Why it is given up" name="reason"/>
                })}
            </div>
        </section>
    }
}

/// Who wrote it, and what became of it.
#[component]
fn Standing(proposal: Proposal) -> impl IntoView {
    let Proposal { slug, author, begun_at, approval, changes_asked, published, withdrawn, stage, .. } = proposal;
    let face = author.as_ref().and_then(|author| author.person().cloned()).map(|person| view! { <Face person small=true/> });
    let name = author.map(|author| author.name().to_owned()).unwrap_or_default();
    view! {
        <span class="person">{face}{name}" "<Moment at=begun_at dated=true/></span>
        {approval.map(|approval| view! { <span>"approved by "{approval.by.name().to_owned()}" "<Moment at=approval.at dated=true/></span> })}
        {changes_asked.map(|asked| view! { <span class="late">{asked.by.name().to_owned()}" asks for changes: "{asked.text}</span> })}
        {published.map(|version| view! { <span>"It is "<a href=format!("/runbooks/{slug}/versions/{version}")>{format!("version {version}")}</a></span> })}
        {(stage == Stage::Withdrawn).then(|| view! { <span>"given up: "{withdrawn}</span> })}
    }
}

#[component]
fn Behind(number: i64, current: i64, is_mine: bool) -> impl IntoView {
    view! {
        <span class="late">{format!("Version {current} was published meanwhile.")}</span>
        {is_mine.then(|| view! { <One action=CatchUpProposal::PATH number words="Bring up to date"/> })}
    }
}

/// A step that needs no words.
#[component]
fn One(
    action: &'static str,
    number: i64,
    #[prop(default = None)] revision: Option<i64>,
    words: &'static str,
    #[prop(optional)] primary: bool,
) -> impl IntoView {
    view! {
        <Form action=action>
            <Hidden name="number" value=number.to_string()/>
            {revision.map(|revision| view! { <Hidden name="revision" value=revision.to_string()/> })}
            <button class="button" data-size="small" data-kind=primary.then_some("primary") type="submit">{words}</button>
        </Form>
    }
}

/// A step that wants a reason.
#[component]
fn Why(action: &'static str, number: i64, words: &'static str, label: &'static str, name: &'static str) -> impl IntoView {
    view! {
        <details class="menu" data-align="end" open=is_refused(action, "")><summary class="button" data-size="small">{words}</summary>
            <Form action=action class="menu-sheet form" label=words>
                <Hidden name="number" value=number.to_string()/>
                <Field label name maxlength=2_000 required=true/>
                <div class="buttons"><button class="button" data-size="small" type="submit">{words}</button></div>
            </Form>
        </details>
    }
}
