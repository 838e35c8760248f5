use leptos::prelude::*;

/// The contents of a page, always in sight: beside the text, and on phones folded above it.
#[component]
pub fn Contents(contents: Vec<(String, String, u8)>, on_phone: bool) -> impl IntoView {
    if contents.len() < 2 {
        return ().into_any();
    }
    let lines = contents.into_iter().map(|(id, title, level)| {
        view! { <li data-level=level.to_string()><a href=format!("#{id}")>{title}</a></li> }
    });
    let list = view! { <ul class="toc">{lines.collect_view()}</ul> };
    if on_phone {
        view! { <details class="contents only-phone"><summary>"On this page"</summary><nav aria-label="Contents">{list}</nav></details> }.into_any()
    } else {
        view! { <nav class="fact contents not-phone" aria-label="On this page"><h2>"On this page"</h2>{list}</nav> }.into_any()
    }
}
