use std::{collections::BTreeSet, time::Duration};

use backend::{
    Ask, Backend,
    incidents::Declare,
    mail::{MailSettings, Transport},
};
use domain::{
    ids::PersonId,
    incidents::Severity,
    people::{Role, Who},
};

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
async fn a_method_that_somebody_made_up_is_no_series_of_its_own() {
    let server = Server::start().await;
    for method in ["BREW", "get", "X-7F3A"] {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        reqwest::Client::new().request(method, format!("{}/incidents", server.url)).send().await.unwrap();
    }
    let said = figures(&server).await;
    let others = r#"tocsin_http_requests_total{method="other",route="/incidents""#;
    let series: Vec<&str> = said.lines().filter(|line| line.starts_with(others)).collect();
    assert!(series.len() == 1 && series[0].ends_with(" 3"), "all three are one: {series:?}");
    let methods: BTreeSet<&str> = said.lines().filter_map(|line| line.split("method=\"").nth(1)?.split('"').next()).collect();
    assert!(methods.is_subset(&BTreeSet::from(["GET", "HEAD", "POST", "other"])), "{methods:?}");
}

/// Nobody listens there.
const NO_MAIL_SERVER: &str = "smtp://127.0.0.1:1";

/// So many timers are armed and are late, so many letters wait and are given up.
async fn come_to(server: &Server, armed: f64, late: f64, waiting: f64, given_up: f64) {
    let expected = [
        ("tocsin_timers_armed", armed),
        ("tocsin_timers_late", late),
        ("tocsin_outbox_letters", waiting),
        ("tocsin_outbox_letters_given_up", given_up),
    ];
    let mut found: Vec<(&str, f64)> = Vec::new();
    for _ in 0..100 {
        let said = figures(server).await;
        found = expected.iter().map(|(name, _)| (*name, value(&said, name))).collect();
        if found == expected {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("they come to {found:?} and not to {expected:?}:\n{}", server.log());
}

async fn declare(backend: &Backend, severity: Severity) -> i64 {
    let outage = Declare {
        id: None,
        title: "Checkout times out".to_owned(),
        severity,
        summary: String::new(),
        service: String::new(),
        drill: false,
        restricted: false,
    };
    backend.declare_incident(Ask::by(&Who::tocsin()), outage).await.unwrap().number
}

/// Writes a letter to this person.
async fn ask_to_review(backend: &Backend, person: PersonId) {
    let tocsin = Who::tocsin();
    // To such a one nobody has to answer in a time.
    let number = declare(backend, Severity::P3).await;
    backend.start_postmortem(Ask::by(&tocsin), number).await.unwrap();
    let id = backend.postmortem_of(Ask::by(&tocsin), number).await.unwrap();
    backend.request_review(Ask::by(&tocsin), id, &[person]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timer_that_is_late_and_letters_that_do_not_leave_are_seen() {
    let mut server = Server::start_with(&["--smtp", NO_MAIL_SERVER]).await;
    server.joined("Ada", Role::Commander).await;
    // The weekly reminder of reviews is always armed.
    come_to(&server, 1.0, 0.0, 0.0, 0.0).await;
    server.kill9();

    let backend = server.backend().await;
    let ada = backend.list_people(Ask::by(&Who::tocsin())).await.unwrap()[0].id;
    backend.clock.advance(chrono::Duration::hours(-48));
    ask_to_review(&backend, ada).await;
    let settings = MailSettings { smtp: Some(NO_MAIL_SERVER.to_owned()), ..MailSettings::default() };
    let transport = Transport::new(&settings, server.folder().join("mail"), &server.url).unwrap();
    for _ in 0..20 {
        assert_eq!(backend.send_waiting_mail(&transport).await.unwrap(), 0);
        backend.clock.advance(chrono::Duration::hours(1));
    }
    ask_to_review(&backend, ada).await;
    declare(&backend, Severity::P1).await;
    backend.clock.advance(chrono::Duration::hours(28));
    declare(&backend, Severity::P1).await;
    backend.db.close().await;

    // Whoever fires the one that is due meets a defect.
    server.break_table("incidents").await;
    server.start_again().await;
    come_to(&server, 3.0, 1.0, 1.0, 1.0).await;
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
