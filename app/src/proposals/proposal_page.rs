use std::sync::Arc;

use domain::{
    proposals::{Origin, Proposal},
    runbooks::diff::Hunk,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api,
    discussion::{Discussion, remarks_below},
    found::Found,
    proposals_page::first_line,
    verdict::Verdict,
    views::ProposalView,
};
use crate::{
    runbooks::versions::{Below, Diff, Layout},
    ui::{Frame, Html, IntoHtml, PageStyle, Place, Title, page},
};

/// `/proposals/{n}`: a change of a runbook, to be read and judged.
#[component]
pub fn ProposalPage() -> impl IntoView {
    // A number that is none leads to the proposal 0, which there never is.
    let number = use_params_map().get_untracked().get("number").and_then(|number| number.parse().ok()).unwrap_or(0);
    let query = use_query_map().get_untracked();
    let layout = if query.get("layout").is_some_and(|layout| layout == "one") { Layout::OneColumn } else { Layout::Fitting };
    let line = query.get("line").filter(|line| line.parse::<u32>().is_ok()).unwrap_or_default();
    page(api::load_proposal(number), move |view| view! { <Review view layout line/> })
}

#[component]
fn Review(view: ProposalView, layout: Layout, line: String) -> impl IntoView {
    let Proposal { number, base, slug, title, summary, origin, revision, .. } = view.proposal.clone();
    let label = view.proposal.label();
    let crumbs = vec![("Runbooks".to_owned(), "/runbooks".to_owned()), ("Proposals".to_owned(), "/proposals".to_owned())];
    let heading = if summary.is_empty() { format!("A change of {title}") } else { first_line(&summary) };
    let more = summary.split_once('\n').map(|(_, more)| more.trim().to_owned()).filter(|more| !more.is_empty());
    let shown: Vec<Hunk> = view.comparison.hunks().cloned().collect();
    let (proposal, may_remark) = (view.proposal.clone(), view.may_remark);
    let below: Below = Arc::new(move |hunk| remarks_below(&proposal, hunk, may_remark));
    let name = if revision > 1 { format!("{label}, revision {revision}") } else { label.clone() };
    view! {
        <Title text=format!("{label} {heading} · Tocsin")/>
        <PageStyle css=concat!(include_str!("../../../style/components/diff.css"), include_str!("../../../style/components/review.css"), include_str!("../../../style/components/proposal.css"), include_str!("../../../style/components/health.css"))/>
        <Frame place=Place::Runbooks crumbs here=label>
            <div class="head">
                <div class="head-line"><h1>{heading}</h1></div>
                <p class="second">"A change of "<a href=format!("/runbooks/{slug}")>{title}</a>{came(&origin)}</p>
                {more.map(|more| view! { <p class="said">{more}</p> })}
            </div>
            <Verdict view=view.clone()/>
            <div class="body proposal">
                {view.check.clone().map(|check| view! { <Found check/> })}
                <LayoutSwitch number layout/>
                {if view.comparison.is_same() {
                    view! { <p class="empty">"Nothing differs from the version that it began as."</p> }.into_html()
                } else {
                    view! { <Diff comparison=view.comparison old=format!("v{base}") new=name layout below/> }.into_html()
                }}
                {view.check.map(|check| view! {
                    <details class="read-it"><summary>"Read it as it will be"</summary><article class="text prose" inner_html=check.html></article></details>
                })}
                <Discussion proposal=view.proposal may_remark=view.may_remark shown line/>
            </div>
        </Frame>
    }
}

/// Only where there is room for both; a phone shows one column anyway.
#[component]
fn LayoutSwitch(number: i64, layout: Layout) -> impl IntoView {
    let current = |of: Layout| (layout == of).then_some("true");
    view! {
        <nav class="switch" aria-label="Layout">
            <a href=format!("/proposals/{number}") aria-current=current(Layout::Fitting)>"Side by side"</a>
            <a href=format!("/proposals/{number}?layout=one") aria-current=current(Layout::OneColumn)>"One column"</a>
        </nav>
    }
}

/// What made somebody propose it.
fn came(origin: &Origin) -> Html {
    match origin {
        Origin::Editor => ().into_html(),
        Origin::Finding { rule } => {
            view! { ", which mends what the linter found: "<span class="key">{rule.clone()}</span> }.into_html()
        }
        Origin::Version { version } => format!(", which brings back version {version}").into_html(),
        Origin::Incident { number } => {
            view! { ", by what was done otherwise in "<a href=format!("/incidents/{number}")>{format!("INC-{number}")}</a> }
                .into_html()
        }
    }
}
