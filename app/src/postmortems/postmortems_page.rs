use chrono::{DateTime, Utc};
use domain::postmortems::{PostmortemSummary, ReviewStage};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::{self, PostmortemList};
use crate::ui::{Frame, IntoHtml, Moment, Pager, Place, SeverityBadge, Title, current_page};

/// `/postmortems`: what was learned, and what is still being written.
#[component]
pub fn PostmortemsPage() -> impl IntoView {
    let before = use_query_map().get_untracked().get("before").and_then(|number| number.parse().ok());
    current_page(api::list_postmortems(before), |list| view! { <List list/> })
}

#[component]
fn List(list: PostmortemList) -> impl IntoView {
    let PostmortemList { postmortems, next, now } = list;
    let older = next.map(|next| format!("/postmortems?before={next}"));
    view! {
        <Title text="Post-mortems · Tocsin"/>
        <Frame place=Place::Postmortems here="Post-mortems">
            <div class="head"><div class="head-line"><h1>"Post-mortems"</h1></div></div>
            {if postmortems.is_empty() {
                view! { <div class="body"><Empty/></div> }.into_html()
            } else {
                view! { <div class="list"><Table postmortems now/></div> }.into_html()
            }}
            <Pager href=older words="Older post-mortems"/>
        </Frame>
    }
}

#[component]
fn Empty() -> impl IntoView {
    view! {
        <div class="empty">
            <h2>"No post-mortem yet"</h2>
            <p>"One begins by itself when an incident is resolved, half written from its log."</p>
            <p><a class="button" href="/incidents?state=all">"Show incidents"</a></p>
        </div>
    }
}

#[component]
fn Table(postmortems: Vec<PostmortemSummary>, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <table class="table" data-fold>
            <caption class="hidden-visually">"Post-mortems, newest first"</caption>
            <thead><tr>
                <th scope="col" class="tight">"Severity"</th><th scope="col">"Post-mortem"</th><th scope="col">"State"</th>
                <th scope="col">"Reviewers"</th><th scope="col" class="r">"Due"</th>
            </tr></thead>
            <tbody>{postmortems.into_iter().map(|postmortem| view! { <Row postmortem now/> }).collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Row(postmortem: PostmortemSummary, now: DateTime<Utc>) -> impl IntoView {
    let (late, due_at) = (postmortem.is_overdue(now), postmortem.due_at());
    let reviewers = if postmortem.reviewers.is_empty() { "nobody yet".to_owned() } else { postmortem.reviewers };
    view! {
        <tr id=format!("postmortem-{}", postmortem.number)>
            <td class="tight"><SeverityBadge severity=postmortem.severity/></td>
            <td class="first">
                <a href=format!("/postmortems/{}", postmortem.number) data-row>{postmortem.title}</a><br/>
                <small>{format!("INC-{}", postmortem.number)}</small>
            </td>
            <td class="tight"><span class="state" data-state=state_word(postmortem.stage)>{postmortem.stage.label()}</span></td>
            <td>{reviewers}</td>
            <td class="tight r num">
                {match (postmortem.approved_at, due_at) {
                    (Some(at), _) => view! { "approved "<Moment at dated=true/> }.into_html(),
                    (None, Some(at)) => view! { <span class:late=late>{late.then_some("late since ")}<Moment at dated=true/></span> }.into_html(),
                    (None, None) => "no date".into_html(),
                }}
            </td>
        </tr>
    }
}

/// The word in `data-state`.
pub(super) fn state_word(stage: ReviewStage) -> Option<&'static str> {
    match stage {
        ReviewStage::Draft => None,
        ReviewStage::InReview => Some("half"),
        ReviewStage::Approved => Some("done"),
    }
}
