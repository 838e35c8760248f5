use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::{
    api::{self, ProposeFix},
    finding::{FindingCard, FixOf, ProposeTheFix},
    views::{FindingView, HealthView, ReasonView, counted},
};
use crate::ui::{Form, Frame, Icon, IntoHtml, PageStyle, Place, Title, page};

/// `/runbooks/{slug}/health`: what the linter says of the current version.
#[component]
pub fn HealthPage() -> impl IntoView {
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    page(api::load_runbook_health(slug), |health| view! { <Report health/> })
}

const LEVELS: [(&str, &str); 3] = [("error", "Errors"), ("warning", "Warnings"), ("hint", "Hints")];

#[component]
fn Report(health: HealthView) -> impl IntoView {
    let HealthView { slug, title, version, score, words, reasons, spared, own, file, file_name, may_propose } = health;
    let crumbs = vec![("Runbooks".to_owned(), "/runbooks".to_owned()), ("Runbook".to_owned(), format!("/runbooks/{slug}"))];
    let sound = own.is_empty();
    let groups = LEVELS.map(|(level, heading)| {
        let of_level: Vec<FindingView> = own.iter().filter(|finding| finding.level == level).cloned().collect();
        view! { <Group id=level heading findings=of_level slug=slug.clone() version/> }
    });
    let fixable = own.iter().filter(|finding| finding.fix.is_some()).count();
    let about = format!("In the whole of {file_name}");
    view! {
        <Title text=format!("Health of {title} · Tocsin")/>
        <PageStyle css=include_str!("../../../style/components/health.css")/>
        <Frame place=Place::Runbooks crumbs here="Health">
            <div class="head">
                <div class="head-line"><h1>{format!("Health of {title}")}</h1>
                    {may_propose.then(|| view! { <Proposing slug=slug.clone() version fixable/> })}
                </div>
                <p class="second">{format!("{score} of 100: {words} in v{version}. ")}"Tocsin reads the runbook and runs nothing."</p>
            </div>
            <div class="sheet">
                <div>
                    {sound.then(|| view! { <div class="empty"><Icon name="holds"/><b>"Nothing was found in this runbook."</b><span>"That is no promise that it is right: reading it, and using it in a drill, is."</span></div> })}
                    {groups.collect_view()}
                    <Group id="file" heading=about findings=file slug=slug.clone() version/>
                </div>
                <aside aria-label="About the score"><Score score reasons spared/></aside>
            </div>
        </Frame>
    }
}

/// The ways to a proposal: by hand, and with all fixes that there are.
#[component]
fn Proposing(slug: String, version: i64, fixable: usize) -> impl IntoView {
    let by_hand = format!("/runbooks/{slug}/propose");
    view! {
        <div class="buttons">
            <a class="button" data-size="small" href=by_hand>"Propose a change"</a>
            {(fixable > 1).then(|| view! {
                <Form action=ProposeFix::PATH label="Propose all fixes">
                    <FixOf slug version/>
                    <button class="button" data-kind="primary" data-size="small" type="submit">{format!("Propose all {fixable} fixes")}</button>
                </Form>
            })}
        </div>
    }
}

#[component]
fn Group(
    id: &'static str,
    #[prop(into)] heading: String,
    findings: Vec<FindingView>,
    slug: String,
    version: i64,
) -> impl IntoView {
    let count = findings.len();
    let href = format!("/runbooks/{slug}");
    let cards = findings.into_iter().map(|finding| {
        let (fix, line, what) = (finding.fix.clone(), finding.line, finding.what.clone());
        let mend = fix.map(|fix| view! { <ProposeTheFix fix line what slug=slug.clone() version/> });
        view! { <FindingCard finding href=href.clone()>{mend}</FindingCard> }
    });
    let cards = cards.collect_view();
    (count > 0).then(|| {
        view! {
            <section class="part findings" aria-labelledby=id>
                <div class="part-head"><h2 id=id>{heading}</h2><span class="count">{count}</span></div>
                {cards}
            </section>
        }
    })
}

/// What was taken from a hundred, and by which rule.
#[component]
fn Score(score: i64, reasons: Vec<ReasonView>, spared: Vec<String>) -> impl IntoView {
    let rows = reasons.into_iter().map(|reason| {
        let times = if reason.count > 1 { format!("{} times, {}", reason.count, reason.level) } else { reason.level };
        view! { <tr><td>{reason.title}<br/><small>{times}</small></td><td class="tight r num">{format!("−{}", reason.points)}</td></tr> }
    });
    let spared = spared.into_iter().map(|title| {
        view! { <tr><td>{title}<br/><small>"in the text; it is said under Upkeep"</small></td><td class="tight r num">"0"</td></tr> }
    });
    view! {
        <section class="fact" aria-labelledby="score-title">
            <h2 id="score-title">"How the score comes about"</h2>
            <table class="table">
                <caption class="hidden-visually">"What each rule took from a hundred"</caption>
                <thead><tr><th scope="col">"Rule"</th><th scope="col" class="r">"Points"</th></tr></thead>
                <tbody>
                    {rows.collect_view()}
                    {spared.collect_view()}
                    <tr><td><b>"Score"</b></td><td class="tight r num"><b>{score}</b></td></tr>
                </tbody>
            </table>
            <p class="meta">"The first finding of a rule takes 15, 6 or 2 as it is an error, a warning or a hint; further ones take 3, 1 or nothing. It stops at 0. What is about the whole file takes nothing."</p>
        </section>
    }
}

/// One line beside a runbook: score and counts, leading to the findings.
#[component]
pub fn HealthLine(slug: String, mark: domain::runbooks::HealthMark) -> impl IntoView {
    view! { <span>"Health "<a href=format!("/runbooks/{slug}/health")>{format!("{} of 100: {}", mark.score, mark.words())}</a></span> }
}

/// The same in a cell of a list.
#[component]
pub fn HealthCell(mark: Option<domain::runbooks::HealthMark>) -> impl IntoView {
    let Some(mark) = mark else { return view! { <span class="quiet">"–"</span> }.into_html() };
    let errors = usize::try_from(mark.errors).unwrap_or_default();
    view! {
        <span class="only-phone">"Health "</span>{mark.score}
        {(errors > 0).then(|| view! { <span class="only-phone">", "</span><br class="not-phone"/><small>{counted(errors, "error")}</small> })}
    }
    .into_html()
}
