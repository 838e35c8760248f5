#[path = "../../../server/backend/src/markdown/mod.rs"]
mod markdown;

/// What no page may hold that a person wrote: it runs, frames, fetches or covers what is there.
const FORBIDDEN: [&str; 18] = [
    "script", "style", "iframe", "object", "embed", "form", "svg", "math", "img", "base", "meta", "link", "input", "button",
    "template", "video", "audio", "dialog",
];
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Any Markdown becomes HTML of which nothing runs: no element that could, no handler, no address of another scheme.
pub fn does_no_harm(text: &str) {
    let html = markdown::safe_html(text);
    for tag in tags(&html) {
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        assert!(!FORBIDDEN.contains(&name.to_ascii_lowercase().as_str()), "<{tag}> in {html}");
        for (name, value) in attributes(tag) {
            let name = name.to_ascii_lowercase();
            assert!(
                !name.starts_with("on") && !["style", "src", "srcdoc", "formaction"].contains(&name.as_str()),
                "{name} in <{tag}>"
            );
            if ["href", "cite"].contains(&name.as_str()) {
                let start = value.split(['/', '?', '#']).next().unwrap_or_default();
                let scheme = start.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
                assert!(scheme.is_none_or(|scheme| SCHEMES.contains(&scheme.as_str())), "{value} in <{tag}>");
            }
        }
    }
    // What is clean stays as it is.
    assert_eq!(markdown::cleaned(&html), html);
}

/// What stands between `<` and `>`; one of these within quotes ends nothing. In texts the cleaner writes neither as it is.
fn tags(html: &str) -> Vec<&str> {
    let (mut found, mut begun, mut quoted) = (Vec::new(), None, false);
    for (at, letter) in html.char_indices() {
        match (begun, letter) {
            (None, '<') => begun = Some(at + 1),
            (Some(_), '"') => quoted = !quoted,
            (Some(from), '>') if !quoted => {
                found.push(&html[from..at]);
                begun = None;
            }
            _ => {}
        }
    }
    assert!(begun.is_none(), "a tag doesn't end in {html}");
    found
}

/// The cleaner writes every attribute as `name="value"`.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts: Vec<&str> = tag.split('"').collect();
    let pairs: Vec<(&str, &str)> = parts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    pairs.into_iter().filter_map(|(before, value)| Some((before.strip_suffix('=')?.rsplit(char::is_whitespace).next()?, value)))
}
