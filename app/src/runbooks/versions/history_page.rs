use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api,
    choose::ChooseTwo,
    past_version::PastVersion,
    views::{HistoryView, PastView},
};
use crate::ui::{Frame, PageStyle, Place, Title, page};

/// `/runbooks/{slug}/versions`: every version, what it changed and who brought it.
#[component]
pub fn HistoryPage() -> impl IntoView {
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    page(api::load_runbook_history(slug), |history| view! { <History history/> })
}

#[component]
fn History(history: HistoryView) -> impl IntoView {
    let HistoryView { slug, title, versions, may_propose } = history;
    let base = format!("/runbooks/{slug}");
    let crumbs = vec![("Runbooks".to_owned(), "/runbooks".to_owned()), (title.clone(), base.clone())];
    let numbers: Vec<i64> = versions.iter().map(|past| past.version.number).collect();
    let current = numbers.first().copied().unwrap_or_default();
    let second = match numbers.len() {
        0 | 1 => "One version so far. Change the file where it lives and import it again: the next one stands here then, beside this one.".to_owned(),
        count => format!("{count} versions. None of them ever changes, so a checklist shows for ever what was meant when it was started."),
    };
    view! {
        <Title text=format!("History of {title} · Tocsin")/>
        <PageStyle css=include_str!("../../../../style/components/diff.css")/>
        <Frame place=Place::Runbooks crumbs here="History">
            <div class="head">
                <div class="head-line"><h1>{format!("History of {title}")}</h1>
                    <div class="buttons"><a class="button" data-size="small" href=format!("{base}/blame")>"Who wrote which line"</a></div>
                </div>
                <p class="second">{second}</p>
            </div>
            <div class="body">
                {(numbers.len() > 1).then(|| view! { <ChooseTwo slug=slug.clone() versions=numbers from=current - 1 to=current/> })}
                <Rows versions slug current may_propose/>
            </div>
        </Frame>
    }
}

#[component]
fn Rows(versions: Vec<PastView>, slug: String, current: i64, may_propose: bool) -> impl IntoView {
    let rows = versions.into_iter().map(|past| view! { <PastVersion past slug=slug.clone() current may_propose/> });
    view! { <ol class="history" aria-label="Versions, newest first">{rows.collect_view()}</ol> }
}
