use leptos::prelude::*;
use leptos_meta::Style;

/// What one page alone looks like. The sheet of every page is held to a weight, so this comes within the page, in its
/// head; `css` is a file of `style/components` that `main.css` does not import.
#[component]
pub fn PageStyle(css: &'static str) -> impl IntoView {
    view! { <Style>{css}</Style> }
}
