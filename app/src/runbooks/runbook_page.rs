use domain::runbooks::{AlertDefinition, Retirement};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::{
    api::{self, ReinstateRunbook},
    contents::Contents,
    copy::CopyButtons,
    facts::About,
    health_page::HealthLine,
    start::StartChecklist,
    versions::ChangedSinceUsed,
    views::{ReadingView, counted},
};
use crate::ui::{Form, Frame, Hidden, Icon, IntoHtml, Moment, Place, SeverityBadge, Title, page};

/// `/runbooks/{slug}` and `/runbooks/{slug}/versions/{n}`: a version, to be read.
#[component]
pub fn RunbookPage() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let slug = params.get("slug").unwrap_or_default();
    // A number that is none leads to the version 0, which there never is.
    let version = params.get("number").map(|number| number.parse().unwrap_or(0));
    page(api::load_runbook(slug, version), |reading| view! { <Book reading/> })
}

#[component]
fn Book(reading: ReadingView) -> impl IntoView {
    let runbook = &reading.runbook;
    let title = format!("{}, v{} · Tocsin", runbook.title, reading.version.number);
    let crumbs = vec![("Runbooks".to_owned(), "/runbooks".to_owned())];
    let contents = reading.page.contents.clone();
    let html = reading.page.html.clone();
    let slug = runbook.slug.clone();
    let changed = reading.changed.clone().map(|changed| {
        let (slug, current) = (runbook.slug.clone(), runbook.version());
        view! { <ChangedSinceUsed slug current changed/> }
    });
    view! {
        <Title text=title/>
        <Frame place=Place::Runbooks crumbs here=runbook.title.clone()>
            {changed}
            {reading.runbook.retired.clone().map(|retired| view! { <Retired retired slug=slug.clone() may_review=reading.may_review/> })}
            <Head reading=reading.clone()/>
            <Versions reading=reading.clone()/>
            <div class="book">
                <Contents contents=contents.clone() on_phone=true/>
                <article class="text prose" inner_html=html></article>
                <aside aria-label="About this runbook">
                    <About reading=reading.clone()/>
                    <Alerts definitions=reading.definitions.clone()/>
                    <Contents contents on_phone=false/>
                </aside>
            </div>
            <CopyButtons/>
        </Frame>
    }
}

/// The alerts that it defines, with what it says of each.
#[component]
fn Alerts(definitions: Vec<AlertDefinition>) -> impl IntoView {
    if definitions.is_empty() {
        return ().into_html();
    }
    let each = definitions.into_iter().map(|AlertDefinition { name, facts }| {
        let facts = facts.into_iter().map(|fact| view! { <dt>{fact.kind.label()}</dt><dd>{fact.value}</dd> });
        view! { <li><p>{name}</p><dl class="pairs">{facts.collect_view()}</dl></li> }
    });
    view! {
        <section class="fact" aria-labelledby="alerts-title">
            <h2 id="alerts-title">"Alerts that it answers"</h2>
            <ul>{each.collect_view()}</ul>
        </section>
    }
    .into_html()
}

/// Says that nobody is to work with it, and why.
#[component]
fn Retired(retired: Retirement, slug: String, may_review: bool) -> impl IntoView {
    let by = retired.by.name().to_owned();
    view! {
        <div class="notices"><div class="notice" data-tone="soon"><Icon name="info"/>
            <div><b>"This runbook is retired."</b>" No checklist begins from it, and nobody is asked to review it."
                <p>{retired.reason}</p>
                <p class="meta">{by}", "<Moment at=retired.at dated=true/></p>
            </div>
            {may_review.then(|| view! {
                <Form action=ReinstateRunbook::PATH label="Reinstate">
                    <Hidden name="slug" value=slug/>
                    <button class="button" data-size="small" type="submit">"Reinstate"</button>
                </Form>
            })}
        </div></div>
    }
}

#[component]
fn Head(reading: ReadingView) -> impl IntoView {
    let runbook = &reading.runbook;
    let mut length = vec![counted(reading.steps, "step")];
    if reading.decisions > 0 {
        length.push(counted(reading.decisions, "decision"));
    }
    let alerts = reading.alerts.iter().take(4).map(|name| view! { " "<code>{name.clone()}</code> }).collect_view();
    view! {
        <div class="head">
            <div class="head-line">
                <h1>{runbook.title.clone()}</h1>
                {(reading.may_start && reading.is_current()).then(|| view! { <StartChecklist slug=runbook.slug.clone() open=reading.open.clone()/> })}
            </div>
            <p class="meta">
                {runbook.severity.as_ref().map(|reading| view! { <SeverityBadge severity=reading.level wordy=true/> })}
                {runbook.external_id.clone().map(|id| view! { <span class="key">{id}</span> })}
                <span>{length.join(", ")}</span>
                {reading.health.map(|mark| view! { <HealthLine slug=runbook.slug.clone() mark/> })}
                {(!reading.alerts.is_empty()).then(|| view! { <span>"answers"{alerts}</span> })}
            </p>
        </div>
    }
}

#[component]
fn Versions(reading: ReadingView) -> impl IntoView {
    let shown = reading.version.number;
    let current = reading.runbook.version();
    let slug = reading.runbook.slug.clone();
    let versions = reading.runbook.versions.iter().rev().take(6).rev().map(|version| {
        let number = version.number;
        let href = if number == current { format!("/runbooks/{slug}") } else { format!("/runbooks/{slug}/versions/{number}") };
        view! { <li><a href=href aria-current=(number == shown).then_some("true")>{format!("v{number}")}</a></li> }
    });
    let (at, by) = (reading.version.published_at, reading.version.published_by.name().to_owned());
    let open = reading
        .proposals
        .into_iter()
        .map(|(number, label)| view! { <a href=format!("/proposals/{number}")>{format!("{label} proposes a change")}</a> });
    let from = if shown == current { String::new() } else { format!("?from={shown}") };
    let propose = format!("/runbooks/{slug}/propose{from}");
    view! {
        <div class="versions">
            <ol aria-label="Versions">{versions.collect_view()}</ol>
            <span>"Published "<Moment at=at dated=true/>{format!(" by {by}")}</span>
            {(shown != current).then(|| view! { <span class="soon">"This is an old version. "<a href=format!("/runbooks/{slug}")>{format!("Read v{current}")}</a></span> })}
            <span class="push meta">
                {open.collect_view()}
                {reading.may_propose.then(|| view! { <a href=propose>{if shown == current { "Propose a change" } else { "Restore it" }}</a> })}
                <a href=format!("/runbooks/{slug}/versions")>"History"</a>
            </span>
        </div>
    }
}
