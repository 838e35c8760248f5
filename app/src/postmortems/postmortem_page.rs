use domain::live::Topic;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    action_items::ActionItems,
    api::{PostmortemView, load_postmortem},
    chapter::{Chapter, ReadChapter},
    editor::EditorIsland,
    head::Head,
    review_bar::ReviewBar,
};
use crate::{
    fault::Fault,
    incidents::lessons::RunbookLessons,
    live::Follows,
    ui::{FlashNotice, Frame, IntoHtml, Place, Title, page},
};

/// `/postmortems/42`: the post-mortem of INC-42, written together.
#[component]
pub fn PostmortemPage() -> impl IntoView {
    let number = use_params_map().get_untracked().get("number").and_then(|number| number.parse().ok());
    let load = async move {
        match number {
            Some(number) => load_postmortem(number).await,
            None => Err(Fault::NotFound),
        }
    };
    page(load, |shown| view! { <Loaded shown/> })
}

#[component]
fn Loaded(shown: PostmortemView) -> impl IntoView {
    let PostmortemView { postmortem, incident, texts, content_hash, action_items, people, reviewers, me, .. } = shown;
    let (may_write, may_approve, now) = (shown.may_write, shown.may_approve, shown.now);
    let (number, id) = (incident.number, postmortem.id);
    let taught = incident.clone();
    let title = format!("{} {} post-mortem · Tocsin", incident.severity.label(), incident.label());
    let crumbs = vec![("Post-mortems".to_owned(), "/postmortems".to_owned())];
    let chapters = postmortem.sections.clone().into_iter().map(move |section| {
        let text = texts.iter().find(|(key, _)| *key == section.key).map(|(_, text)| text.clone()).unwrap_or_default();
        if may_write {
            view! { <Chapter number section text/> }.into_html()
        } else {
            view! { <ReadChapter section html=text/> }.into_html()
        }
    });
    let follows = Follows { topic: Topic::Postmortem(id.0), after: postmortem.seq };
    // Who writes follows it word by word.
    let editor = may_write.then(|| view! { <EditorIsland id=id.0 seq=postmortem.seq/> });
    if !may_write {
        provide_context(follows);
    }
    view! {
        <Title text=title/>
        <Frame place=Place::Postmortems crumbs here=incident.label() shape="paper">
            <FlashNotice/>
            {editor}
            <Head postmortem=postmortem.clone() incident now/>
            <ReviewBar postmortem reviewers me content_hash may_write may_approve number/>
            {chapters.collect_view()}
            <RunbookLessons incident=taught/>
            <ActionItems items=action_items people postmortem=id.to_string() may_write number/>
        </Frame>
    }
}
