use std::{collections::BTreeMap, net::IpAddr};

use domain::people::{Grants, Role};
use serde::Deserialize;
use thiserror::Error;
use url::{Host, Url};

use super::provider::Provider;
use crate::secret::Secret;

/// Why an entry is not a provider: a sentence that names it and says what to write.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("The sign-in provider {key} is not usable: {reason}")]
pub struct BadProvider {
    pub key: String,
    pub reason: String,
}

/// `[sign_in.KEY]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    issuer: String,
    client_id: String,
    client_secret: Option<Secret>,
    #[serde(default = "usual_scopes")]
    scopes: Vec<String>,
    #[serde(default = "usual_claim")]
    groups_claim: String,
    #[serde(default)]
    roles: BTreeMap<String, Role>,
    default_role: Option<Role>,
    #[serde(default)]
    admit_newcomers: bool,
}

fn usual_scopes() -> Vec<String> {
    vec!["email".to_owned(), "profile".to_owned()]
}

fn usual_claim() -> String {
    "groups".to_owned()
}

/// Reads one entry. `public_url` is how browsers reach us, and so where the provider sends them back.
pub(super) fn read(key: &str, entry: &toml::Value, public_url: &str) -> Result<Provider, BadProvider> {
    let bad = |reason: String| BadProvider { key: key.to_owned(), reason };
    let is_plain = |key: &str| key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if key.is_empty() || key.len() > 40 || !is_plain(key) {
        return Err(bad("write its key in small letters, digits and hyphens, as in [sign_in.company].".to_owned()));
    }
    // The message of the parser names the field but may quote the text, which may be secret.
    let entry: Entry = entry
        .clone()
        .try_into()
        .map_err(|error: toml::de::Error| bad(format!("{}. The guide lists its settings.", error.message())))?;
    if entry.name.trim().is_empty() || entry.name.chars().count() > 40 {
        return Err(bad("name is what people read on its button: write 1 to 40 characters.".to_owned()));
    }
    if entry.client_id.is_empty() {
        return Err(bad("client_id is what the provider calls Tocsin: copy it from there.".to_owned()));
    }
    if entry.admit_newcomers && entry.roles.is_empty() && entry.default_role.is_none() {
        return Err(bad("newcomers need a role: write default_role, or roles by group.".to_owned()));
    }
    let back = Url::parse(&format!("{}/sign-in/{key}/return", public_url.trim_end_matches('/')))
        .map_err(|_| bad("public_url must be an address that begins with https://.".to_owned()))?;
    Ok(Provider {
        key: key.to_owned(),
        name: entry.name.trim().to_owned(),
        issuer: issuer(&entry.issuer).map_err(bad)?,
        client_id: entry.client_id,
        client_secret: entry.client_secret,
        scopes: entry.scopes,
        groups_claim: entry.groups_claim,
        grants: Grants { by_group: entry.roles, otherwise: entry.default_role },
        admits_newcomers: entry.admit_newcomers,
        back,
        knowledge: super::knowledge::Knowledge::default(),
    })
}

/// The issuer to the letter, since it is compared so.
fn issuer(text: &str) -> Result<String, String> {
    let url = Url::parse(text).map_err(|_| "write issuer as https://HOST, as its discovery document says it.".to_owned())?;
    if !is_safe(&url) {
        return Err("issuer must begin with https://, or be on this very machine.".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err("issuer is a host and a path, nothing else.".to_owned());
    }
    Ok(text.to_owned())
}

/// Whether nobody on the way can read or change what is sent there: HTTPS, or this very machine.
pub(super) fn is_safe(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_here(url))
}

pub(super) fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Provider, BadProvider> {
        let table: toml::Table = text.parse().unwrap();
        read("company", &toml::Value::Table(table), "https://tocsin.example.org/")
    }

    const LEAST: &str = "name = \"Company\"\nissuer = \"https://login.example.org\"\nclient_id = \"tocsin\"\n";

    #[test]
    fn three_lines_are_enough() {
        let provider = read_text(LEAST).unwrap();
        assert_eq!(provider.back.as_str(), "https://tocsin.example.org/sign-in/company/return");
        assert!(!provider.admits_newcomers);
        assert_eq!(provider.issuer, "https://login.example.org");
    }

    #[test]
    fn what_would_not_work_or_not_be_safe_is_refused_with_what_to_write() {
        let refused = |text: &str| read_text(text).unwrap_err().to_string();
        assert!(refused(&LEAST.replace("https://login", "http://login")).contains("must begin with https://"));
        assert!(refused(&format!("{LEAST}admit_newcomers = true")).contains("default_role"));
        assert!(refused(&format!("{LEAST}clientsecret = \"x\"")).contains("clientsecret"));
        assert!(refused(&format!("{LEAST}roles = {{ leads = \"boss\" }}")).contains("unknown variant"));
        assert!(refused(&LEAST.replace("Company", " ")).contains("its button"));
    }

    #[test]
    fn a_provider_shows_no_secret_in_a_log() {
        let provider = read_text(&format!("{LEAST}client_secret = \"hush\"")).unwrap();
        assert!(!format!("{provider:?}").contains("hush"));
    }
}
