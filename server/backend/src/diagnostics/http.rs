use std::net::{IpAddr, SocketAddr};

use domain::diagnostics::{Method, Observation};
use reqwest::{
    Client, Response,
    header::{HeaderMap, HeaderName, HeaderValue, LOCATION},
    redirect::Policy,
};
use serde_json_path::JsonPath;
use tokio::{net::lookup_host, time::timeout};
use url::{Host, Url};

use super::{
    address::forbidden,
    failure::{Failure, Fingerprint, Seen},
    http_body::{read, value},
    http_url::{below, is_below},
    json_path::read_json_path,
    targets::HttpTarget,
};

const MOST_REDIRECTS: usize = 3;

/// One GET or HEAD, checked before anything is sent.
pub(super) struct Question {
    method: Method,
    pub(super) url: Url,
    json_path: Option<JsonPath>,
}

impl Question {
    pub(super) fn new(target: &HttpTarget, method: Method, path: &str, json_path: Option<&str>) -> Result<Self, Failure> {
        let url = below(&target.base_url, path).map_err(Failure::refused)?;
        let json_path = json_path.map(read_json_path).transpose().map_err(Failure::refused)?;
        if method == Method::Head && json_path.is_some() {
            return Err(Failure::refused("HEAD has no body for a JSONPath to look into: use GET."));
        }
        Ok(Self { method, url, json_path })
    }
}

/// Asks within the target's time-out.
pub(super) async fn look(target: &HttpTarget, question: &Question) -> Result<Seen, Failure> {
    timeout(target.timeout, ask(target, question)).await.unwrap_or_else(|_| {
        Err(Failure::unseen(format!(
            "There was no complete answer within {} ms: check that the service runs, or raise timeout_ms.",
            target.timeout.as_millis()
        )))
    })
}

async fn ask(target: &HttpTarget, question: &Question) -> Result<Seen, Failure> {
    let client = client(target, &resolve(&target.base_url).await?)?;
    let mut url = question.url.clone();
    for _ in 0..=MOST_REDIRECTS {
        let request = match question.method {
            Method::Get => client.get(url.clone()),
            Method::Head => client.head(url.clone()),
        };
        let response = request.send().await.map_err(|error| unreachable_target(&error))?;
        match redirect(&target.base_url, &url, &response)? {
            Some(next) => url = next,
            None => return observe(target, question, response).await,
        }
    }
    Err(Failure::unseen(format!("The target redirected more than {MOST_REDIRECTS} times: ask for the last address itself.")))
}

/// Where the target sends us on; only to what is below its base, as a path that somebody asks for.
fn redirect(base: &Url, from: &Url, response: &Response) -> Result<Option<Url>, Failure> {
    let Some(location) = response.headers().get(LOCATION).filter(|_| response.status().is_redirection()) else {
        return Ok(None);
    };
    let next = location.to_str().ok().and_then(|to| from.join(to).ok());
    match next {
        Some(next) if is_below(base, &next) => Ok(Some(next)),
        Some(next) if next.origin() == base.origin() => Err(Failure::refused(
            "The target redirects to an address that is not below its base_url, which is not followed: make that address a \
             target of its own.",
        )),
        Some(next) => Err(Failure::refused(format!(
            "The target redirects to another host ({}), which is not followed: make that host a target of its own.",
            next.origin().ascii_serialization()
        ))),
        None => Err(Failure::unseen("The target redirects to an address that cannot be read: look at it by hand.")),
    }
}

async fn observe(target: &HttpTarget, question: &Question, response: Response) -> Result<Seen, Failure> {
    let status = response.status().as_u16();
    let (body, capped) = read(response, target.max_bytes).await.map_err(|error| unreachable_target(&error))?;
    let mut fingerprint = Fingerprint::default();
    fingerprint.add(&body);
    let (value, value_missing) = match question.json_path.as_ref().map(|path| value(path, &body, capped)) {
        None => (None, None),
        Some(Ok(value)) => (Some(value), None),
        Some(Err(reason)) => (None, Some(reason)),
    };
    Ok(fingerprint.seen(Observation {
        status: Some(status),
        body_excerpt: (question.method == Method::Get).then(|| String::from_utf8_lossy(&body).into_owned()),
        value,
        value_missing,
        capped,
        ..Observation::default()
    }))
}

/// The addresses of the target's host, asked for once; refused when any of them is forbidden.
pub(super) async fn resolve(base: &Url) -> Result<Vec<SocketAddr>, Failure> {
    let port = base.port_or_known_default().unwrap_or(80);
    let addresses: Vec<SocketAddr> = match base.host() {
        Some(Host::Ipv4(address)) => vec![(IpAddr::V4(address), port).into()],
        Some(Host::Ipv6(address)) => vec![(IpAddr::V6(address), port).into()],
        Some(Host::Domain(name)) => lookup_host((name, port))
            .await
            .map_err(|error| {
                Failure::unseen(format!("The name {name} cannot be resolved ({error}): check it and the resolver."))
            })?
            .collect(),
        None => Vec::new(),
    };
    for address in &addresses {
        if let Some(why) = forbidden(address.ip()) {
            return Err(Failure::refused(format!(
                "The target's address {} is never looked at, because {why}: give the target another base_url.",
                address.ip()
            )));
        }
    }
    if addresses.is_empty() {
        return Err(Failure::unseen("The target's name has no address: check its base_url."));
    }
    Ok(addresses)
}

/// A client for this one probe: the name means the addresses that were checked and nothing else.
fn client(target: &HttpTarget, addresses: &[SocketAddr]) -> Result<Client, Failure> {
    let mut headers = HeaderMap::new();
    for (name, secret) in &target.headers {
        let value = secret.reveal().map_err(Failure::unseen)?;
        let (Ok(name), Ok(mut value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else {
            return Err(Failure::unseen(format!("The header {name} of the target cannot be sent: check its name and value.")));
        };
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    let mut builder = Client::builder()
        .user_agent("tocsin-probe")
        .default_headers(headers)
        .redirect(Policy::none())
        .no_proxy()
        .timeout(target.timeout);
    if let Some(Host::Domain(name)) = target.base_url.host() {
        builder = builder.resolve_to_addrs(name, addresses);
    }
    builder.build().map_err(|error| {
        Failure::unseen(format!("No connection can be prepared ({error}): check the TLS roots of this machine."))
    })
}

fn unreachable_target(error: &reqwest::Error) -> Failure {
    // The deepest cause is the one that a person can act on ("connection refused").
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    Failure::unseen(format!("The target did not answer ({cause}): check that it runs and that its base_url is right."))
}
