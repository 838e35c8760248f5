use leptos::prelude::*;

/// Text for an element that the renderer fills as it is, `<title>` and `<textarea>`: neither escapes what stands in it
/// (tachys 0.2, `leptos_meta` 0.8), so that somebody's `</title>` would end it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// The `inner_html` of a `<textarea>` that holds this text. The parser drops the first line break: this one, and none of
/// the text's own.
pub fn filling(text: &str) -> String {
    format!("\n{}", escaped(text))
}

/// The title of the page.
#[component]
pub fn Title(#[prop(into)] text: String) -> impl IntoView {
    view! { <leptos_meta::Title text=escaped(&text)/> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_typed_ends_no_element() {
        assert_eq!(escaped("</title><img src=x> & &lt;"), "&lt;/title>&lt;img src=x> &amp; &amp;lt;");
        assert_eq!(filling("\nfirst"), "\n\nfirst");
    }
}
