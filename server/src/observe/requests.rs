use std::{collections::HashSet, panic::AssertUnwindSafe, sync::Arc, time::Instant};

use app::{fault::Fault, request::Reference};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use backend::{Ids, Metrics, Result};
use futures::FutureExt as _;
use leptos::server_fn::axum::server_fn_paths;
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, Opts};
use tracing::Instrument as _;

use super::paths::shown;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// An id that a proxy has given may be this long.
const LONGEST_ID: usize = 64;
/// In seconds.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// Counts and times requests by the route that they took, never by their address.
#[derive(Clone)]
pub(crate) struct Requests {
    answered: IntCounterVec,
    durations: HistogramVec,
    /// The addresses of server functions, which share one route.
    functions: Arc<HashSet<&'static str>>,
}

impl Requests {
    pub(crate) fn new(metrics: &Metrics) -> Result<Self> {
        let answered = Opts::new("tocsin_http_requests_total", "Requests that were answered.");
        let durations = HistogramOpts::new("tocsin_http_request_duration_seconds", "How long an answer takes to begin.");
        Ok(Self {
            answered: metrics.keep(IntCounterVec::new(answered, &["route", "method", "status"]))?,
            durations: metrics.keep(HistogramVec::new(durations.buckets(BUCKETS.to_vec()), &["route", "method"]))?,
            functions: Arc::new(server_fn_paths().map(|(path, _)| path).collect()),
        })
    }

    fn route<'a>(&self, request: &'a Request) -> &'a str {
        let path = request.uri().path();
        match request.extensions().get::<MatchedPath>().map(MatchedPath::as_str) {
            Some(route) if route.starts_with("/api/{") && self.functions.contains(path) => path,
            Some(route) => route,
            None => "nowhere",
        }
    }
}

/// Gives each request an id, which its answer carries and its page shows where something broke; counts it, times it,
/// and writes a line about it.
pub(crate) async fn observe(State(requests): State<Requests>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = id_of(request.headers());
    let (route, method) = (requests.route(&request).to_owned(), method_word(request.method()));
    let path = shown(request.extensions().get::<MatchedPath>().map(MatchedPath::as_str), request.uri().path());
    let span = tracing::info_span!("request", id);
    request.extensions_mut().insert(Reference(id.clone()));
    // A panic is a defect; this request ends with it, and the connection goes on.
    let answer = AssertUnwindSafe(next.run(request).instrument(span.clone())).catch_unwind().await;
    let mut response =
        answer.unwrap_or_else(|_| (StatusCode::INTERNAL_SERVER_ERROR, Fault::Broken(id.clone()).to_string()).into_response());
    let (status, took) = (response.status(), began.elapsed());
    requests.answered.with_label_values(&[route.as_str(), method, class(status)]).inc();
    requests.durations.with_label_values(&[route.as_str(), method]).observe(took.as_secs_f64());
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let (status, took_ms) = (status.as_u16(), u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    let _entered = span.enter();
    if is_routine(&route) {
        tracing::debug!(request_id = id, method, route, path, status, took_ms, "answered");
    } else {
        tracing::info!(request_id = id, method, route, path, status, took_ms, "answered");
    }
    response
}

/// The id that a proxy has given, where it is one; else a new one.
fn id_of(headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let is_one = |id: &&str| {
        (8..=LONGEST_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    given.filter(is_one).map_or_else(|| Ids.next::<uuid::Uuid>().simple().to_string()[12..].to_owned(), str::to_owned)
}

/// Any word may stand in a request; only these become labels.
fn method_word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        0..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}

/// What machines ask all day is worth no line.
fn is_routine(route: &str) -> bool {
    ["/healthz", "/readyz", "/metrics", "/pkg/{name}"].contains(&route)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_taken_over_only_if_it_can_do_no_harm_in_a_log() {
        let taken = |id: &str| {
            let headers = HeaderMap::from_iter([(REQUEST_ID, HeaderValue::from_bytes(id.as_bytes()).unwrap())]);
            id_of(&headers) == id
        };
        assert!(taken("7f9c2ba4-e88f-11ee"));
        assert!(!taken("short"));
        assert!(!taken("with spaces and = signs"));
        assert!(!taken(&"x".repeat(65)));
        assert_ne!(id_of(&HeaderMap::new()), id_of(&HeaderMap::new()));
        assert_eq!(id_of(&HeaderMap::new()).len(), 20);
    }
}
