use backend::Ask;
use domain::{
    ids::PersonId,
    people::{Role, Who},
};

use crate::support::{Browser, PASSWORD, Server};

const ELSEWHERE: &[(&str, &str)] = &[("email", "ada@example.org"), ("password", PASSWORD), ("next", "/")];

#[tokio::test(flavor = "multi_thread")]
async fn an_id_from_before_signing_in_is_worth_nothing_afterwards() {
    let server = Server::start().await;
    server.joined("Ada", Role::Viewer).await;
    let browser = Browser::at(&server.url);
    // A refused form is what gives a browser a session before anybody is signed in.
    browser.post_form("sign_in", &[("email", "ada@example.org"), ("password", "not the right password")]).await;
    let planted = browser.cookies();
    assert!(planted.contains("tocsin="), "{planted}");
    browser.call("sign_in", ELSEWHERE).await;
    let own = browser.cookies();
    assert_ne!(own, planted);
    assert_eq!(browser.call("load_account", &[]).await.status(), 200);
    assert_eq!(Browser::with_cookies(&server.url, &planted).call("load_account", &[]).await.status(), 401);

    browser.call("sign_in", ELSEWHERE).await;
    assert_ne!(browser.cookies(), own, "nor is that of a sign-in before");
    assert_eq!(Browser::with_cookies(&server.url, &own).call("load_account", &[]).await.status(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_from_before_a_password_link_was_used_is_worth_nothing_afterwards() {
    let server = Server::start().await;
    server.joined("Ada", Role::Viewer).await;
    let id: PersonId = server.id_of("Ada").await.parse().unwrap();
    let link = server.backend().await.make_password_link(Ask::by(&Who::tocsin()), id).await.unwrap();
    let token = link.path.trim_start_matches("/new-password/");
    let browser = Browser::at(&server.url);
    browser.post_form("choose_password", &[("token", token), ("password", "short")]).await;
    let planted = browser.cookies();
    assert!(planted.contains("tocsin="), "{planted}");
    let page = browser.get(&link.path).await.text().await.unwrap();
    assert!(page.contains("take at least 12") && page.contains(token), "the form comes back with its link:\n{page}");
    browser.post_form("choose_password", &[("token", token), ("password", "a horse of another colour")]).await;
    assert_eq!(browser.call("load_account", &[]).await.status(), 200);
    assert_eq!(Browser::with_cookies(&server.url, &planted).call("load_account", &[]).await.status(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_role_takes_a_new_session() {
    let server = Server::start().await;
    let dev = server.joined("Dev", Role::Admin).await;
    let ada = server.joined("Ada", Role::Viewer).await;
    let old = ada.cookies();
    let id = server.id_of("Ada").await;
    let answer = dev.call("change_role", &[("person", &id), ("role", "commander")]).await;
    assert!(answer.status().is_redirection() || answer.status().is_success(), "{answer:?}");
    assert_eq!(Browser::with_cookies(&server.url, &old).call("load_account", &[]).await.status(), 401);
    ada.call("sign_in", ELSEWHERE).await;
    assert_ne!(ada.cookies(), old);
    let page = ada.get("/settings/account").await.text().await.unwrap();
    assert!(page.contains("a commander"), "the new role is theirs");
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_the_cookie_is_bound_to_this_very_host() {
    let server = Server::start_with(&["--public-url", "https://tocsin.example.org"]).await;
    let token = server.set_up_token().await;
    let fields = [("token", token.as_str()), ("name", "Dev"), ("email", "dev@example.org"), ("password", PASSWORD)];
    let answer = Browser::at(&server.url).call("set_up", &fields).await;
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-tocsin="), "{cookie}");
    let said = cookie.to_lowercase();
    for part in ["; secure", "; httponly", "; samesite=lax", "; path=/"] {
        assert!(said.contains(part), "{cookie} lacks {part}");
    }
    assert!(!said.contains("domain="), "{cookie}");
}
