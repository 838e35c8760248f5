use domain::people::Role;

use crate::{
    support::{Browser, Server},
    table::CALLS,
};

#[tokio::test(flavor = "multi_thread")]
async fn another_site_can_do_nothing_with_our_cookies() {
    let server = Server::start().await;
    let dev = server.joined("Dev", Role::Admin).await;
    for (endpoint, body) in CALLS {
        let status = dev.call_from_elsewhere(endpoint, body).await.status();
        assert_eq!(status, 403, "{endpoint} took a request from another site");
    }
    assert_eq!(dev.call("load_account", &[]).await.status(), 200, "and all of it left the session alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_live_connection_is_for_our_own_pages_and_for_those_who_are_signed_in() {
    let server = Server::start().await;
    let ben = server.joined("Ben", Role::Responder).await;
    assert_eq!(ben.knock_live("https://elsewhere.example").await.status(), 403);
    assert_eq!(Browser::at(&server.url).knock_live(&server.url).await.status(), 401);
    assert_eq!(ben.knock_live(&server.url).await.status(), 101);
}

/// As people type it; whoever passes requests on to Tocsin leaves it as it is.
const HOST: &str = "tocsin.example.org";

/// How the opening of a live connection is answered that comes from a page of this origin, or from something that names none.
async fn knock(browser: &Browser, origin: Option<&str>) -> u16 {
    knock_at(browser, HOST, origin).await
}

/// The same under another name.
async fn knock_at(browser: &Browser, host: &str, origin: Option<&str>) -> u16 {
    let mut headers = vec![
        ("host", host),
        ("connection", "Upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    headers.extend(origin.map(|origin| ("origin", origin)));
    browser.get_with("/live", &headers).await.status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_live_connection_is_for_no_origin_that_only_resembles_ours() {
    let server = Server::start().await;
    let ben = server.joined("Ben", Role::Responder).await;
    let foreign = [
        "https://elsewhere.example",
        // A frame in a sandbox, or a file.
        "null",
        "https://tocsin.example.org:8443",
        "ftp://tocsin.example.org",
        "https://status.tocsin.example.org",
        "https://example.org",
        "https://nottocsin.example.org",
        "https://tocsin.example.org.elsewhere.example",
        "https://tocsin.example.org@elsewhere.example",
        "https://elsewhere.example@tocsin.example.org",
        "https://elsewhere.example/https://tocsin.example.org",
        "https://elsewhere.example#://tocsin.example.org",
        "tocsin.example.org",
        "",
    ];
    for origin in foreign {
        assert_eq!(knock(&ben, Some(origin)).await, 403, "“{origin}” was let in");
    }
    // Every browser names one: what names none is no page of ours, whatever cookies it has.
    assert_eq!(knock(&ben, None).await, 403);
    // Tocsin itself speaks plain HTTP; the page is one of HTTPS where something before it does.
    assert_eq!(knock(&ben, Some("https://tocsin.example.org")).await, 101);
    assert_eq!(knock(&ben, Some("http://tocsin.example.org")).await, 101, "nobody has said that people come by HTTPS");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_people_come_by_https_the_live_connection_is_for_no_page_of_plain_http() {
    // As browsers write it, whatever the case and the end of it here.
    for public_url in ["https://tocsin.example.org", "https://Tocsin.example.org:443/"] {
        let server = Server::start_with(&["--public-url", public_url]).await;
        let ben = server.joined("Ben", Role::Responder).await;
        assert_eq!(knock(&ben, Some("http://tocsin.example.org")).await, 403, "{public_url}");
        assert_eq!(knock(&ben, Some("https://tocsin.example.org")).await, 101, "{public_url}");
        // From its own machine, and by a name that only some people use.
        assert_eq!(ben.knock_live(&server.url).await.status(), 101, "{public_url}");
        for origin in ["http://tocsin.internal", "https://tocsin.internal"] {
            assert_eq!(knock_at(&ben, "tocsin.internal", Some(origin)).await, 101, "{origin} where it is {public_url}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_palette_finds_nothing_for_those_who_are_not_signed_in() {
    let server = Server::start().await;
    let ben = server.joined("Ben", Role::Responder).await;
    assert_eq!(Browser::at(&server.url).get("/search/list?q=ben").await.status(), 401);
    let options = ben.get("/search/list?q=ben").await.text().await.unwrap();
    assert!(options.contains("role=\"listbox\"") && options.contains("ben@example.org"), "{options}");
    let page = Browser::at(&server.url).get("/search?q=ben").await;
    assert_eq!(page.headers()["location"], "/sign-in?next=/search%3Fq%3Dben");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_headers_that_keep_browsers_careful() {
    let server = Server::start().await;
    let browser = Browser::at(&server.url);
    for path in ["/sign-in", "/incidents", "/healthz", "/no-such-page", "/pkg/no-such-file"] {
        let answer = browser.get(path).await;
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
        assert_eq!(header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{path}");
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_saw_is_not_kept_for_the_next_person() {
    let server = Server::start().await;
    let ben = server.joined("Ben", Role::Responder).await;
    let answer = ben.get("/incidents").await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["cache-control"], "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_cookie_is_out_of_reach_for_scripts() {
    let server = Server::start().await;
    let token = server.set_up_token().await;
    let fields =
        [("token", token.as_str()), ("name", "Dev"), ("email", "dev@example.org"), ("password", "a horse that nobody stapled")];
    let answer = Browser::at(&server.url).call("set_up", &fields).await;
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_lowercase();
    assert!(cookie.contains("httponly") && cookie.contains("samesite=lax"), "{cookie}");
}
