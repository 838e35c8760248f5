use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use domain::diagnostics::{TargetCard, TargetKind};
use serde::Deserialize;
use thiserror::Error;
use url::Url;

use crate::secret::{EnvironmentReference, FileReference, Secret};

/// The systems that probes may look at, by name. Only the administrator's file makes them.
///
/// ```toml
/// [targets.shop-db]
/// kind = "postgres"
/// url_env = "SHOP_DB_URL"          # or url_file = "…", or url = "postgres://…"
///
/// [targets.shop]
/// kind = "http"
/// base_url = "https://shop.internal/"
/// headers = { authorization = { file = "/etc/tocsin/shop-token" } }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Targets(BTreeMap<String, Target>);

/// Why an entry is not a target: a sentence that names it and says what to write.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("The target {name} is not usable: {reason}")]
pub struct BadTarget {
    pub name: String,
    pub reason: String,
}

#[derive(Clone, Debug)]
pub(super) enum Target {
    Postgres(PostgresTarget),
    Http(HttpTarget),
}

#[derive(Clone, Debug)]
pub(super) struct PostgresTarget {
    pub(super) url: Secret,
    pub(super) statement_timeout: Duration,
    pub(super) max_rows: usize,
    pub(super) max_bytes: usize,
}

#[derive(Clone, Debug)]
pub(super) struct HttpTarget {
    pub(super) base_url: Url,
    pub(super) headers: BTreeMap<String, Secret>,
    pub(super) timeout: Duration,
    pub(super) max_bytes: usize,
}

impl Targets {
    /// Reads the `[targets.<name>]` tables of the configuration file; none when there are none.
    pub fn from_toml(file: &toml::Table) -> Result<Self, BadTarget> {
        match file.get("targets") {
            None => Ok(Self::default()),
            Some(toml::Value::Table(entries)) => Self::from_table(entries),
            Some(_) => Err(bad("list", "write one table for each, [targets.NAME].".to_owned())),
        }
    }

    /// Reads the entries: a table each, by name.
    pub fn from_table(entries: &toml::Table) -> Result<Self, BadTarget> {
        let mut targets = BTreeMap::new();
        for (name, entry) in entries {
            // The message of the parser names the field but may quote the text, which may be secret.
            let entry: Entry = entry.clone().try_into().map_err(|error: toml::de::Error| {
                bad(name, format!("{}. See the guide for the fields of each kind.", error.message()))
            })?;
            let target = entry.check().map_err(|reason| bad(name, reason))?;
            targets.insert(name.clone(), target);
        }
        Ok(Self(targets))
    }

    pub fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    pub(super) fn cards(&self) -> Vec<TargetCard> {
        self.0.iter().map(|(name, target)| target.card(name)).collect()
    }

    pub(super) fn get(&self, name: &str) -> Option<&Target> {
        self.0.get(name)
    }
}

impl Target {
    fn card(&self, name: &str) -> TargetCard {
        let (kind, timeout, max_rows, max_bytes) = match self {
            Self::Postgres(target) => (TargetKind::Postgres, target.statement_timeout, Some(target.max_rows), target.max_bytes),
            Self::Http(target) => (TargetKind::Http, target.timeout, None, target.max_bytes),
        };
        TargetCard {
            name: name.to_owned(),
            kind,
            timeout_ms: u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX),
            max_rows: max_rows.map(|rows| rows as u64),
            max_bytes: max_bytes as u64,
        }
    }
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum Entry {
    Postgres {
        url: Option<String>,
        url_env: Option<String>,
        url_file: Option<PathBuf>,
        statement_timeout_ms: Option<u64>,
        max_rows: Option<usize>,
        max_bytes: Option<usize>,
    },
    Http {
        base_url: String,
        #[serde(default)]
        headers: BTreeMap<String, Secret>,
        timeout_ms: Option<u64>,
        max_bytes: Option<usize>,
    },
}

impl Entry {
    fn check(self) -> Result<Target, String> {
        match self {
            Self::Postgres { url, url_env, url_file, statement_timeout_ms, max_rows, max_bytes } => {
                let url = one_url(url, url_env, url_file)?;
                let written = url.reveal()?;
                if !written.starts_with("postgres://") && !written.starts_with("postgresql://") {
                    return Err("write its address as postgres://USER@HOST/DATABASE.".to_owned());
                }
                Ok(Target::Postgres(PostgresTarget {
                    url,
                    statement_timeout: milliseconds(statement_timeout_ms, 5_000)?,
                    max_rows: within("max_rows", max_rows, 200, 10_000)?,
                    max_bytes: within("max_bytes", max_bytes, 262_144, 16_777_216)?,
                }))
            }
            Self::Http { base_url, headers, timeout_ms, max_bytes } => {
                for (name, value) in &headers {
                    value.reveal().map_err(|reason| format!("header {name}: {reason}"))?;
                }
                Ok(Target::Http(HttpTarget {
                    base_url: base(&base_url)?,
                    headers,
                    timeout: milliseconds(timeout_ms, 5_000)?,
                    max_bytes: within("max_bytes", max_bytes, 262_144, 16_777_216)?,
                }))
            }
        }
    }
}

fn bad(name: &str, reason: String) -> BadTarget {
    BadTarget { name: name.to_owned(), reason }
}

fn one_url(url: Option<String>, env: Option<String>, file: Option<PathBuf>) -> Result<Secret, String> {
    match (url, env, file) {
        (Some(url), None, None) => Ok(Secret::Plain(url)),
        (None, Some(env), None) => Ok(Secret::Environment(EnvironmentReference { env })),
        (None, None, Some(file)) => Ok(Secret::File(FileReference { file })),
        _ => Err("write exactly one of url, url_env and url_file.".to_owned()),
    }
}

fn base(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| "write base_url as https://HOST/.".to_owned())?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err("base_url must begin with http:// or https:// and name a host.".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("base_url must not hold a password; use headers, with the value from env or file.".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("base_url ends with its path; put the query into the probe.".to_owned());
    }
    Ok(url)
}

fn milliseconds(given: Option<u64>, usual: u64) -> Result<Duration, String> {
    let given = given.unwrap_or(usual);
    if (1..=60_000).contains(&given) {
        return Ok(Duration::from_millis(given));
    }
    Err("a time-out is from 1 to 60000 milliseconds.".to_owned())
}

fn within(name: &str, given: Option<usize>, usual: usize, most: usize) -> Result<usize, String> {
    let given = given.unwrap_or(usual);
    if (1..=most).contains(&given) {
        return Ok(given);
    }
    Err(format!("{name} is from 1 to {most}."))
}
