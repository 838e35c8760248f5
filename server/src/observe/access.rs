use std::{net::SocketAddr, path::PathBuf};

use anyhow::{Context, bail};
use axum::{
    extract::{ConnectInfo, Request},
    http::{StatusCode, header},
};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// Who may read the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MetricsAccess {
    /// Whoever asks from this machine, and not through a proxy.
    #[default]
    Loopback,
    /// Whoever knows the token.
    Token,
    /// Nobody.
    Off,
}

/// The same with what it takes.
#[derive(Clone)]
pub(crate) enum Door {
    Loopback,
    /// The SHA-256 of the token.
    Token([u8; 32]),
    Off,
}

/// Proxies say for whom they ask in one of these. What a proxy on this machine hands on comes from elsewhere.
const HANDED_ON: [&str; 4] = ["x-forwarded-for", "forwarded", "x-real-ip", "via"];
const TOKEN: &str = "TOCSIN_METRICS_TOKEN";
/// A token of fewer characters can be guessed.
const LEAST: usize = 16;

impl MetricsAccess {
    /// The token is in a file or in `TOCSIN_METRICS_TOKEN`.
    pub(crate) fn door(self, token_file: Option<&PathBuf>) -> anyhow::Result<Door> {
        Ok(match self {
            Self::Off => Door::Off,
            Self::Loopback => Door::Loopback,
            Self::Token => {
                let token = match token_file {
                    Some(file) => std::fs::read_to_string(file)
                        .with_context(|| format!("The file {} with the token for metrics can't be read.", file.display()))?,
                    None => std::env::var(TOKEN).with_context(|| {
                        format!("metrics = \"token\" needs a token: put it into {TOKEN}, or into a file that metrics_token_path names.")
                    })?,
                };
                if token.trim().len() < LEAST {
                    bail!(
                        "The token for metrics is too short: take at least {LEAST} characters, such as `openssl rand -hex 24` makes."
                    );
                }
                Door::Token(Sha256::digest(token.trim().as_bytes()).into())
            }
        })
    }
}

impl Door {
    /// Why not, where the request may not read them.
    pub(crate) fn refuses(&self, request: &Request) -> Option<(StatusCode, &'static str)> {
        let headers = request.headers();
        match self {
            Self::Off => Some((StatusCode::NOT_FOUND, "Metrics are switched off here: set `metrics` to have them.\n")),
            Self::Loopback => {
                let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip().to_canonical());
                let is_here =
                    peer.is_some_and(|peer| peer.is_loopback()) && !HANDED_ON.iter().any(|name| headers.contains_key(*name));
                (!is_here).then_some((
                    StatusCode::FORBIDDEN,
                    "Metrics are for this machine alone: ask from there, or set `metrics` to \"token\".\n",
                ))
            }
            Self::Token(digest) => {
                let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
                let token = given.and_then(|given| given.strip_prefix("Bearer "));
                // Digests are compared, so that the time it takes says nothing of the token.
                let is_right = token.is_some_and(|token| Sha256::digest(token.trim().as_bytes())[..] == digest[..]);
                (!is_right).then_some((StatusCode::UNAUTHORIZED, "Metrics take a token: send it as `Authorization: Bearer …`.\n"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn asked(peer: &str, headers: &[(&str, &str)]) -> Request {
        let mut request = Request::new(Body::empty());
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 4000)));
        for (name, value) in headers {
            let name: axum::http::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        request
    }

    fn answer(door: &Door, peer: &str, headers: &[(&str, &str)]) -> u16 {
        door.refuses(&asked(peer, headers)).map_or(200, |(status, _)| status.as_u16())
    }

    #[test]
    fn by_default_only_this_machine_reads_them_and_no_proxy_does_for_others() {
        let door = MetricsAccess::default().door(None).unwrap();
        assert_eq!(answer(&door, "127.0.0.1", &[]), 200);
        assert_eq!(answer(&door, "::1", &[]), 200);
        assert_eq!(answer(&door, "10.1.2.3", &[]), 403);
        assert_eq!(answer(&door, "127.0.0.1", &[("x-forwarded-for", "127.0.0.1")]), 403);
    }

    #[test]
    fn with_a_token_it_is_the_token_that_counts() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "0123456789abcdef0123\n").unwrap();
        let door = MetricsAccess::Token.door(Some(&file.path().to_owned())).unwrap();
        assert_eq!(answer(&door, "127.0.0.1", &[]), 401);
        assert_eq!(answer(&door, "203.0.113.9", &[("authorization", "Bearer 0123456789abcdef0123")]), 200);
        assert_eq!(answer(&door, "203.0.113.9", &[("authorization", "Bearer 0123456789abcdef0124")]), 401);
        std::fs::write(file.path(), "short").unwrap();
        assert!(MetricsAccess::Token.door(Some(&file.path().to_owned())).is_err());
    }

    #[test]
    fn switched_off_there_are_none() {
        assert_eq!(answer(&MetricsAccess::Off.door(None).unwrap(), "127.0.0.1", &[]), 404);
    }
}
