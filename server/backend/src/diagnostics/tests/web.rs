//! HTTP probes against a small real server.

use std::{net::SocketAddr, time::Duration};

use axum::{
    Router,
    http::{HeaderMap, Method as Verb, StatusCode},
    response::Redirect,
    routing::{any, get},
};
use chrono::DateTime;
use domain::diagnostics::{Check, Method, Outcome, ProbeRequest, ProbeRun};
use tokio::net::TcpListener;

use crate::diagnostics::{Prober, Targets};

async fn server() -> SocketAddr {
    let routes = Router::new()
        .route("/health", get(|| async { r#"{"status": "unhealthy", "load": 0.9, "parts": [1, 2], "none": null}"# }))
        .route("/down", get(|| async { (StatusCode::SERVICE_UNAVAILABLE, "down") }))
        .route("/away", get(|| async { Redirect::temporary("http://elsewhere.example/") }))
        .route("/cloud", get(|| async { Redirect::temporary("http://169.254.169.254/latest/meta-data/") }))
        .route("/port", get(|| async { Redirect::temporary("http://127.0.0.1:1/") }))
        .route("/home", get(|| async { Redirect::temporary("/health") }))
        .route("/round", get(|| async { Redirect::temporary("/round") }))
        .route("/api/ok", get(|| async { "ok" }))
        .route("/api/on", get(|| async { Redirect::temporary("ok") }))
        .route("/api/out", get(|| async { Redirect::temporary("/health") }))
        .route("/api/up", get(|| async { Redirect::temporary("../health") }))
        .route("/api/sly", get(|| async { Redirect::temporary("/api/..;/health") }))
        .route("/big", get(|| async { "x".repeat(3_000_000) }))
        .route("/slow", get(|| async { tokio::time::sleep(Duration::from_secs(30)).await }))
        .route("/verb", any(|verb: Verb| async move { (StatusCode::OK, [("x-verb", verb.to_string())], verb.to_string()) }))
        .route("/echo", get(|headers: HeaderMap| async move { format!("{headers:?}") }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    address
}

fn prober(base: &str) -> Prober {
    let configuration = format!(
        "[targets.web]\nkind = \"http\"\nbase_url = \"{base}\"\ntimeout_ms = 600\nmax_bytes = 1000\nheaders = {{ authorization = \"Bearer s3same-open\" }}"
    );
    Prober::new(Targets::from_toml(&configuration.parse().unwrap()).unwrap())
}

async fn ask(prober: &Prober, path: &str, json_path: Option<&str>, predicate: Option<&str>) -> ProbeRun {
    let check = Check::Http { method: Method::Get, path: path.to_owned(), json_path: json_path.map(str::to_owned) };
    send(prober, check, predicate).await
}

async fn send(prober: &Prober, check: Check, predicate: Option<&str>) -> ProbeRun {
    let request =
        ProbeRequest { target: "web".to_owned(), title: "Health".to_owned(), check, predicate: predicate.map(str::to_owned) };
    prober.run(&request, DateTime::UNIX_EPOCH).await
}

#[tokio::test]
async fn a_health_page_is_judged_by_its_status_and_its_json() {
    let prober = prober(&format!("http://{}", server().await));
    for (path, json_path, predicate, outcome) in [
        ("/health", None, "status = 200", Outcome::Holds),
        ("down", None, "status = 200", Outcome::DoesNotHold),
        ("health", Some("$.status"), "value != \"unhealthy\"", Outcome::DoesNotHold),
        ("home", Some("$.load"), "value >= 0.8", Outcome::Holds),
        ("health", Some("$.parts[*]"), "value = 1", Outcome::CouldNotObserve),
        ("health", Some("$.missing"), "value != \"bad\"", Outcome::CouldNotObserve),
        ("health", Some("$.none"), "value != \"bad\"", Outcome::CouldNotObserve),
        ("down", Some("$.status"), "value != \"bad\"", Outcome::CouldNotObserve),
        ("health", None, "rows = 0", Outcome::CouldNotObserve),
        ("health", Some("not a path"), "value = 1", Outcome::Refused),
    ] {
        let run = ask(&prober, path, json_path, Some(predicate)).await;
        assert_eq!(run.outcome, outcome, "{path} {json_path:?} {predicate}: {}", run.explanation);
    }
}

#[tokio::test]
async fn a_redirect_to_another_host_is_refused() {
    let prober = prober(&format!("http://{}", server().await));
    for path in ["away", "cloud", "port"] {
        let run = ask(&prober, path, None, Some("status = 200")).await;
        assert_eq!(run.outcome, Outcome::Refused, "{path}: {}", run.explanation);
    }
    assert_eq!(ask(&prober, "round", None, None).await.outcome, Outcome::CouldNotObserve);
}

#[tokio::test]
async fn a_redirect_out_of_the_base_is_refused() {
    let prober = prober(&format!("http://{}/api/", server().await));
    let run = ask(&prober, "on", None, Some("status = 200")).await;
    assert_eq!(run.outcome, Outcome::Holds, "{}", run.explanation);
    for path in ["out", "up", "sly"] {
        let run = ask(&prober, path, None, Some("status = 200")).await;
        assert_eq!(run.outcome, Outcome::Refused, "{path}: {}", run.explanation);
        assert!(run.explanation.contains("not below its base_url"), "{}", run.explanation);
    }
}

#[tokio::test]
async fn metadata_addresses_are_refused_however_they_are_spelt() {
    for base in [
        "http://169.254.169.254/",
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://[::ffff:169.254.169.254]/",
        "http://[fd00:ec2::254]/",
        "http://[fe80::1]/",
        "http://0.0.0.0/",
        "http://0/",
    ] {
        let run = ask(&prober(base), "latest/meta-data/", None, None).await;
        assert_eq!(run.outcome, Outcome::Refused, "{base}: {}", run.explanation);
    }
}

#[tokio::test]
async fn a_path_to_elsewhere_is_refused_before_anything_is_sent() {
    let prober = prober(&format!("http://{}/", server().await));
    for path in ["//evil.example/", "http://evil.example/", "../x", "@evil.example/", "%2e%2e/x"] {
        assert_eq!(ask(&prober, path, None, None).await.outcome, Outcome::Refused, "{path}");
    }
}

#[tokio::test]
async fn a_large_body_is_capped_and_a_slow_one_ends() {
    let prober = prober(&format!("http://{}", server().await));
    let big = ask(&prober, "big", None, Some("status = 200")).await;
    assert_eq!((big.outcome, big.truncated, big.output_bytes), (Outcome::Holds, true, 1_000));
    assert_eq!(ask(&prober, "big", Some("$"), Some("value = 1")).await.outcome, Outcome::CouldNotObserve);
    let slow = ask(&prober, "slow", None, Some("status = 200")).await;
    assert_eq!(slow.outcome, Outcome::CouldNotObserve);
    assert!(slow.duration_ms < 2_000 && slow.explanation.contains("timeout_ms"), "{}", slow.explanation);
}

#[tokio::test]
async fn nobody_home_is_not_observed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let run = ask(&prober(&format!("http://{address}")), "health", None, Some("status != 500")).await;
    assert_eq!(run.outcome, Outcome::CouldNotObserve, "{}", run.explanation);
    assert!(run.excerpt.is_none());
}

#[tokio::test]
async fn headers_are_sent_and_never_kept() {
    let prober = prober(&format!("http://localhost:{}", server().await.port()));
    let run = ask(&prober, "echo", None, None).await;
    assert_eq!(run.outcome, Outcome::Observed, "{}", run.explanation);
    assert!(run.excerpt.as_ref().unwrap().body_excerpt.as_ref().unwrap().contains("authorization"));
    assert!(run.redactions > 0);
    assert!(!serde_json::to_string(&run).unwrap().contains("s3same"));
}

#[tokio::test]
async fn a_head_has_a_status_and_no_body() {
    let prober = prober(&format!("http://{}", server().await));
    let check = Check::Http { method: Method::Head, path: "verb".to_owned(), json_path: None };
    let run = send(&prober, check, Some("status = 200")).await;
    assert_eq!((run.outcome, run.output_bytes), (Outcome::Holds, 0));
    assert!(run.request.starts_with("HEAD http://"));
    assert!(prober.self_test("web").await.iter().all(|test| test.passed));
}
