//! ID tokens that must not be believed.

use serde_json::json;

use crate::{
    forger::{SECRET, Seal, Token},
    scene::Scene,
};

const SENTENCE: &str = "does not hold, so nobody was signed in";

/// A test for each way to change a token, and the reason that the log gives.
macro_rules! refused {
    ($($name:ident: $reason:literal, $change:expr;)*) => { $(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            let scene = Scene::set().await;
            scene.forger.tokens($change);
            scene.is_refused(SENTENCE, $reason).await;
        }
    )* };
}

fn claim(name: &'static str, value: serde_json::Value) -> impl Fn(&mut Token) + Send {
    move |token| token.claims[name] = value.clone()
}

/// So many seconds from now.
fn at(claim: &'static str, seconds: i64) -> impl Fn(&mut Token) + Send {
    move |token| token.claims[claim] = (token.claims["iat"].as_i64().unwrap() + seconds).into()
}

fn without(claim: &'static str) -> impl Fn(&mut Token) + Send {
    move |token| drop(token.claims.as_object_mut().unwrap().remove(claim))
}

fn hmac(secret: Vec<u8>) -> impl Fn(&mut Token) + Send {
    move |token| {
        token.header["alg"] = "HS256".into();
        token.seal = Seal::Hmac(secret.clone());
    }
}

fn is_unsigned(token: &mut Token) {
    token.header = json!({"alg": "none"});
    token.seal = Seal::None;
}

/// Eve makes herself Ada after the provider has signed.
fn changed_on_the_way(whole: &str) -> String {
    let parts: Vec<&str> = whole.split('.').collect();
    let (flipped, rest) = parts[2].split_at(1);
    let flipped = if flipped == "A" { "B" } else { "A" };
    format!("{}.{}.{flipped}{rest}", parts[0], parts[1])
}

refused! {
    a_token_with_another_nonce_is_refused: "nonce mismatch", claim("nonce", json!("another nonce"));
    a_token_without_a_nonce_is_refused: "missing nonce", without("nonce");
    a_token_for_another_audience_is_refused: "Invalid audiences", claim("aud", json!("another-app"));
    a_token_for_a_further_audience_is_refused: "not a trusted audience", claim("aud", json!(["tocsin", "another-app"]));
    a_token_that_was_given_to_another_party_is_refused: "another party (azp)", claim("azp", json!("another-app"));
    a_token_of_another_issuer_is_refused: "Invalid issuer", claim("iss", json!("https://login.example.org"));
    a_token_that_expired_two_minutes_ago_is_refused: "expired", at("exp", -120);
    a_token_that_is_issued_in_two_minutes_is_refused: "issued at", at("iat", 120);
    a_token_that_begins_in_two_minutes_is_refused: "not valid yet (nbf)", at("nbf", 120);
    a_token_without_a_signature_is_refused: "No signature", is_unsigned;
    a_token_that_is_signed_with_our_own_secret_is_refused: "Disallowed signature algorithm", hmac(SECRET.into());
    a_token_that_is_signed_with_a_key_of_somebody_else_is_refused: "Crypto error", |token: &mut Token| token.seal = Seal::Foreign;
    a_token_that_claims_rsa_for_a_key_that_is_none_is_refused: "a key that the provider does not show",
        |token: &mut Token| token.header["alg"] = "RS256".into();
    a_token_whose_key_is_unknown_is_refused: "a key that the provider does not show",
        |token: &mut Token| token.header["kid"] = "unheard-of".into();
    a_token_that_was_changed_on_the_way_is_refused: "Crypto error", |token: &mut Token| token.tamper = Some(changed_on_the_way);
    a_token_without_a_subject_is_refused: "can't be read", without("sub");
    a_token_with_an_empty_subject_is_refused: "names no subject", claim("sub", json!(""));
    a_token_of_another_access_token_is_refused: "another access token", claim("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA"));
    an_access_token_in_the_place_of_an_id_token_is_refused: "unsupported JWT type", |token: &mut Token| token.header["typ"] = "at+jwt".into();
    a_token_with_an_extension_that_must_be_understood_is_refused: "critical JWT header",
        |token: &mut Token| token.header["crit"] = json!(["exp"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_signed_with_the_public_key_is_refused() {
    let scene = Scene::set().await;
    scene.forger.tokens(hmac(scene.forger.public_key()));
    scene.is_refused(SENTENCE, "Disallowed signature algorithm").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_an_id_token_is_refused() {
    let scene = Scene::set().await;
    scene.forger.answers(|answer| drop(answer.as_object_mut().unwrap().remove("id_token")));
    scene.is_refused(SENTENCE, "there is no ID token").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_that_is_none_is_refused() {
    let scene = Scene::set().await;
    scene.forger.answers(|answer| answer["id_token"] = "not.a.token".into());
    scene.is_refused(SENTENCE, "can't be read").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn user_info_about_somebody_else_is_refused() {
    let scene = Scene::set().await;
    scene.forger.says(&json!({"email": null}));
    scene.forger.has_user_info(json!({"sub": "eve-1", "email": "ada@example.org", "email_verified": true}));
    scene.is_refused(SENTENCE, "about another subject").await;
}
