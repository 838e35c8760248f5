use std::net::IpAddr;

use domain::Refusal;
use openidconnect::{
    CsrfToken, Nonce, PkceCodeChallenge, Scope,
    core::{CoreAuthenticationFlow, CoreResponseType},
};
use serde::Deserialize;
use url::Url;

use super::{
    super::{SignedIn, token::new_token},
    attempts::{Attempt, Keys},
    provider::Provider,
    refused::{Why, refuse},
};
use crate::{Backend, Clock, Result};

/// A sign-in that a browser has begun.
pub struct Begun {
    /// As people call the provider.
    pub name: String,
    /// Where the browser goes now.
    pub url: Url,
    /// What the browser keeps until it comes back, in a cookie of its own.
    pub secret: String,
}

/// What a browser brings back in the address.
#[derive(Debug, Default, Deserialize)]
pub struct ProviderAnswer {
    #[serde(default)]
    pub state: String,
    pub code: Option<String>,
    /// The issuer (RFC 9207).
    pub iss: Option<String>,
    pub error: Option<String>,
}

impl Backend {
    /// Begins a sign-in: what the provider is asked is bound to this browser and to this once. `next` is the path to go
    /// on to, `address` where the request comes from.
    pub async fn begin_provider_sign_in(&self, key: &str, next: &str, address: IpAddr) -> Result<Begun> {
        let provider = self.provider(key)?;
        let begun = self.ask_provider(provider, next, address).await?;
        begun.map_err(|why| refuse(provider, &why))
    }

    async fn ask_provider(&self, provider: &Provider, next: &str, address: IpAddr) -> Result<std::result::Result<Begun, Why>> {
        let party = match provider.knowledge.of(provider, &self.clock).await.and_then(|known| provider.party(&known)) {
            Ok(party) => party,
            Err(why) => return Ok(Err(why)),
        };
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = new_token();
        let attempt = Attempt { nonce: nonce.clone(), verifier: verifier.into_secret(), next: next.chars().take(500).collect() };
        let Keys { state, secret } = self.keep_attempt(&provider.key, attempt, address).await?;
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let request =
            party.authorize_url::<_, CoreResponseType, _>(flow, move || CsrfToken::new(state), move || Nonce::new(nonce));
        let scopes = provider.scopes.iter().filter(|scope| *scope != "openid").map(|scope| Scope::new(scope.clone()));
        let (url, _, _) = request.add_scopes(scopes).set_pkce_challenge(challenge).url();
        Ok(Ok(Begun { name: provider.name.clone(), url, secret }))
    }

    /// Ends it: gives who is signed in, and the path to go on to. `secret` is what the browser has kept.
    pub async fn finish_provider_sign_in(
        &self,
        key: &str,
        answer: ProviderAnswer,
        secret: Option<String>,
    ) -> Result<(SignedIn, String)> {
        let provider = self.provider(key)?;
        // First, so that nobody without an attempt makes us do or say anything.
        let keys = Keys { state: answer.state.clone(), secret: secret.unwrap_or_default() };
        let Some(attempt) = self.take_attempt(key, &keys).await? else { return Err(refuse(provider, &Why::NotAsked)) };
        let proof = match provider.prove(answer, &attempt, &self.clock).await {
            Ok(proof) => proof,
            Err(why) => return Err(refuse(provider, &why)),
        };
        let signed_in = self.admit_proven(provider, &proof).await?;
        Ok((signed_in, attempt.next))
    }

    fn provider(&self, key: &str) -> Result<&Provider> {
        let unknown = || Refusal::unlawful("There is no such way to sign in any more. Choose one of those below.");
        self.providers.get(key).ok_or_else(|| unknown().into())
    }
}

impl Provider {
    async fn prove(
        &self,
        answer: ProviderAnswer,
        attempt: &Attempt,
        clock: &Clock,
    ) -> std::result::Result<super::proof::Proof, Why> {
        let known = self.knowledge.of(self, clock).await?;
        let must_name = known.additional_metadata().authorization_response_iss_parameter_supported;
        match answer.iss {
            Some(iss) if iss != self.issuer => return Err(Why::AnotherIssuer),
            None if must_name => return Err(Why::AnotherIssuer),
            _ => {}
        }
        if let Some(error) = answer.error {
            // It came by way of the browser: nothing of it but a word.
            let word = error.chars().filter(|c| c.is_ascii_lowercase() || *c == '_').take(40).collect();
            return Err(Why::SaidNo(word));
        }
        let code = answer.code.filter(|code| !code.is_empty()).ok_or_else(|| Why::SaidNo("no code".to_owned()))?;
        self.redeem(code, attempt, clock).await
    }
}
