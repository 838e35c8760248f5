use leptos::prelude::*;

/// Leads to the next page of a list, where there is one.
#[component]
pub fn Pager(href: Option<String>, words: &'static str) -> impl IntoView {
    href.map(|href| {
        view! { <nav class="pager" aria-label="Pages"><a class="button" data-size="small" href=href rel="next">{words}</a></nav> }
    })
}
