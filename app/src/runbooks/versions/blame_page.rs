use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api,
    views::{BlameGroup, BlameView},
};
use crate::{
    runbooks::views::day,
    ui::{Face, Frame, PageStyle, Place, Title, page},
};

/// `/runbooks/{slug}/blame`: which version brought each line of the current one, and who.
#[component]
pub fn BlamePage() -> impl IntoView {
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    page(api::load_runbook_blame(slug), |blame| view! { <Blame blame/> })
}

#[component]
fn Blame(blame: BlameView) -> impl IntoView {
    let BlameView { slug, title, current, groups } = blame;
    let base = format!("/runbooks/{slug}");
    let crumbs = vec![
        ("Runbooks".to_owned(), "/runbooks".to_owned()),
        (title.clone(), base.clone()),
        ("History".to_owned(), format!("{base}/versions")),
    ];
    let groups = groups.into_iter().map(move |group| view! { <Group group base=base.clone()/> });
    view! {
        <Title text=format!("Lines of {title} · Tocsin")/>
        <PageStyle css=include_str!("../../../../style/components/diff.css")/>
        <Frame place=Place::Runbooks crumbs here="Lines">
            <div class="head">
                <div class="head-line"><h1>{format!("Who wrote which line of {title}")}</h1></div>
                <p class="second">{format!("Each line of v{current} with the version that brought it or worded it last. The darker the edge, the newer the line.")}</p>
            </div>
            <div class="body"><ol class="blame">{groups.collect_view()}</ol></div>
        </Frame>
    }
}

#[component]
fn Group(group: BlameGroup, base: String) -> impl IntoView {
    let BlameGroup { version, age, lines } = group;
    let (number, before) = (version.number, version.number - 1);
    let (href, what) = if number > 1 {
        (format!("{base}/versions/compare?from={before}&to={number}"), format!("v{number}, compare with v{before}"))
    } else {
        (format!("{base}/versions/1"), "v1, read it".to_owned())
    };
    let face = version.published_by.person().cloned().map(|person| view! { <Face person small=true/> });
    let rows = lines.into_iter().map(|(number, text)| {
        let empty = text.is_empty().then(|| view! { <br/> });
        view! { <p data-new=number><span>{text}{empty}</span></p> }
    });
    view! {
        <li data-age=age>
            <div class="blame-by"><a class="tag" href=href aria-label=what>{format!("v{number}")}</a>{face}<span>{version.published_by.name().to_owned()}</span><small>{day(version.published_at.date_naive())}</small></div>
            <div class="blame-lines">{rows.collect_view()}</div>
        </li>
    }
}
