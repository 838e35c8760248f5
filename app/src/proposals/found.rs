use leptos::prelude::*;

use super::views::CheckView;
use crate::ui::Icon;

/// How a text will read, and what becomes of the runbook's health by it.
#[component]
pub(super) fn Preview(check: CheckView) -> impl IntoView {
    let html = check.html.clone();
    let is_readable = check.obstacle.is_none();
    view! {
        <Found check/>
        {is_readable.then(|| view! { <article class="text prose" inner_html=html></article> })}
    }
}

/// The same for a page that is open, as its markup.
#[cfg(feature = "ssr")]
pub(super) fn preview_html(check: CheckView) -> String {
    Owner::new().with(|| view! { <Preview check/> }.to_html())
}

/// What becomes of the runbook's health by a text, and whether it can be a version at all.
#[component]
pub(super) fn Found(check: CheckView) -> impl IntoView {
    let CheckView { obstacle, worse, better, .. } = check;
    if let Some(sentence) = obstacle {
        return view! {
            <div class="notice" data-tone="late"><Icon name="fails"/><div><b>"It can't become a version like this."</b><p>{sentence}</p></div></div>
        }
        .into_any();
    }
    let list = |sentences: Vec<String>| sentences.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view();
    view! {
        {(!worse.is_empty()).then(|| view! {
            <div class="notice" data-tone="soon"><Icon name="alert"/><div><b>"The linter finds something new."</b><ul>{list(worse)}</ul></div></div>
        })}
        {(!better.is_empty()).then(|| view! {
            <div class="notice" data-tone="done"><Icon name="check"/><div><b>"This mends what the linter had found."</b><ul>{list(better)}</ul></div></div>
        })}
    }
    .into_any()
}
