use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use openidconnect::{
    AdditionalProviderMetadata, IssuerUrl, ProviderMetadata,
    core::{
        CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
        CoreSubjectIdentifierType,
    },
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use url::Url;

use super::{provider::Provider, refused::Why, web::Web};
use crate::Clock;

/// What a provider says of itself holds for so long.
const HOLDS: Duration = Duration::hours(1);
/// That it does not answer, for so long: a crowd at its door asks once.
const AWAY: Duration = Duration::seconds(3);
/// A key that is not known makes us ask again, but not more often than this: anybody can send such a token.
const ASK_AGAIN: Duration = Duration::seconds(30);

/// A discovery document with the keys.
pub(super) type Metadata = ProviderMetadata<
    Promises,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What else it promises there.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Promises {
    /// RFC 8414; many offer PKCE and do not say so.
    #[serde(default)]
    pub(super) code_challenge_methods_supported: Option<Vec<String>>,
    /// RFC 9207: every answer names its issuer.
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Promises {}

/// What this server knows of a provider.
#[derive(Debug, Clone, Default)]
pub(super) struct Knowledge(Arc<Mutex<Known>>);

type Heard = Result<Arc<Metadata>, Why>;

#[derive(Debug, Default)]
struct Known {
    asked: Option<(DateTime<Utc>, Heard)>,
    asked_again_at: Option<DateTime<Utc>>,
}

impl Knowledge {
    /// What is known, asked for where it is not, or is too old. How old it is shows when one's turn comes, which may be long
    /// after one came.
    pub(super) async fn of(&self, provider: &Provider, clock: &Clock) -> Heard {
        let mut known = self.0.lock().await;
        if let Some((at, outcome)) = &known.asked {
            let holds = if outcome.is_ok() { HOLDS } else { AWAY };
            if clock.now() - *at < holds {
                return outcome.clone();
            }
        }
        let outcome = discover(provider).await;
        known.asked = Some((clock.now(), outcome.clone()));
        outcome
    }

    /// Asks again for the sake of a key that is not known; absent: that was done a moment ago.
    pub(super) async fn again(&self, provider: &Provider, clock: &Clock) -> Option<Arc<Metadata>> {
        let mut known = self.0.lock().await;
        let now = clock.now();
        if known.asked_again_at.is_some_and(|at| now - at < ASK_AGAIN) {
            return None;
        }
        known.asked_again_at = Some(now);
        let fresh = discover(provider).await.ok()?;
        known.asked = Some((clock.now(), Ok(Arc::clone(&fresh))));
        Some(fresh)
    }
}

async fn discover(provider: &Provider) -> Heard {
    let unusable = Why::Unusable;
    let issuer = IssuerUrl::new(provider.issuer.clone()).map_err(|error| unusable(error.to_string()))?;
    let web = Web::new(issuer.url()).map_err(|error| unusable(error.to_string()))?;
    let metadata = Metadata::discover_async(issuer, &web).await.map_err(|error| unusable(in_full(&error)))?;
    let needed: [Option<&Url>; 3] = [
        Some(metadata.authorization_endpoint().url()),
        metadata.token_endpoint().map(openidconnect::TokenUrl::url),
        Some(metadata.jwks_uri().url()),
    ];
    if needed.iter().any(|endpoint| !endpoint.is_some_and(super::entry::is_safe)) {
        return Err(unusable("an endpoint of its discovery document is missing, or is not https".to_owned()));
    }
    let methods = metadata.additional_metadata().code_challenge_methods_supported.as_deref();
    if methods.is_some_and(|methods| !methods.iter().any(|method| method == "S256")) {
        return Err(unusable("it does not offer PKCE with S256, without which a stolen code could be used".to_owned()));
    }
    Ok(Arc::new(metadata))
}

/// An error with its causes.
pub(super) fn in_full(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration as Pause,
    };

    use axum::{Router, http::StatusCode};
    use tokio::{net::TcpListener, sync::Notify, time::sleep};

    use super::*;

    #[tokio::test]
    async fn whoever_comes_while_a_provider_hangs_hears_what_the_first_one_heard() {
        let (asked, gives_up) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let door = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let entry = format!("name = \"Company\"\nissuer = \"http://{}\"\nclient_id = \"tocsin\"", door.local_addr().unwrap());
        let entry: toml::Table = entry.parse().unwrap();
        let hangs = {
            let (asked, gives_up) = (Arc::clone(&asked), Arc::clone(&gives_up));
            move || async move {
                asked.fetch_add(1, Ordering::SeqCst);
                gives_up.notified().await;
                StatusCode::GATEWAY_TIMEOUT
            }
        };
        tokio::spawn(async move { axum::serve(door, Router::new().fallback(hangs)).await.unwrap() });
        let provider = super::super::entry::read("company", &toml::Value::Table(entry), "https://tocsin.example.org/").unwrap();

        let clock = Clock::default();
        let came = clock.now();
        clock.stand_at(came);
        let first = provider.knowledge.of(&provider, &clock);
        let second = async {
            while asked.load(Ordering::SeqCst) == 0 {
                sleep(Pause::from_millis(1)).await;
            }
            clock.advance(Duration::seconds(5));
            provider.knowledge.of(&provider, &clock).await
        };
        let time_out = async {
            while clock.now() == came {
                sleep(Pause::from_millis(1)).await;
            }
            clock.advance(Duration::seconds(5));
            gives_up.notify_one();
        };
        let (first, second, ()) = tokio::join!(first, second, time_out);
        assert!(matches!(first, Err(Why::Unusable(_))), "{first:?}");
        assert_eq!(first.err(), second.err());
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }
}
