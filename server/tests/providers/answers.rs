//! Ways back from the provider that lead nowhere.

use std::{collections::HashMap, net::IpAddr};

use backend::accounts::Providers;
use chrono::Duration;

use crate::{
    scene::{Scene, come_back, leave},
    support::Browser,
};

const NOT_ASKED: &str = "belongs to no sign-in that this browser began";
const NO_ATTEMPT: &str = "no attempt of this browser";
const TOO_LATE: &str = "began within the last ten minutes, so it was not used. Begin again below.";

/// Ada's browser as it left for the provider this long ago; gives what the provider was asked.
async fn left_ago(scene: &mut Scene, minutes: i64) -> HashMap<String, String> {
    let settings: toml::Table = std::fs::read_to_string(scene.settings()).unwrap().parse().unwrap();
    let providers = Providers::from_table(settings["sign_in"].as_table().unwrap(), &scene.server.url).unwrap();
    let then = scene.server.backend().await.with_providers(providers);
    then.clock.advance(Duration::minutes(-minutes));
    let address = IpAddr::from([127, 0, 0, 1]);
    let begun = then.begin_provider_sign_in("forge", "/settings/account", address).await.unwrap();
    scene.browser = Browser::with_cookies(&scene.server.url, &format!("tocsin-sign-in={}", begun.secret));
    begun.url.query_pairs().into_owned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_that_nobody_gave_out_is_refused() {
    let scene = Scene::set().await;
    let code = scene.forger.consent(&scene.leave().await);
    let answer = scene.come_back(&[("state", "made-up"), ("code", &code)]).await;
    scene.was_refused(answer, NOT_ASKED, NO_ATTEMPT).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_a_state_is_refused() {
    let scene = Scene::set().await;
    let code = scene.forger.consent(&scene.leave().await);
    let answer = scene.come_back(&[("code", &code)]).await;
    scene.was_refused(answer, NOT_ASKED, NO_ATTEMPT).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_states_at_once_are_refused() {
    let scene = Scene::set().await;
    let asked = scene.leave().await;
    let code = scene.forger.consent(&asked);
    let answer = scene.come_back(&[("state", &asked["state"]), ("state", "made-up"), ("code", &code)]).await;
    scene.was_refused(answer, NOT_ASKED, NO_ATTEMPT).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_what_another_browser_asked_is_refused_and_stays_good_for_that_one() {
    let scene = Scene::set().await;
    let eve = Browser::at(&scene.server.url);
    let asked = leave(&eve, &scene.forger).await;
    let code = scene.forger.consent(&asked);
    let back = [("state", asked["state"].as_str()), ("code", code.as_str())];
    let answer = scene.come_back(&back).await;
    scene.was_refused(answer, NOT_ASKED, NO_ATTEMPT).await;
    assert_eq!(come_back(&eve, "forge", &back).await.headers()["location"], "/settings/account");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_a_second_time_is_refused() {
    let scene = Scene::set().await;
    scene.forger.is_careless();
    let asked = scene.leave().await;
    let code = scene.forger.consent(&asked);
    let cookies = scene.browser.cookies();
    let back = [("state", asked["state"].as_str()), ("code", code.as_str())];
    assert_eq!(scene.come_back(&back).await.headers()["location"], "/settings/account");
    scene.account().await;
    // Somebody who has got hold of all that the browser had on its way.
    let eve = Browser::with_cookies(&scene.server.url, &cookies);
    assert_eq!(come_back(&eve, "forge", &back).await.headers()["location"], "/sign-in");
    assert!(eve.get("/sign-in").await.text().await.unwrap().contains(NOT_ASKED));
    assert_eq!(eve.call("load_account", &[]).await.status(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_after_ten_minutes_is_refused() {
    let mut scene = Scene::set().await;
    let asked = left_ago(&mut scene, 9).await;
    let code = scene.forger.consent(&asked);
    let answer = scene.come_back(&[("state", &asked["state"]), ("code", &code)]).await;
    assert_eq!(answer.headers()["location"], "/settings/account", "nine minutes are not too many");

    let asked = left_ago(&mut scene, 10).await;
    let code = scene.forger.consent(&asked);
    let answer = scene.come_back(&[("state", &asked["state"]), ("code", &code)]).await;
    scene.was_refused(answer, TOO_LATE, NO_ATTEMPT).await;
    let forgotten = scene.server.backend().await.forget_provider_attempts().await.unwrap();
    assert_eq!(forgotten, 1, "it was there, and is too old");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_arrives_at_the_door_of_another_provider_is_refused() {
    let scene = Scene::set().await;
    let asked = scene.leave().await;
    let code = scene.forger.consent(&asked);
    let answer = come_back(&scene.browser, "other", &[("state", &asked["state"]), ("code", &code)]).await;
    scene.was_refused(answer, NOT_ASKED, NO_ATTEMPT).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_names_another_issuer_is_refused() {
    let scene = Scene::set().await;
    let asked = scene.leave().await;
    let code = scene.forger.consent(&asked);
    let answer = scene.come_back(&[("state", &asked["state"]), ("code", &code), ("iss", "https://evil.example")]).await;
    scene.was_refused(answer, "did not come from The Forge", "another issuer").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_names_no_issuer_is_refused_where_the_provider_promises_one() {
    let scene = Scene::set().await;
    scene.forger.discovery(|said| said["authorization_response_iss_parameter_supported"] = true.into());
    scene.is_refused("did not come from The Forge", "none where the provider promises one").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_says_no_at_the_provider_is_told_what_to_do() {
    let scene = Scene::set().await;
    let asked = scene.leave().await;
    let answer = scene.come_back(&[("state", &asked["state"]), ("error", "access_denied")]).await;
    scene.was_refused(answer, "The Forge did not sign you in", "the error access_denied").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_a_code_is_refused() {
    let scene = Scene::set().await;
    let asked = scene.leave().await;
    let answer = scene.come_back(&[("state", &asked["state"])]).await;
    scene.was_refused(answer, "The Forge did not sign you in", "no code").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_nobody_gave_out_is_refused() {
    let scene = Scene::set().await;
    let asked = scene.leave().await;
    let answer = scene.come_back(&[("state", &asked["state"]), ("code", "made-up")]).await;
    scene.was_refused(answer, "did not confirm this sign-in", "invalid_grant").await;
}

/// Eve puts a code of Ada's into her own sign-in: she lacks what PKCE wants.
#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_code_is_refused() {
    let scene = Scene::set().await;
    let code = scene.forger.consent(&leave(&Browser::at(&scene.server.url), &scene.forger).await);
    let asked = scene.leave().await;
    let answer = scene.come_back(&[("state", &asked["state"]), ("code", &code)]).await;
    scene.was_refused(answer, "did not confirm this sign-in", "invalid_grant").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_code_is_refused_even_where_the_provider_does_not_look_at_pkce() {
    let scene = Scene::set().await;
    scene.forger.is_careless();
    let code = scene.forger.consent(&leave(&Browser::at(&scene.server.url), &scene.forger).await);
    let asked = scene.leave().await;
    let answer = scene.come_back(&[("state", &asked["state"]), ("code", &code)]).await;
    scene.was_refused(answer, "does not hold", "nonce mismatch").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_led_to_another_site() {
    let scene = Scene::set().await;
    let form = [("provider", "forge"), ("next", "//evil.example/")];
    let page = scene.browser.submit("/sign-in/with", &form).await.text().await.unwrap();
    let url = page.split("content=\"0;url=").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let asked = url::Url::parse(&url).unwrap().query_pairs().into_owned().collect();
    let code = scene.forger.consent(&asked);
    assert_eq!(asked["redirect_uri"], format!("{}/sign-in/forge/return", scene.server.url));
    let answer = scene.come_back(&[("state", &asked["state"]), ("code", &code)]).await;
    assert_eq!(answer.headers()["location"], "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_can_not_begin_a_sign_in() {
    let scene = Scene::set().await;
    let answer = scene.browser.submit_from("https://evil.example", "/sign-in/with", &[("provider", "forge")]).await;
    assert_eq!(answer.status(), 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_not_configured_is_refused() {
    let scene = Scene::set().await;
    let answer = scene.browser.submit("/sign-in/with", &[("provider", "nobody")]).await;
    scene.was_refused(answer, "no such way to sign in", "").await;
}
