use url::Url;

/// The address of a path below a base; a sentence when the path would lead anywhere else.
pub(super) fn below(base: &Url, path: &str) -> Result<Url, String> {
    let refused =
        |why: &str| Err(format!("The path “{path}” is refused: {why}. Write a path below the target's base, such as health."));
    let (steps, query) = match path.split_once('?') {
        Some((steps, query)) => (steps, Some(query)),
        None => (path, None),
    };
    if path.chars().any(|c| c.is_control() || c == '\\') || path.contains('#') {
        return refused("it holds a character that does not belong into a path");
    }
    if steps.starts_with("//") || steps.contains("://") || steps.contains('@') {
        return refused("it names a host of its own");
    }
    if climbs(steps) {
        return refused("it climbs out with “..”");
    }
    let mut url = base.clone();
    // Setting the path can't change the host, as joining could.
    url.set_path(&format!("{}/{}", root(base), steps.trim_start_matches('/')));
    url.set_query(query);
    if !is_below(base, &url) {
        return refused("it leaves the base");
    }
    Ok(url)
}

/// Whether an address is the base itself or leads below it, however a server before the target reads it.
pub(super) fn is_below(base: &Url, url: &Url) -> bool {
    let (root, path) = (root(base), url.path());
    url.origin() == base.origin()
        && url.username().is_empty()
        && url.password().is_none()
        && path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        && !climbs(path)
}

fn root(base: &Url) -> &str {
    base.path().trim_end_matches('/')
}

/// Whether a step of a path is `..` to anybody: also behind percent signs, as often as somebody takes them away, and before the
/// parameters that some servers cut off first (`/..;a=b/`).
fn climbs(path: &str) -> bool {
    let mut plain: Vec<u8> = Vec::with_capacity(path.len());
    for byte in path.bytes() {
        plain.push(byte);
        // What is written plainly may be the end of another.
        while let [.., b'%', high, low] = plain.as_slice()
            && let Some(meant) = meant(*high, *low)
        {
            plain.truncate(plain.len() - 3);
            plain.push(meant);
        }
    }
    let mut steps = plain.split(|byte| matches!(*byte, b'/' | b'\\'));
    steps.any(|step| step.split(|byte| *byte == b';').next() == Some(b"..".as_slice()))
}

/// The byte that two digits behind a percent sign stand for.
fn meant(high: u8, low: u8) -> Option<u8> {
    let digit = |sign: u8| char::from(sign).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_below_the_base() {
        let base = Url::parse("http://shop.internal:8080/api").unwrap();
        for (path, whole) in [
            ("health", "http://shop.internal:8080/api/health"),
            ("/health?deep=1&to=a@b", "http://shop.internal:8080/api/health?deep=1&to=a@b"),
            ("", "http://shop.internal:8080/api/"),
            ("mailto:x", "http://shop.internal:8080/api/mailto:x"),
            ("stock;size=9/a..b/...", "http://shop.internal:8080/api/stock;size=9/a..b/..."),
            ("a%2520b%25", "http://shop.internal:8080/api/a%2520b%25"),
        ] {
            assert_eq!(below(&base, path).unwrap().as_str(), whole);
        }
    }

    #[test]
    fn only_the_base_and_what_is_below_it_is_looked_at() {
        let base = Url::parse("http://shop.internal/api/").unwrap();
        let is_looked_at = |url: &str| is_below(&base, &Url::parse(url).unwrap());
        for url in ["http://shop.internal/api", "http://shop.internal/api/", "http://shop.internal:80/api/health?deep=1"] {
            assert!(is_looked_at(url), "{url}");
        }
        for url in [
            "http://shop.internal/",
            "http://shop.internal/apis",
            "http://shop.internal/admin",
            "http://shop.internal/api/../admin",
            "http://shop.internal/api/..;/admin",
            "http://shop.internal/api/..%2Fadmin",
            "https://shop.internal/api/",
            "http://shop.internal:8080/api/",
            "http://ada@shop.internal/api/",
            "http://elsewhere.example/api/",
        ] {
            assert!(!is_looked_at(url), "{url}");
        }
        let whole = Url::parse("http://shop.internal").unwrap();
        assert!(is_below(&whole, &Url::parse("http://shop.internal/admin").unwrap()));
    }

    #[test]
    fn a_path_that_leads_elsewhere_is_refused() {
        let base = Url::parse("http://shop.internal/api").unwrap();
        for path in [
            "//evil.example/x",
            "http://evil.example/",
            "../admin",
            "a/../../admin",
            "%2e%2E/admin",
            "a%2f..%2fb",
            "@evil.example",
            "user@evil.example/x",
            "\\\\evil.example",
            "a\r\nhost: evil",
            "a#b",
            "..",
            "..;/admin",
            "a/..;x=y/../admin",
            "%2e%2e%3b/admin",
            "%252e%252e/admin",
            "%25%32%65%25%32%65/admin",
            "a%25252f..%25252fb",
        ] {
            assert!(below(&base, path).is_err(), "{path}");
        }
    }
}
