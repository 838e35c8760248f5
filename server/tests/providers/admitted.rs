//! Who comes in by a provider, and as what.

use serde_json::json;

use crate::{
    forger::Token,
    scene::{Scene, come_back},
    support::{Browser, PASSWORD, Server, postgres},
};

#[tokio::test(flavor = "multi_thread")]
async fn somebody_comes_in_by_the_provider_with_the_role_of_their_groups() {
    let scene = Scene::set().await;
    let page = scene.browser.get("/sign-in?next=/settings/account").await.text().await.unwrap();
    assert!(page.contains("Continue with The Forge") && page.contains("or with your password"), "{page}");
    // A refused form is what gives a browser a session before anybody is signed in.
    scene.browser.post_form("sign_in", &[("email", "ada@example.org"), ("password", "not the right password")]).await;
    let planted = scene.browser.cookies();
    assert!(planted.contains("tocsin="), "{planted}");
    let answer = scene.sign_in().await;
    assert_eq!(answer.headers()["location"], "/settings/account");
    assert_ne!(scene.browser.cookies(), planted);
    assert_eq!(Browser::with_cookies(&scene.server.url, &planted).call("load_account", &[]).await.status(), 401);
    let account = scene.account().await;
    assert_eq!((&account["name"], &account["role"]), (&json!("Ada"), &json!("responder")));
}

#[tokio::test(flavor = "multi_thread")]
async fn once_linked_the_subject_alone_says_who_it_is() {
    let scene = Scene::set().await;
    scene.sign_in().await;
    scene.browser.call("sign_out", &[]).await;
    scene.forger.says(&json!({"email": "dev@example.org", "email_verified": false}));
    scene.sign_in().await;
    assert_eq!(scene.account().await["email"], "ada@example.org");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_group_is_a_new_role_and_ends_the_sessions_of_the_old_one() {
    let scene = Scene::set().await;
    scene.sign_in().await;
    let old = scene.browser.cookies();
    scene.browser.call("sign_out", &[]).await;
    scene.sign_in().await;
    let elsewhere = Browser::with_cookies(&scene.server.url, &scene.browser.cookies());
    assert_ne!(old, scene.browser.cookies());
    let away = Browser::at(&scene.server.url);
    scene.forger.says(&json!({"groups": ["on-call", "leads"]}));
    let asked = crate::scene::leave(&away, &scene.forger).await;
    let code = scene.forger.consent(&asked);
    come_back(&away, "forge", &[("state", &asked["state"]), ("code", &code)]).await;
    let account: serde_json::Value = away.call("load_account", &[]).await.json().await.unwrap();
    assert_eq!(account["role"], "commander");
    assert_eq!(elsewhere.call("load_account", &[]).await.status(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_stays_one_whatever_the_groups_say() {
    let scene = Scene::set().await;
    scene.forger.says(&json!({"sub": "dev-1", "email": "dev@example.org", "groups": ["on-call"]}));
    scene.sign_in().await;
    assert_eq!(scene.account().await["role"], "admin");
}

#[tokio::test(flavor = "multi_thread")]
async fn newcomers_get_an_account_where_they_are_admitted() {
    let scene = Scene::with("admit_newcomers = true\ndefault_role = \"viewer\"", &[]).await;
    scene.forger.says(&json!({"sub": "fay-1", "email": "Fay@example.org", "name": "Fay Moreau", "groups": null}));
    scene.sign_in().await;
    let account = scene.account().await;
    assert_eq!(
        (&account["name"], &account["email"], &account["role"]),
        (&json!("Fay Moreau"), &json!("fay@example.org"), &json!("viewer"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_roles_by_group_members_keep_the_role_that_they_have() {
    let scene = Scene::with("default_role = \"commander\"", &[]).await;
    scene.sign_in().await;
    assert_eq!(scene.account().await["role"], "viewer");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_token_leaves_out_is_looked_up() {
    let scene = Scene::set().await;
    scene.forger.says(&json!({"email": null, "email_verified": null, "groups": null}));
    let more = json!({"sub": "ada-1", "email": "ada@example.org", "email_verified": true, "groups": ["leads"]});
    scene.forger.has_user_info(more);
    scene.sign_in().await;
    assert_eq!(scene.account().await["role"], "commander");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_may_change_its_keys() {
    let scene = Scene::set().await;
    scene.sign_in().await;
    scene.browser.call("sign_out", &[]).await;
    scene.forger.changes_keys("second");
    scene.sign_in().await;
    scene.account().await;
    // Asked for again once; a second time only after a while.
    scene.browser.call("sign_out", &[]).await;
    scene.forger.changes_keys("third");
    scene.is_refused("does not hold", "a key that the provider does not show").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_may_differ_by_half_a_minute() {
    let scene = Scene::set().await;
    scene.forger.tokens(|token: &mut Token| {
        let now = token.claims["iat"].as_i64().unwrap();
        (token.claims["iat"], token.claims["exp"]) = ((now + 30).into(), (now - 30).into());
    });
    scene.sign_in().await;
    scene.account().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_provider_that_is_away_people_still_come_in_by_their_password() {
    let scene = Scene::set().await;
    scene.forger.discovery(|said| said["issuer"] = "nobody".into());
    let answer = scene.browser.submit("/sign-in/with", &[("provider", "forge")]).await;
    scene.was_refused(answer, "or sign in with your password", "can't be used").await;
    scene.browser.call("sign_in", &[("email", "ada@example.org"), ("password", PASSWORD), ("next", "/")]).await;
    assert_eq!(scene.account().await["role"], "viewer");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_began_at_one_server_ends_at_another_one() {
    let database = postgres::Scratch::new().await;
    let scene = Scene::with("default_role = \"viewer\"", &["--database-url", &database.url]).await;
    let settings = scene.settings();
    let other = Server::start_with(&["--config", &settings, "--database-url", &database.url]).await;
    let asked = scene.leave().await;
    let code = scene.forger.consent(&asked);
    let moved = Browser::with_cookies(&other.url, &scene.browser.cookies());
    let back = [("state", asked["state"].as_str()), ("code", code.as_str())];
    // The provider compares the address to return to, which a second server of this test can't share.
    scene.forger.is_careless();
    assert_eq!(come_back(&moved, "forge", &back).await.headers()["location"], "/settings/account");
    assert_eq!(moved.call("load_account", &[]).await.status(), 200);
    let answer = scene.come_back(&back).await;
    scene.was_refused(answer, "belongs to no sign-in", "no attempt of this browser").await;
}
