use std::time::Duration;

use backend::{Ask, Backend};
use domain::{
    checklists::{ChecklistSource, ItemState},
    ids::ChecklistId,
    incidents::{Command, Severity},
    people::{Role, Who},
};

use crate::support::{Browser, Server};

const CLIENTS: usize = 4;
const ITEMS: usize = 50;

#[tokio::test(flavor = "multi_thread")]
async fn a_tick_that_was_acknowledged_survives_kill_9() {
    let mut server = Server::start().await;
    let backend = server.backend().await;
    let (number, checklist) = incident_with_items(&backend).await;
    let mut clients = Vec::new();
    for (client, name) in ["Ada", "Ben", "Cem", "Dora"].into_iter().enumerate() {
        let browser = server.joined(name, Role::Responder).await;
        clients.push(tokio::spawn(tick_until_it_dies(browser, number, checklist, client)));
    }
    // In the middle of it: some are acknowledged, some under way, some not asked for yet.
    wait_for_ticks(&backend, number, checklist, CLIENTS * ITEMS / 4).await;
    server.kill9();
    let mut acknowledged = Vec::new();
    for client in clients {
        acknowledged.extend(client.await.unwrap());
    }
    assert!(!acknowledged.is_empty() && acknowledged.len() < CLIENTS * ITEMS, "{} were acknowledged", acknowledged.len());

    server.start_again().await;
    let backend = server.backend().await;
    let incident = backend.incident(Ask::by(&Who::tocsin()), number).await.unwrap();
    let list = incident.checklist(checklist).unwrap();
    let missing: Vec<_> = acknowledged.iter().filter(|key| list.item(key).unwrap().state != ItemState::Done).collect();
    assert!(missing.is_empty(), "lost: {missing:?}");
    for finding in [
        backend.check_chains(Ask::by(&Who::tocsin())).await.unwrap(),
        backend.check_read_models(Ask::by(&Who::tocsin())).await.unwrap(),
    ] {
        assert!(finding.is_well(), "{finding:?}");
    }
    // And the rest can be ticked as if nothing had been.
    let eve = server.joined("Eve", Role::Responder).await;
    let left = tick_until_it_dies(eve, number, checklist, CLIENTS - 1).await;
    assert_eq!(left.len(), ITEMS);
}

/// Ticks this client's items one after the other and gives those that the server has acknowledged.
async fn tick_until_it_dies(browser: Browser, number: i64, checklist: ChecklistId, client: usize) -> Vec<String> {
    let (number, checklist) = (number.to_string(), checklist.to_string());
    let mut acknowledged = Vec::new();
    for n in 0..ITEMS {
        let key = key(client, n);
        let fields = [("number", number.as_str()), ("checklist", checklist.as_str()), ("check", key.as_str())];
        match browser.try_call("tick_item", &fields).await {
            Ok(status) if status.is_success() || status.is_redirection() => acknowledged.push(key),
            Ok(status) => panic!("a tick was refused with {status}"),
            Err(_) => break,
        }
    }
    acknowledged
}

async fn wait_for_ticks(backend: &Backend, number: i64, checklist: ChecklistId, enough: usize) {
    for _ in 0..2000 {
        let incident = backend.incident(Ask::by(&Who::tocsin()), number).await.unwrap();
        let items = incident.checklist(checklist).unwrap().groups.iter().flat_map(|group| &group.items);
        if items.filter(|item| item.state == ItemState::Done).count() >= enough {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("nobody ticks");
}

async fn incident_with_items(backend: &Backend) -> (i64, ChecklistId) {
    let outage = backend::incidents::Declare {
        id: None,
        title: "Checkout times out".to_owned(),
        severity: Severity::P3,
        summary: String::new(),
        service: String::new(),
        drill: false,
    };
    let number = backend.declare_incident(Ask::by(&Who::tocsin()), outage).await.unwrap().number;
    let items: Vec<_> = (0..CLIENTS)
        .flat_map(|client| (0..ITEMS).map(move |n| key(client, n)))
        .map(|key| serde_json::json!({"key": key, "text": key, "detail": "", "danger": "none", "commands": []}))
        .collect();
    let group = serde_json::json!({"key": "all", "title": "All", "section": "immediate", "due": null, "branch": null, "items": items, "decision": null});
    let plan = serde_json::from_value(serde_json::json!({"title": "Many", "groups": [group]})).unwrap();
    let id: ChecklistId = backend.ids.next();
    let start = Command::StartChecklist { id, source: ChecklistSource::Triage, plan };
    backend.work_on_incident(Ask::by(&Who::tocsin()), number, start).await.unwrap();
    (number, id)
}

fn key(client: usize, n: usize) -> String {
    format!("item-{client}-{n}")
}
