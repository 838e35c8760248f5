//! No form, script or picture of another site does anything here with the cookies of somebody who is signed in.

use std::collections::BTreeMap;

use domain::people::Role;

use crate::{support::Server, table::CALLS, who_may_what::registered};

/// Whatever can be sent to another site without asking that site first.
const KINDS: [&str; 3] = ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=here"];
/// How browsers say where a request comes from: old ones by the origin alone, and a page without an origin hides it.
const SIGNS: [&[(&str, &str)]; 5] = [
    &[("origin", "https://elsewhere.example")],
    &[("sec-fetch-site", "cross-site")],
    &[("origin", "https://elsewhere.example"), ("sec-fetch-site", "cross-site")],
    &[("origin", "null")],
    &[("sec-fetch-site", "same-site")],
];

fn body(kind: &str, fields: &[(&str, &str)]) -> String {
    match kind.split(';').next().unwrap() {
        "multipart/form-data" => {
            let part = |(name, value): &(&str, &str)| {
                format!("--here\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            };
            fields.iter().map(part).collect::<String>() + "--here--\r\n"
        }
        _ => serde_urlencoded::to_string(fields).unwrap(),
    }
}

/// Addresses that take a POST and are no server function, with what is sent there.
fn others() -> BTreeMap<&'static str, &'static [(&'static str, &'static str)]> {
    BTreeMap::from([
        (app::runbooks::UPLOAD, [("files", "# A runbook")].as_slice()),
        (app::accounts::BEGIN, [("provider", "company")].as_slice()),
    ])
}

#[test]
fn every_other_address_that_takes_a_post_is_tried_too() {
    let router = include_str!("../../src/http/router.rs");
    let posts: Vec<&str> =
        router.lines().filter(|line| line.contains(".route(") && line.contains("post(")).map(str::trim).collect();
    // The server functions share one.
    assert_eq!(posts.len(), others().len() + 1, "give these a line in others(): {posts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_post_of_another_site_is_refused_in_every_form_that_needs_no_leave() {
    let server = Server::start().await;
    let dev = server.joined("Dev", Role::Admin).await;
    let bodies: BTreeMap<&str, &[(&str, &str)]> = CALLS.iter().copied().collect();
    let functions: Vec<_> = registered().into_iter().map(|name| (format!("/api/{name}"), bodies[name.as_str()])).collect();
    let all = functions.into_iter().chain(others().into_iter().map(|(path, fields)| (path.to_owned(), fields)));
    let mut tried = 0;
    for (path, fields) in all {
        for kind in KINDS {
            for signs in SIGNS {
                for accept in ["text/html", "application/json"] {
                    let headers = [signs, &[("accept", accept)]].concat();
                    let status = dev.post_as(&path, kind, body(kind, fields), &headers).await.status();
                    assert_eq!(status, 403, "{path} took {kind} with {headers:?}");
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 2_000, "{tried}");
    assert_eq!(dev.call("load_account", &[]).await.status(), 200, "and all of it left the session alone");
}
