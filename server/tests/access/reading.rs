//! Who only looks changes nothing: no address answers a GET with a change, save the way back from a provider of sign-in.

use std::{collections::BTreeMap, time::Duration};

use leptos_axum::generate_route_list;
use sqlx::{AssertSqlSafe, Row as _, SqlitePool};

use crate::{scene::Scene, table::CALLS};

/// Every row of every table, by table.
async fn dump(pool: &SqlitePool) -> BTreeMap<String, Vec<String>> {
    let tables: Vec<(String,)> =
        sqlx::query_as("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'runbook_terms%' ORDER BY name")
            .fetch_all(pool)
            .await
            .unwrap();
    let mut all = BTreeMap::new();
    for (table,) in tables {
        let columns: Vec<(String,)> =
            sqlx::query_as("SELECT name FROM pragma_table_info($1)").bind(&table).fetch_all(pool).await.unwrap();
        let quoted: Vec<String> = columns.iter().map(|(column,)| format!("quote(\"{column}\")")).collect();
        let sql = format!("SELECT {} AS line FROM {table}", quoted.join(" || '|' || "));
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(pool).await.unwrap();
        let mut lines: Vec<String> = rows.iter().map(|row| row.get("line")).collect();
        lines.sort();
        all.insert(table, lines);
    }
    all
}

/// What is done by itself (letters, reminders) has been done.
async fn at_rest(pool: &SqlitePool) -> BTreeMap<String, Vec<String>> {
    let mut last = dump(pool).await;
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_secs(2)).await;
        let now = dump(pool).await;
        if now == last {
            return now;
        }
        last = now;
    }
    panic!("the server never comes to rest");
}

/// Every address that is a page, and those of the router beside them, with what there is in place of `{number}` and the like.
fn addresses(scene: &Scene) -> Vec<String> {
    let pages = generate_route_list(app::App);
    let mut paths: Vec<String> = pages.iter().map(|route| route.path().to_owned()).collect();
    let router = include_str!("../../src/http/router.rs");
    // The way back from a provider is the one exception.
    let is_read = |line: &&str| line.contains(".route(\"") && line.contains("get(") && !line.contains("{provider}/return");
    for line in router.lines().filter(is_read) {
        paths.push(line.split('"').nth(1).unwrap().to_owned());
    }
    let number = |path: &str| match path.split('/').nth(1).unwrap() {
        "proposals" => "{proposal}",
        "actions" => "{action_item}",
        "runbooks" => "1",
        _ => "{incident}",
    };
    let fill = |path: &String| {
        let token = if path.starts_with("/invitations") { "{invitation}" } else { "{password_link}" };
        let path = path.replace("{number}", number(path)).replace("{slug}", "{runbook}").replace("{token}", token);
        scene.fill(&path.replace("{checklist}", "{taught}").replace("{name}", "nothing.css"))
    };
    let paths: Vec<String> = paths.iter().map(fill).collect();
    assert!(paths.iter().all(|path| !path.contains('{')), "what stands for the rest of these? {paths:?}");
    paths
}

#[tokio::test(flavor = "multi_thread")]
async fn no_get_changes_anything() {
    let scene = Scene::set().await;
    let pool = SqlitePool::connect(&format!("sqlite:{}", scene.server.data().join("tocsin.db").display())).await.unwrap();
    let before = at_rest(&pool).await;
    let (events, sessions) = (before["events"].len(), before["sessions"].len());
    assert!(events > 10 && sessions >= 4, "there is little to be changed: {events} events, {sessions} sessions");
    let paths = addresses(&scene);
    assert!(paths.len() > 35, "{paths:?}");
    let mut read = 0;
    for (who, browser) in &scene.people {
        read = 0;
        for path in &paths {
            for query in ["", "?q=checkout&from=1&to=1&state=made-up&code=made-up&number=1"] {
                let status = browser.get(&format!("{path}{query}")).await.status();
                assert!(!status.is_server_error(), "{path} answers {who} with {status}");
                read += usize::from(status.is_success());
            }
        }
    }
    assert!(read > paths.len(), "only {read} of {} were read by an administrator", 2 * paths.len());
    let dev = &scene.people.last().unwrap().1;
    // A link that leads in is there to be used once, and not by looking at it.
    for (path, word) in [("/invitations/{invitation}", "Accept invitation"), ("/new-password/{password_link}", "Eve")] {
        let page = scene.people[0].1.get(&scene.fill(path)).await.text().await.unwrap();
        assert!(page.contains(word), "{path} is still good:\n{page}");
    }
    // Nor does a server function that is asked with a GET, as a link or a picture could.
    for (endpoint, body) in CALLS {
        let fields = scene.fields(body);
        let status = dev.get(&format!("/api/{endpoint}?{}", serde_urlencoded::to_string(fields).unwrap())).await.status();
        assert!(status.is_client_error(), "{endpoint} answers a GET with {status}");
    }
    let after = at_rest(&pool).await;
    for (table, rows) in &before {
        assert_eq!(rows, &after[table], "somebody who only looked has changed {table}");
    }
    pool.close().await;
}
