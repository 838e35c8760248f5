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
    let token = server.set_up_token();
    let fields =
        [("token", token.as_str()), ("name", "Dev"), ("email", "dev@example.org"), ("password", "a horse that nobody stapled")];
    let answer = Browser::at(&server.url).call("set_up", &fields).await;
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_lowercase();
    assert!(cookie.contains("httponly") && cookie.contains("samesite=lax"), "{cookie}");
}
