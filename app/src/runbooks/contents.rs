use leptos::prelude::*;

use crate::ui::IntoHtml;

/// The contents of a page, always in sight: beside the text, and on phones folded above it.
#[component]
pub fn Contents(contents: Vec<(String, String, u8)>, on_phone: bool) -> impl IntoView {
    if contents.len() < 2 {
        return ().into_html();
    }
    let lines = contents.into_iter().map(|(id, title, level)| {
        view! { <li data-level=level.to_string()><a href=format!("#{id}")>{title}</a></li> }
    });
    let list = view! { <ul class="toc">{lines.collect_view()}</ul> };
    if on_phone {
        view! { <details class="contents only-phone"><summary>"On this page"</summary><nav aria-label="Contents">{list}</nav></details> }.into_html()
    } else {
        view! { <nav class="fact contents not-phone" aria-label="On this page"><h2>"On this page"</h2>{list}</nav> }.into_html()
    }
}
