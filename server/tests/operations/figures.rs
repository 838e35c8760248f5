use std::time::Duration;

use domain::people::Role;

use crate::support::{Browser, Server};

async fn figures(server: &Server) -> String {
    Browser::at(&server.url).get("/metrics").await.text().await.unwrap()
}

/// The value of a line that begins with this name and these labels.
fn value(figures: &str, line: &str) -> f64 {
    let found = figures.lines().find_map(|one| one.strip_prefix(line)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("no line {line} in\n{figures}")).parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted_by_the_route_that_they_took() {
    let server = Server::start().await;
    let ada = server.joined("Ada", Role::Commander).await;
    for title in ["Checkout times out", "Search is empty"] {
        let fields = [("title", title), ("severity", "p3"), ("service", ""), ("summary", "")];
        let status = ada.call("declare_incident", &fields).await.status();
        assert!(status.is_success() || status.is_redirection(), "{status}");
    }
    for number in ["1", "2", "404"] {
        ada.get(&format!("/incidents/{number}")).await;
    }
    for nonsense in ["/nonsense/1", "/nonsense/2", "/api/no_such_function"] {
        ada.get(nonsense).await;
    }
    let said = figures(&server).await;
    let requests = |labels: &str| value(&said, &format!("tocsin_http_requests_total{{{labels}}}"));
    assert!(requests(r#"method="POST",route="/api/declare_incident",status="2xx""#) > 1.0);
    assert!(requests(r#"method="GET",route="/incidents/{number}",status="2xx""#) > 1.0);
    assert!(requests(r#"method="GET",route="/incidents/{number}",status="4xx""#) > 0.0);
    assert!(requests(r#"method="GET",route="nowhere",status="4xx""#) > 1.0, "what leads nowhere is one series");
    assert!(!said.contains("nonsense") && !said.contains("no_such_function"), "an address never becomes a label");
    assert!(value(&said, r#"tocsin_http_request_duration_seconds_count{method="GET",route="/incidents/{number}"}"#) > 2.0);
    assert!(value(&said, "tocsin_events_appended_total") >= 3.0, "two declarations and somebody who joined elsewhere");
    assert!(value(&said, "tocsin_database_commit_seconds_count") > 2.0);
    assert!(value(&said, "tocsin_database_connections") >= 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn live_connections_registered_and_open_agree() {
    let server = Server::start().await;
    let ada = server.joined("Ada", Role::Viewer).await;
    let mut pages = Vec::new();
    for _ in 0..5 {
        pages.push(ada.open_live().await);
    }
    assert_eq!(settled(&server).await, (5.0, 5.0));
    pages.truncate(2);
    assert_eq!(settled(&server).await, (2.0, 2.0), "those that were closed or simply went away are not counted");
    ada.call("sign_out_everywhere", &[]).await;
    assert_eq!(settled(&server).await, (0.0, 0.0));
}

/// Registered and open, once that has not changed for a while.
async fn settled(server: &Server) -> (f64, f64) {
    let mut last = (f64::NAN, f64::NAN);
    loop {
        let said = figures(server).await;
        let now = (value(&said, "tocsin_live_sockets_registered"), value(&said, "tocsin_live_sockets_open"));
        if now == last {
            return now;
        }
        last = now;
        tokio::time::sleep(Duration::from_millis(1500)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_through_a_proxy_does_not_read_them() {
    let server = Server::start().await;
    let outside = reqwest::Client::new().get(format!("{}/metrics", server.url)).header("x-forwarded-for", "203.0.113.9");
    assert_eq!(outside.send().await.unwrap().status(), 403);
    assert_eq!(Browser::at(&server.url).get("/metrics").await.status(), 200);
}
