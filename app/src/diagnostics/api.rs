//! What pages ask of the diagnostics.

use domain::{
    checklists::Item,
    diagnostics::{ExaminedTarget, TargetCard},
    ids::ChecklistId,
};
#[cfg(feature = "ssr")]
use domain::{
    diagnostics::{Check, Method, ProbeRequest, TargetKind},
    incidents::ItemRef,
    people::Permission,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::request;
#[cfg(feature = "ssr")]
use backend::Ask;

/// The targets as the page of diagnostics shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostics {
    pub targets: Vec<ExaminedTarget>,
    pub may_test: bool,
    pub now: chrono::DateTime<chrono::Utc>,
}

#[server(prefix = "/api", endpoint = "load_diagnostics")]
pub async fn load_diagnostics() -> Result<Diagnostics, Fault> {
    let (backend, who) = request::backend_and_who()?;
    let targets = backend.list_targets(Ask::by(&who))?;
    Ok(Diagnostics { targets, may_test: who.may(Permission::RunProbe).is_ok(), now: backend.clock.now() })
}

#[server(prefix = "/api", endpoint = "self_test_target")]
pub async fn self_test_target(target: String) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.self_test_target(Ask::by(&who), &target).await?;
    request::go_to(&format!("/diagnostics#target-{target}"));
    Ok(())
}

/// What the page of a probe shows: whose incident, what can be looked at, and the step that asks for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProbeView {
    pub number: i64,
    pub title: String,
    pub targets: Vec<TargetCard>,
    pub step: Option<Step>,
}

/// An item of a checklist that is to be looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub checklist: ChecklistId,
    pub of: String,
    pub item: Item,
}

/// `checklist` and `item` may be empty: then no step asks.
#[server(prefix = "/api", endpoint = "load_probe")]
pub async fn load_probe(
    number: i64,
    #[server(default)] checklist: String,
    #[server(default)] item: String,
) -> Result<ProbeView, Fault> {
    let (backend, who) = request::backend_and_who()?;
    who.may(Permission::RunProbe)?;
    let incident = backend.incident(Ask::by(&who), number).await?;
    let step = match item_ref(&checklist, &item)? {
        Some(at) => {
            let list = incident.checklist(at.checklist).ok_or(Fault::NotFound)?;
            let item = list.item(&at.item).map(|item| list.filled_in(item)).ok_or(Fault::NotFound)?;
            Some(Step { checklist: at.checklist, of: list.title.clone(), item })
        }
        None => None,
    };
    let targets = backend.prober.cards();
    Ok(ProbeView { number, title: incident.title, targets, step })
}

/// Looks, and leads back to the room, to what was seen. Which of the fields count is a matter of the target's kind.
#[server(prefix = "/api", endpoint = "run_probe")]
pub async fn run_probe(
    number: i64,
    target: String,
    title: String,
    #[server(default)] statement: String,
    #[server(default)] path: String,
    #[server(default)] json_path: String,
    #[server(default)] predicate: String,
    #[server(default)] checklist: String,
    #[server(default)] item: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let kind = backend.prober.cards().into_iter().find(|card| card.name == target).map(|card| card.kind);
    let check = match kind {
        Some(TargetKind::Http) => {
            let json_path = Some(json_path.trim().to_owned()).filter(|path| !path.is_empty());
            Check::Http { method: Method::Get, path, json_path }
        }
        // An unknown target is refused whatever is asked of it.
        Some(TargetKind::Postgres) | None => Check::Sql { statement },
    };
    let request = ProbeRequest { target, title, check, predicate: Some(predicate) };
    let at = item_ref(&checklist, &item)?;
    let incident = backend.run_probe(Ask::by(&who).once(&once), number, request, at).await?;
    let evidence = incident.evidence.last().map_or(0, |evidence| evidence.number);
    request::go_to(&format!("/incidents/{number}?tab=time#e{evidence}"));
    Ok(())
}

#[cfg(feature = "ssr")]
fn item_ref(checklist: &str, item: &str) -> Result<Option<ItemRef>, Fault> {
    if checklist.is_empty() || item.is_empty() {
        return Ok(None);
    }
    Ok(Some(ItemRef { checklist: request::id("checklist", checklist)?, item: item.to_owned() }))
}
