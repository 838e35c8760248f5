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
    let decoded = steps.to_lowercase().replace("%2e", ".").replace("%2f", "/").replace("%5c", "/");
    if decoded.split('/').any(|step| step == "..") {
        return refused("it climbs out with “..”");
    }
    let mut url = base.clone();
    let root = base.path().trim_end_matches('/');
    // Setting the path can't change the host, as joining could.
    url.set_path(&format!("{root}/{}", steps.trim_start_matches('/')));
    url.set_query(query);
    if url.origin() != base.origin() || !url.path().starts_with(&format!("{root}/")) {
        return refused("it leaves the base");
    }
    Ok(url)
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
        ] {
            assert_eq!(below(&base, path).unwrap().as_str(), whole);
        }
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
        ] {
            assert!(below(&base, path).is_err(), "{path}");
        }
    }
}
