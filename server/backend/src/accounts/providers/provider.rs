use std::collections::BTreeMap;

use domain::people::Grants;
use url::Url;

use super::{
    entry::{self, BadProvider},
    knowledge::Knowledge,
};
use crate::{Backend, Clock, secret::Secret};

/// The ways to sign in beside e-mail and password, by key. Only the administrator's file makes them.
///
/// ```toml
/// [sign_in.company]
/// name = "Company login"
/// issuer = "https://login.example.org"
/// client_id = "tocsin"
/// client_secret = { file = "/etc/tocsin/client-secret" }   # or { env = "NAME" }, or the text
/// roles = { on-call = "responder", leads = "commander" }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Providers(BTreeMap<String, Provider>);

/// One of them, with what is known of it just now.
#[derive(Clone, Debug)]
pub(super) struct Provider {
    pub(super) key: String,
    /// As people call it.
    pub(super) name: String,
    pub(super) issuer: String,
    pub(super) client_id: String,
    pub(super) client_secret: Option<Secret>,
    pub(super) scopes: Vec<String>,
    pub(super) groups_claim: String,
    pub(super) grants: Grants,
    /// Whether somebody without an account gets one by signing in.
    pub(super) admits_newcomers: bool,
    /// Where it sends browsers back to; the provider compares it to the letter.
    pub(super) back: Url,
    pub(super) knowledge: Knowledge,
}

/// A provider as the sign-in page offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderCard {
    pub key: String,
    pub name: String,
}

impl Providers {
    /// Reads the `[sign_in.KEY]` tables of the settings.
    pub fn from_table(entries: &toml::Table, public_url: &str) -> Result<Self, BadProvider> {
        let read = |(key, entry): (&String, &toml::Value)| Ok((key.clone(), entry::read(key, entry, public_url)?));
        entries.iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    pub fn cards(&self) -> Vec<ProviderCard> {
        self.0.values().map(|provider| ProviderCard { key: provider.key.clone(), name: provider.name.clone() }).collect()
    }

    pub(super) fn get(&self, key: &str) -> Option<&Provider> {
        self.0.get(key)
    }

    /// For `tocsin doctor`: what each says of itself, and what is wrong with it.
    pub async fn examine(&self, clock: &Clock) -> Vec<(ProviderCard, Result<String, String>)> {
        let mut found = Vec::new();
        for (card, provider) in self.cards().into_iter().zip(self.0.values()) {
            found.push((card, provider.examine(clock).await));
        }
        found
    }
}

impl Provider {
    async fn examine(&self, clock: &Clock) -> Result<String, String> {
        self.secret()?;
        let known = self.knowledge.of(self, clock).await.map_err(|why| why.to_string())?;
        let keys = known.jwks().keys().len();
        Ok(format!("{}, {keys} keys; it sends browsers back to {}", self.issuer, self.back))
    }

    /// What Tocsin proves itself with, where there is something.
    pub(super) fn secret(&self) -> Result<Option<String>, String> {
        self.client_secret.as_ref().map(Secret::reveal).transpose()
    }
}

impl Backend {
    /// What the sign-in page offers beside e-mail and password.
    pub fn provider_cards(&self) -> Vec<ProviderCard> {
        self.providers.cards()
    }
}
