//! Providers that can't be used, or must not be.

use serde_json::{Value, json};

use crate::scene::Scene;

/// A test for each way to change what the provider says of itself.
macro_rules! unusable {
    ($($name:ident: $reason:literal, $change:expr;)*) => { $(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            let scene = Scene::set().await;
            scene.forger.discovery($change);
            let answer = scene.browser.submit("/sign-in/with", &[("provider", "forge")]).await;
            scene.was_refused(answer, "The Forge can't be used just now", $reason).await;
        }
    )* };
}

unusable! {
    a_provider_that_offers_no_pkce_but_the_plain_one_is_refused: "does not offer PKCE with S256",
        |said: &mut Value| said["code_challenge_methods_supported"] = json!(["plain"]);
    a_provider_that_says_it_is_another_one_is_refused: "unexpected issuer",
        |said: &mut Value| said["issuer"] = "https://login.example.org".into();
    a_provider_that_wants_codes_in_clear_is_refused: "is not https",
        |said: &mut Value| said["token_endpoint"] = "http://192.0.2.1/token".into();
    a_provider_that_shows_its_keys_in_clear_is_refused: "is not https",
        |said: &mut Value| said["jwks_uri"] = "http://192.0.2.1/keys".into();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_sends_our_code_elsewhere_is_refused() {
    let scene = Scene::set().await;
    scene.forger.moves_to("http://127.0.0.1:9/token");
    scene.is_refused("did not confirm this sign-in", "did not take the code").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_says_nothing_of_pkce_is_asked_with_it_nevertheless() {
    let scene = Scene::set().await;
    scene.forger.discovery(|said: &mut Value| drop(said.as_object_mut().unwrap().remove("code_challenge_methods_supported")));
    let asked = scene.leave().await;
    assert_eq!((asked["code_challenge_method"].as_str(), asked["code_challenge"].len()), ("S256", 43));
    let code = scene.forger.consent(&asked);
    scene.come_back(&[("state", &asked["state"]), ("code", &code)]).await;
    assert_eq!(scene.account().await["email"], "ada@example.org");
}
