use std::{collections::BTreeSet, fmt::Write as _};

use leptos::server_fn::axum::server_fn_paths;

use crate::{scene::Scene, table::CALLS};

/// Server functions that answer anybody: what is sent to them proves who asks.
const FOR_EVERYBODY: [&str; 9] = [
    "load_sign_in",
    "sign_in",
    "sign_out",
    "load_invitation",
    "accept_invitation",
    "load_password_link",
    "choose_password",
    "check_set_up_link",
    "set_up",
];

/// What a status says in the table.
pub(crate) fn cell(status: u16) -> String {
    match status {
        200..=399 => "yes".to_owned(),
        401 => "sign in".to_owned(),
        403 => "no".to_owned(),
        // It was allowed to ask; what it asked for was refused for another reason.
        other => other.to_string(),
    }
}

pub(crate) fn registered() -> BTreeSet<String> {
    // Named, so that the crate and with it the registry is linked.
    let _ = app::App;
    server_fn_paths().map(|(path, _)| path.trim_start_matches("/api/").to_owned()).collect()
}

#[test]
fn every_server_function_is_in_the_table() {
    let known: BTreeSet<String> = CALLS.iter().map(|(endpoint, _)| (*endpoint).to_owned()).collect();
    let missing: Vec<_> = registered().difference(&known).cloned().collect();
    let gone: Vec<_> = known.difference(&registered()).cloned().collect();
    assert!(missing.is_empty() && gone.is_empty(), "table.rs lacks {missing:?} and names {gone:?}, which are not there");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_what_is_a_table_under_review() {
    insta::assert_snapshot!(table(&Scene::set().await).await);
}

/// Everybody asks for everything.
pub(crate) async fn table(scene: &Scene) -> String {
    let mut table = format!("{:<26}", "");
    for (role, _) in &scene.people {
        write!(table, "{role:<11}").unwrap();
    }
    for (endpoint, body) in CALLS {
        write!(table, "\n{endpoint:<26}").unwrap();
        let fields = scene.fields(body);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(field, value)| (*field, value.as_str())).collect();
        for (role, browser) in &scene.people {
            let status = browser.call(endpoint, &fields).await.status();
            let cell = cell(status.as_u16());
            assert_ne!(cell, "500", "{endpoint} broke for {role}");
            if *role == "nobody" && !FOR_EVERYBODY.contains(endpoint) {
                assert_eq!(cell, "sign in", "{endpoint} answers somebody whom it does not know");
            }
            write!(table, "{cell:<11}").unwrap();
        }
    }
    let table: Vec<&str> = table.lines().map(str::trim_end).collect();
    table.join("\n")
}
