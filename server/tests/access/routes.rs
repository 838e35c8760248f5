//! Who may what at the addresses that are no server functions and no pages.

use std::fmt::Write as _;

use crate::{scene::Scene, support::Browser, who_may_what::cell};

const FILES: &str = "--here\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.md\"\r\n\r\n# Pool\n\n\
    ## Runbook 1: Pool is empty\n\n### Immediate Actions\n\n1. Count the sessions.\n\r\n--here--\r\n";

/// An address, and how it is asked.
const ROUTES: [(&str, &str); 6] = [
    ("GET", "/postmortems/{incident}/export.md"),
    ("GET", "/postmortems/404/export.md"),
    ("GET", "/search/list?q=checkout"),
    ("GET", "/live"),
    ("POST", "/uploads/runbooks"),
    ("GET", "/metrics"),
];

async fn ask(browser: &Browser, method: &str, path: &str) -> String {
    let answer = match (method, path) {
        (_, "/live") => browser.knock_live(browser.url()).await,
        ("POST", _) => browser.post_as(path, "multipart/form-data; boundary=here", FILES.to_owned(), &[]).await,
        _ => browser.get(path).await,
    };
    let to = answer.headers().get("location").and_then(|to| to.to_str().ok()).unwrap_or_default();
    match answer.status().as_u16() {
        _ if to.starts_with("/sign-in") => "sign in".to_owned(),
        101 => "yes".to_owned(),
        status => cell(status),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_what_at_other_addresses_is_a_table_under_review() {
    let scene = Scene::set().await;
    let mut table = format!("{:<39}", "");
    for (role, _) in &scene.people {
        write!(table, "{role:<11}").unwrap();
    }
    for (method, path) in ROUTES {
        write!(table, "\n{method:<5}{path:<34}").unwrap();
        for (_, browser) in &scene.people {
            write!(table, "{:<11}", ask(browser, method, &scene.fill(path)).await).unwrap();
        }
    }
    let table: Vec<&str> = table.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(table.join("\n"));
}
