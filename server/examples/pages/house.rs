use std::time::{Duration, Instant};

use backend::{Ask, Backend, incidents::Declare};
use domain::{
    checklists::ChecklistSource,
    ids::ChecklistId,
    incidents::{Command, Incident, ItemChange, ItemRef, Severity},
    people::{Role, Who},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use uuid::Uuid;

use crate::{
    process::{Memory, megabytes},
    support::{Browser, Server},
    table::{Table, rate},
};

/// A server with incidents, and somebody who is signed in.
pub(crate) struct House {
    pub(crate) server: Server,
    pub(crate) browser: Browser,
    pub(crate) incidents: usize,
    /// Of 50 and of 500 events.
    pub(crate) rooms: Vec<Room>,
}

pub(crate) struct Room {
    pub(crate) number: i64,
    pub(crate) id: Uuid,
    pub(crate) events: i64,
    pub(crate) checklist: ChecklistId,
}

/// What is still to be done after the start is done by then.
const REST: Duration = Duration::from_secs(3);
/// The aim of its start is for up to so many incidents.
const READY_WITH: usize = 10_000;
/// So many declare at a time.
const AT_ONCE: usize = 8;

impl House {
    /// Declares so many incidents through the use case, two of them with rooms to look at.
    pub(crate) async fn with(incidents: usize, table: &mut Table) -> Self {
        let server = Server::start().await;
        let browser = server.joined("Ada", Role::Responder).await;
        let backend = server.backend().await;
        let mut rooms = Vec::new();
        for events in [50, 500] {
            rooms.push(room(&backend, events).await);
        }
        let began = Instant::now();
        let mut declaring = tokio::task::JoinSet::new();
        for first in 0..AT_ONCE {
            let (backend, numbers) = (backend.clone(), (rooms.len() + first..incidents).step_by(AT_ONCE));
            declaring.spawn(async move {
                for n in numbers {
                    declare(&backend, n).await;
                }
            });
        }
        declaring.join_all().await;
        table.put(format!("{incidents} incidents are declared"), rate(incidents - rooms.len(), began.elapsed()), "a second");
        Self { server, browser, incidents, rooms }
    }

    /// Ends the server as a power cut would, and starts it again: how long until it is ready, and its memory at rest.
    pub(crate) async fn restart(&mut self, table: &mut Table) {
        self.server.kill9();
        let (began, url) = (Instant::now(), self.server.url.clone());
        let ready = tokio::spawn(async move {
            while !is_ready(&url).await {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            began.elapsed()
        });
        self.server.start_again().await;
        let aim = if self.incidents <= READY_WITH { " (aim: 300 or less)" } else { "" };
        table.put_time(format!("{} incidents: from start to ready{aim}", self.incidents), ready.await.unwrap());
        tokio::time::sleep(REST).await;
        let memory = Memory::of(self.server.pid());
        table.put(format!("{} incidents: memory (aim: 40 or less)", self.incidents), megabytes(memory.resident), "MB");
        table.put(
            format!("{} incidents: of it its own, not mapped from the binary", self.incidents),
            megabytes(memory.own),
            "MB",
        );
    }
}

async fn is_ready(url: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(url.trim_start_matches("http://")).await else { return false };
    let mut answer = Vec::new();
    let asked = stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n").await;
    asked.is_ok() && stream.read_to_end(&mut answer).await.is_ok() && answer.starts_with(b"HTTP/1.1 200")
}

async fn declare(backend: &Backend, n: usize) -> Incident {
    let services = ["checkout", "billing", "search", "mail"];
    let declare = Declare {
        id: None,
        title: format!("Requests time out on node {n}"),
        severity: Severity::P3,
        summary: "One order in five fails.".to_owned(),
        service: services[n % services.len()].to_owned(),
        drill: false,
        restricted: false,
    };
    backend.declare_incident(Ask::by(&Who::tocsin()), declare).await.unwrap()
}

pub(crate) const ITEMS: usize = 20;

/// The key of an item in the checklist of a room.
pub(crate) fn item(n: usize) -> String {
    format!("item-{n}")
}

/// An incident at which people work: a checklist, then ticks and notes in turn until there are so many events.
async fn room(backend: &Backend, events: i64) -> Room {
    let who = Who::tocsin();
    let incident = declare(backend, 0).await;
    let checklist: ChecklistId = backend.ids.next();
    let items: Vec<_> = (0..ITEMS)
        .map(|n| {
            let text = format!("Look at node {n} and compare it with last week");
            serde_json::json!({"key": item(n), "text": text, "detail": "", "danger": "none", "commands": []})
        })
        .collect();
    let group = serde_json::json!({
        "key": "all", "title": "All", "section": "immediate", "due": null, "branch": null, "items": items, "decision": null
    });
    let plan = serde_json::from_value(serde_json::json!({"title": "Requests time out", "groups": [group]})).unwrap();
    let mut command = Command::StartChecklist { id: checklist, source: ChecklistSource::Triage, plan };
    for n in 0.. {
        let seq = backend.work_on_incident(Ask::by(&who), incident.number, command).await.unwrap().seq;
        if seq >= events {
            break;
        }
        let (nth, is_open) = (n / 2 % ITEMS, (n / 2 / ITEMS).is_multiple_of(2));
        command = if n % 2 == 0 {
            let change = if is_open { ItemChange::Checked } else { ItemChange::Unchecked };
            Command::ChangeItem { at: ItemRef { checklist, item: item(nth) }, change }
        } else {
            Command::Note { text: format!("Node {n} answers **slowly**: `p99` is at {n} ms.") }
        };
    }
    Room { number: incident.number, id: incident.id.0, events, checklist }
}
