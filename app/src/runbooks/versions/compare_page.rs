use domain::runbooks::Version;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api,
    choose::ChooseTwo,
    diff::{Diff, Layout},
    steps::ChangedSteps,
    views::ComparisonView,
};
use crate::{
    runbooks::views::day,
    ui::{Frame, Icon, IntoHtml, PageStyle, Place, Title, page},
};

/// `/runbooks/{slug}/versions/compare?from=1&to=2`: what lies between two versions, word by word.
#[component]
pub fn ComparePage() -> impl IntoView {
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    let query = use_query_map().get_untracked();
    // A number that is none leads to the version 0, which there never is.
    let number = |name: &str| query.get(name).filter(|typed| !typed.is_empty()).map(|typed| typed.parse().unwrap_or(0));
    let layout = if query.get("layout").is_some_and(|layout| layout == "one") { Layout::OneColumn } else { Layout::Fitting };
    page(api::load_runbook_comparison(slug, number("from"), number("to")), move |compared| view! { <Compared compared layout/> })
}

#[component]
fn Compared(compared: ComparisonView, layout: Layout) -> impl IntoView {
    let ComparisonView { slug, title, versions, from, to, comparison, change } = compared;
    let (base, names) = (format!("/runbooks/{slug}"), format!("v{} to v{}", from.number, to.number));
    let crumbs = vec![
        ("Runbooks".to_owned(), "/runbooks".to_owned()),
        (title.clone(), base.clone()),
        ("History".to_owned(), format!("{base}/versions")),
    ];
    let is_current = versions.first() == Some(&to.number);
    let read = if is_current { base.clone() } else { format!("{base}/versions/{}", to.number) };
    let second = match (from.number == to.number, comparison.is_same()) {
        (true, _) => "These are the same version. Choose another to compare it with.".to_owned(),
        (false, true) => "Both versions have the same lines.".to_owned(),
        _ => summary(&change.words(), &change.sections),
    };
    let (old, new) = (named(&from), named(&to));
    let is_same = comparison.is_same() && !comparison.line_ends_changed;
    view! {
        <Title text=format!("{title}, {names} · Tocsin")/>
        <PageStyle css=include_str!("../../../../style/components/diff.css")/>
        <Frame place=Place::Runbooks crumbs here=names>
            <div class="head">
                <div class="head-line"><h1>{title}</h1></div>
                <p class="second">{second}</p>
            </div>
            <div class="body compared">
                <div class="diff-tools">
                    <ChooseTwo slug versions from=from.number to=to.number layout=(layout == Layout::OneColumn).then_some("one")/>
                    <LayoutSwitch base from=from.number to=to.number layout/>
                </div>
                {(!change.steps.is_empty()).then(|| view! { <ChangedSteps steps=change.steps base=read/> })}
                {if is_same {
                    view! { <div class="empty"><Icon name="holds"/><b>"Nothing differs."</b></div> }.into_html()
                } else {
                    view! { <Diff comparison old new layout/> }.into_html()
                }}
            </div>
        </Frame>
    }
}

/// Only where there is room for both; a phone shows one column anyway.
#[component]
fn LayoutSwitch(base: String, from: i64, to: i64, layout: Layout) -> impl IntoView {
    let here = format!("{base}/versions/compare?from={from}&to={to}");
    let current = |of: Layout| (layout == of).then_some("true");
    view! {
        <nav class="switch" aria-label="Layout">
            <a href=here.clone() aria-current=current(Layout::Fitting)>"Side by side"</a>
            <a href=format!("{here}&layout=one") aria-current=current(Layout::OneColumn)>"One column"</a>
        </nav>
    }
}

/// "v2, 3 Nov 2026, Mina Okafor"
fn named(version: &Version) -> String {
    format!("v{}, {}, {}", version.number, day(version.published_at.date_naive()), version.published_by.name())
}

fn summary(words: &str, sections: &[String]) -> String {
    let under = match sections {
        [] => String::new(),
        [one] => format!(", under “{one}”"),
        [rest @ .., last] => format!(", under “{}” and “{last}”", rest.join("”, “")),
    };
    format!("{words}{under}.")
}
