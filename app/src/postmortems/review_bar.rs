use domain::{log::Person, postmortems::Postmortem};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api::{ApprovePostmortem, AskForChanges, RequestReview},
    postmortems_page::state_word,
};
use crate::ui::{Choice, Face, Field, Form, Hidden, Moment, Select};

/// Where the review stands, and its next step.
#[component]
pub(super) fn ReviewBar(
    postmortem: Postmortem,
    /// Who can be asked.
    reviewers: Vec<Person>,
    me: Option<Person>,
    content_hash: String,
    may_write: bool,
    may_approve: bool,
    number: i64,
) -> impl IntoView {
    let asked_me = me.is_some_and(|me| postmortem.is_reviewed_by(me.id));
    let (asked, hash) = (postmortem.reviewers.clone(), content_hash.clone());
    view! {
        <section class="review" aria-label="Review" id="review" data-hash=hash>
            <span class="state" data-state=state_word(postmortem.stage)><b>{postmortem.stage.label()}</b></span>
            {asked.iter().map(|person| view! {
                <span class="person"><Face person=person.clone() small=true/>{person.name.clone()}</span>
            }).collect_view()}
            <Verdict postmortem/>
            {(may_write && asked_me).then(|| view! { <SendBack number/> })}
            {(may_approve && asked_me).then(|| view! { <Approve number content_hash/> })}
            {may_write.then(|| view! { <Ask number reviewers/> })}
        </section>
    }
}

/// What the last reviewer said, and whether it still counts.
#[component]
fn Verdict(postmortem: Postmortem) -> impl IntoView {
    let Postmortem { approval, voided, changes_asked, .. } = postmortem;
    view! {
        {approval.map(|approval| view! {
            <span class="state" data-state="done">"approved by "{approval.by.name().to_owned()}" "<Moment at=approval.at dated=true/>
                {approval.own.then_some(", who is one of its writers")}</span>
            <span class="meta"><code title=approval.content_hash.clone()>{short(&approval.content_hash)}</code></span>
        })}
        {voided.map(|voided| view! {
            <span class="state late" data-state="void">"approval void: "{voided.by.name().to_owned()}
                {if voided.reopened { " reopened the incident " } else { " edited it " }}
                <Moment at=voided.at dated=true/></span>
        })}
        {changes_asked.map(|comment| view! { <span class="state late">"changes asked for: "{comment}</span> })}
    }
}

/// The first and last characters of a hash, enough to compare by eye.
fn short(hash: &str) -> String {
    match (hash.get(..4), hash.get(hash.len().saturating_sub(4)..)) {
        (Some(first), Some(last)) => format!("{first}…{last}"),
        _ => hash.to_owned(),
    }
}

#[component]
fn SendBack(number: i64) -> impl IntoView {
    view! {
        <Form action=AskForChanges::PATH class="buttons">
            <Hidden name="number" value=number.to_string()/>
            <Field label="What should change" name="comment" maxlength=2_000 hide_label=true placeholder="What should change"/>
            <button class="button" data-size="small" type="submit">"Ask for changes"</button>
        </Form>
    }
}

#[component]
fn Approve(number: i64, content_hash: String) -> impl IntoView {
    view! {
        <Form action=ApprovePostmortem::PATH class="buttons">
            <Hidden name="number" value=number.to_string()/>
            <input type="hidden" name="seen" value=content_hash data-seen/>
            <button class="button" data-kind="primary" data-size="small" type="submit">"Approve"</button>
        </Form>
    }
}

/// One more person is asked each time, while it is in review.
#[component]
fn Ask(number: i64, reviewers: Vec<Person>) -> impl IntoView {
    let nobody = std::iter::once(Choice::new("", "Choose"));
    let choices = nobody.chain(reviewers.into_iter().map(|person| Choice::new(person.id.to_string(), person.name))).collect();
    view! {
        <Form action=RequestReview::PATH class="buttons">
            <Hidden name="number" value=number.to_string()/>
            <Select label="Reviewer" name="reviewer" choices hide_label=true required=true/>
            <button class="button" data-size="small" type="submit">"Request review"</button>
        </Form>
    }
}
