//! Proofs that hold, of somebody who may not come in.

use serde_json::json;

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_not_verified_opens_no_account() {
    let scene = Scene::set().await;
    scene.forger.says(&json!({"email_verified": false}));
    scene.is_refused("has not verified your e-mail address", "no address that it has verified").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_which_nothing_is_said_opens_no_account() {
    let scene = Scene::set().await;
    scene.forger.says(&json!({"email_verified": null}));
    scene.is_refused("has not verified your e-mail address", "no address that it has verified").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_without_an_address_opens_no_account() {
    let scene = Scene::set().await;
    scene.forger.says(&json!({"email": null, "email_verified": null}));
    scene.is_refused("has not verified your e-mail address", "no address that it has verified").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_subject_with_the_same_address_is_refused() {
    let scene = Scene::set().await;
    assert_eq!(scene.sign_in().await.headers()["location"], "/settings/account");
    scene.browser.call("sign_out", &[]).await;
    scene.forger.says(&json!({"sub": "ada-2"}));
    scene.is_refused("belongs to another identity at The Forge", "another subject is linked").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_without_an_account_is_refused_where_newcomers_are_not_admitted() {
    let scene = Scene::set().await;
    scene.forger.says(&json!({"sub": "fay-1", "email": "fay@example.org"}));
    scene.is_refused("There is no account with your address", "newcomers are not admitted").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_in_no_group_with_a_role_is_refused() {
    let scene = Scene::set().await;
    scene.forger.says(&json!({"groups": ["chess", "Leads"]}));
    scene.is_refused("None of your groups at The Forge has a role", "none of the groups has a role").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_is_disabled_is_refused() {
    let scene = Scene::set().await;
    let ada = scene.server.id_of("Ada").await;
    scene.dev.call("disable_person", &[("person", &ada)]).await;
    scene.is_refused("This account is disabled", "").await;
}
