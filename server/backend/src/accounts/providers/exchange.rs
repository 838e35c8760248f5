use chrono::{DateTime, Duration, Utc};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, AsyncHttpClient as _, AuthType, AuthorizationCode, ClaimsVerificationError,
    Client, ClientId, ClientSecret, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdToken, IdTokenClaims,
    IdTokenFields, IdTokenVerifier, Nonce, OAuth2TokenResponse as _, PkceCodeVerifier, RedirectUrl, RequestTokenError,
    SignatureVerificationError, StandardErrorResponse, StandardTokenResponse, TokenResponse as _,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken, CoreRevocationErrorResponse,
        CoreTokenIntrospectionResponse, CoreTokenType,
    },
    http,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    attempts::Attempt,
    knowledge::{Metadata, in_full},
    proof::{Proof, is_complete},
    provider::Provider,
    refused::Why,
    web::Web,
};
use crate::Clock;

/// Clocks of servers differ; by no more than this.
const LEEWAY: Duration = Duration::seconds(60);

/// What is signed with a key that the provider alone has. HMAC and `none` are not among them.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// All claims that OpenID Connect has no name for: groups, times.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Others {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for Others {}

type Token = IdToken<Others, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Claims = IdTokenClaims<Others, CoreGenderClaim>;
type Fields =
    IdTokenFields<Others, EmptyExtraTokenFields, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
/// Tocsin as the provider's client.
pub(super) type Party = Client<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl Provider {
    pub(super) fn party(&self, known: &Metadata) -> Result<Party, Why> {
        let secret = self.secret().map_err(Why::Unusable)?.map(ClientSecret::new);
        let methods = known.token_endpoint_auth_methods_supported();
        let takes = |method| methods.is_none_or(|methods| methods.contains(&method));
        // In the header, as is usual where nothing is said.
        let how = if takes(CoreClientAuthMethod::ClientSecretBasic) { AuthType::BasicAuth } else { AuthType::RequestBody };
        Ok(Party::from_provider_metadata(known.clone(), ClientId::new(self.client_id.clone()), secret)
            .set_auth_type(how)
            .set_redirect_uri(RedirectUrl::from_url(self.back.clone())))
    }

    /// Hands the code in, and looks at what comes back. The tokens end here.
    pub(super) async fn redeem(&self, code: String, attempt: &Attempt, clock: &Clock) -> Result<Proof, Why> {
        let known = self.knowledge.of(self, clock).await?;
        let web = Web::new(known.issuer().url()).map_err(|error| Why::Unusable(error.to_string()))?;
        let party = self.party(&known)?;
        let request = party.exchange_code(AuthorizationCode::new(code)).map_err(|error| Why::Unusable(error.to_string()))?;
        let tokens =
            request.set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier.clone())).request_async(&web).await.map_err(
                |error| match error {
                    RequestTokenError::ServerResponse(said) => Why::CodeRefused(said.error().to_string()),
                    RequestTokenError::Request(error) => Why::Unusable(error.to_string()),
                    RequestTokenError::Parse(error, _) => Why::BadProof(format!("the answer can't be read at {}", error.path())),
                    RequestTokenError::Other(error) => Why::CodeRefused(error),
                },
            )?;
        let token = tokens.id_token().ok_or_else(|| Why::BadProof("there is no ID token".to_owned()))?;
        let (nonce, now) = (Nonce::new(attempt.nonce.clone()), clock.now());
        let claims = match self.verify(token, &known, &nonce, tokens.access_token(), now) {
            // It may have changed its keys.
            Err(Mistrust::UnknownKey) => match self.knowledge.again(self, clock).await {
                Some(fresh) => self.verify(token, &fresh, &nonce, tokens.access_token(), now),
                None => Err(Mistrust::UnknownKey),
            },
            verdict => verdict,
        }
        .map_err(|mistrust| Why::BadProof(mistrust.to_string()))?;
        let subject = claims.subject().to_string();
        let claims = as_map(claims);
        let groups_claim = Some(self.groups_claim.as_str()).filter(|_| !self.grants.by_group.is_empty());
        let more = if is_complete(&claims, groups_claim) {
            Map::new()
        } else {
            user_info(&web, &known, tokens.access_token(), &subject).await?
        };
        Ok(Proof::read(subject, &claims, &more, &self.groups_claim))
    }

    fn verify<'t>(
        &self,
        token: &'t Token,
        known: &Metadata,
        nonce: &Nonce,
        access: &AccessToken,
        now: DateTime<Utc>,
    ) -> Result<&'t Claims, Mistrust> {
        // As a public client, whatever we are: so that a token that is “signed” with our own secret is none.
        let party = ClientId::new(self.client_id.clone());
        let verifier = IdTokenVerifier::new_public_client(party, known.issuer().clone(), known.jwks().clone())
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || now - LEEWAY)
            .set_issue_time_verifier_fn(move |at| if at > now + LEEWAY { Err(format!("issued at {at}")) } else { Ok(()) });
        let claims = token.claims(&verifier, nonce)?;
        if claims.authorized_party().is_some_and(|party| party.as_str() != self.client_id) {
            return Err(Mistrust::Other("it was given to another party (azp)".to_owned()));
        }
        if claims.subject().is_empty() {
            return Err(Mistrust::Other("it names no subject".to_owned()));
        }
        let begins = claims.additional_claims().all.get("nbf").and_then(Value::as_i64);
        if begins.is_some_and(|begins| begins > (now + LEEWAY).timestamp()) {
            return Err(Mistrust::Other("it is not valid yet (nbf)".to_owned()));
        }
        if let Some(told) = claims.access_token_hash() {
            let signing = |error: SignatureVerificationError| Mistrust::Other(in_full(&error));
            let (algorithm, key) = (token.signing_alg().map_err(signing)?, token.signing_key(&verifier).map_err(signing)?);
            let own = AccessTokenHash::from_token(access, algorithm, key).map_err(|error| Mistrust::Other(in_full(&error)))?;
            if own != *told {
                return Err(Mistrust::Other("it belongs to another access token (at_hash)".to_owned()));
            }
        }
        Ok(claims)
    }
}

/// Why an ID token is not believed.
#[derive(Debug, thiserror::Error)]
enum Mistrust {
    #[error("it is signed with a key that the provider does not show")]
    UnknownKey,
    #[error("{0}")]
    Other(String),
}

impl From<ClaimsVerificationError> for Mistrust {
    fn from(error: ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => Self::UnknownKey,
            error => Self::Other(in_full(&error)),
        }
    }
}

/// What the provider tells of the bearer of the access token; nothing where it has no such endpoint.
async fn user_info(web: &Web, known: &Metadata, access: &AccessToken, subject: &str) -> Result<Map<String, Value>, Why> {
    let Some(endpoint) = known.userinfo_endpoint() else { return Ok(Map::new()) };
    let request = http::Request::get(endpoint.as_str())
        .header(http::header::ACCEPT, "application/json")
        .header(http::header::AUTHORIZATION, format!("Bearer {}", access.secret()))
        .body(Vec::new())
        .map_err(|_| Why::BadProof("the access token can't be sent".to_owned()))?;
    let answer = web.call(request).await.map_err(|error| Why::Unusable(error.to_string()))?;
    if answer.status() != http::StatusCode::OK {
        return Err(Why::BadProof(format!("the user info endpoint answers {}", answer.status())));
    }
    let claims: Map<String, Value> = serde_json::from_slice(answer.body())
        .map_err(|_| Why::BadProof("the user info can't be read: it must be JSON and not signed".to_owned()))?;
    if claims.get("sub").and_then(Value::as_str) != Some(subject) {
        return Err(Why::BadProof("the user info is about another subject".to_owned()));
    }
    Ok(claims)
}

fn as_map(claims: &Claims) -> Map<String, Value> {
    match serde_json::to_value(claims) {
        Ok(Value::Object(claims)) => claims,
        _ => Map::new(),
    }
}
