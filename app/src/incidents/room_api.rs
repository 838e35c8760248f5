//! What the room asks and does. Each change is a plain form; the island sends the same forms without leaving the page.

use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use domain::incidents::{Command, Facts, ItemChange, ItemRef, Said};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::request;
#[cfg(feature = "ssr")]
use backend::Ask;

/// In a form that gives something to a person: whoever sends it.
pub const ME: &str = "me";

/// The end of every change in the room: back to it.
#[cfg(feature = "ssr")]
async fn work(number: i64, once: &str, command: Command) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.work_on_incident(Ask::by(&who).once(once), number, command).await?;
    request::go_back_or_to(&format!("/incidents/{number}"));
    Ok(())
}

/// Of evidence as people name it, `E-7` or `7`; anything else names none.
#[cfg(feature = "ssr")]
fn evidence_number(named: &str) -> Option<i64> {
    named.trim().trim_start_matches("E-").parse().ok()
}

#[server(prefix = "/api", endpoint = "acknowledge_incident")]
pub async fn acknowledge_incident(number: i64, #[server(default)] once: String) -> Result<(), Fault> {
    work(number, &once, Command::Acknowledge).await
}

#[server(prefix = "/api", endpoint = "assign_role")]
pub async fn assign_role(number: i64, role: String, person: String, #[server(default)] once: String) -> Result<(), Fault> {
    let person =
        if person == ME { request::backend_and_who()?.1.actor.person().cloned() } else { request::person(&person).await? };
    let command = match person {
        Some(person) => Command::AssignRole { role, person },
        None => Command::ReleaseRole { role },
    };
    work(number, &once, command).await
}

#[server(prefix = "/api", endpoint = "enter_stage")]
pub async fn enter_stage(
    number: i64,
    stage: String,
    #[server(default)] override_reason: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let override_reason = Some(override_reason).filter(|reason| !reason.is_empty());
    work(number, &once, Command::EnterStage { stage: stage.parse()?, override_reason }).await
}

#[server(prefix = "/api", endpoint = "reopen_incident")]
pub async fn reopen_incident(number: i64, reason: String, #[server(default)] once: String) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.reopen_incident(Ask::by(&who).once(&once), number, reason).await?;
    request::go_back_or_to(&format!("/incidents/{number}"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "regrade_incident")]
pub async fn regrade_incident(
    number: i64,
    severity: String,
    reason: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.regrade_incident(Ask::by(&who).once(&once), number, severity.parse()?, reason).await?;
    request::go_back_or_to(&format!("/incidents/{number}"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "add_note")]
pub async fn add_note(
    number: i64,
    text: String,
    #[server(default)] occurred_at: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let ask = Ask::by(&who).once(&once).occurred_at(request::moment("occurred_at", &occurred_at)?);
    backend.work_on_incident(ask, number, Command::Note { text }).await?;
    request::go_back_or_to(&format!("/incidents/{number}?tab=time"));
    Ok(())
}

/// What the form of the facts says, and what it said when it was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedFacts {
    pub title: String,
    pub summary: String,
    pub impact: String,
    pub customers: String,
    pub services: String,
    pub failure_domain: String,
    pub scope: String,
    pub impact_started_at: String,
    pub detected_at: String,
}

#[cfg(feature = "ssr")]
impl TypedFacts {
    fn read(self) -> Result<Said, Fault> {
        let facts = Facts {
            impact: self.impact,
            customers: self.customers,
            services: self.services,
            failure_domain: self.failure_domain,
            scope: self.scope,
            impact_started_at: request::moment("impact_started_at", &self.impact_started_at)?,
            detected_at: request::moment("detected_at", &self.detected_at)?,
        };
        Ok(Said { title: self.title, summary: self.summary, facts })
    }
}

/// A form that waited on a device since before there was `was` changes what it says something of.
#[server(prefix = "/api", endpoint = "revise_facts")]
pub async fn revise_facts(
    number: i64,
    #[server(flatten)] now: TypedFacts,
    #[server(default)] was: TypedFacts,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let (now, was) = (Box::new(now.read()?), Box::new(was.read()?));
    work(number, &once, Command::ReviseFacts { was, now }).await
}

#[server(prefix = "/api", endpoint = "check_recovery")]
pub async fn check_recovery(
    number: i64,
    statement: String,
    verdict: String,
    #[server(default)] evidence: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let evidence = evidence_number(&evidence);
    work(number, &once, Command::CheckRecovery { statement, passed: verdict == "passed", evidence }).await
}

#[server(prefix = "/api", endpoint = "waive_prevention")]
pub async fn waive_prevention(number: i64, reason: String, #[server(default)] once: String) -> Result<(), Fault> {
    work(number, &once, Command::WaivePrevention { reason }).await
}

/// `check`, `confirm` or `uncheck` holds the item's key; the button that was pressed says which. What can't be undone is ticked
/// by `confirm` alone.
#[server(prefix = "/api", endpoint = "tick_item")]
pub async fn tick_item(
    number: i64,
    checklist: String,
    #[server(default)] check: String,
    #[server(default)] confirm: String,
    #[server(default)] uncheck: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let checklist = request::id("checklist", &checklist)?;
    let at = |item| ItemRef { checklist, item };
    let command = if check.is_empty() && confirm.is_empty() {
        Command::ChangeItem { at: at(uncheck), change: ItemChange::Unchecked }
    } else if confirm.is_empty() {
        Command::ChangeItem { at: at(check), change: ItemChange::Checked }
    } else {
        Command::ConfirmItem { at: at(confirm) }
    };
    work(number, &once, command).await
}

/// Leaves an item aside: `aside` is `skipped`, `not_applicable`, or `open` to take it back.
#[server(prefix = "/api", endpoint = "set_item_aside")]
pub async fn set_item_aside(
    number: i64,
    checklist: String,
    item: String,
    aside: String,
    #[server(default)] reason: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let change = match aside.as_str() {
        "skipped" => ItemChange::Skipped { reason },
        "not_applicable" => ItemChange::NotApplicable { reason },
        _ => ItemChange::Unchecked,
    };
    let at = ItemRef { checklist: request::id("checklist", &checklist)?, item };
    work(number, &once, Command::ChangeItem { at, change }).await
}

#[server(prefix = "/api", endpoint = "assign_item")]
pub async fn assign_item(
    number: i64,
    checklist: String,
    item: String,
    #[server(default)] person: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let change = ItemChange::Assigned { person: request::person(&person).await? };
    let at = ItemRef { checklist: request::id("checklist", &checklist)?, item };
    work(number, &once, Command::ChangeItem { at, change }).await
}

#[server(prefix = "/api", endpoint = "note_item")]
pub async fn note_item(
    number: i64,
    checklist: String,
    item: String,
    #[server(default)] text: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let at = ItemRef { checklist: request::id("checklist", &checklist)?, item };
    work(number, &once, Command::ChangeItem { at, change: ItemChange::Noted { text } }).await
}

#[server(prefix = "/api", endpoint = "add_item")]
pub async fn add_item(
    number: i64,
    checklist: String,
    group: String,
    text: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    work(number, &once, Command::AddItem { checklist: request::id("checklist", &checklist)?, group, text }).await
}

/// What somebody typed for a placeholder.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedValue {
    /// The placeholder as written.
    pub name: String,
    pub value: String,
    /// What stood in the field when its form was drawn: a field that says the same was not filled in by whoever sends it.
    pub was: String,
}

#[server(prefix = "/api", endpoint = "set_values")]
pub async fn set_values(
    number: i64,
    checklist: String,
    #[server(default)] values: BTreeMap<usize, TypedValue>,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let id = request::id("checklist", &checklist)?;
    let changed = values.into_values().filter(|typed| typed.value.trim() != typed.was);
    let values = changed.map(|typed| (typed.name, typed.value)).collect();
    work(number, &once, Command::SetValues { checklist: id, values }).await?;
    request::go_to(&format!("/incidents/{number}#values-{checklist}"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "choose_branch")]
pub async fn choose_branch(
    number: i64,
    checklist: String,
    decision: String,
    #[server(default)] branch: String,
    #[server(default)] reason: String,
    #[server(default)] evidence: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let (checklist, evidence) = (request::id("checklist", &checklist)?, evidence_number(&evidence));
    work(number, &once, Command::ChooseBranch { checklist, decision, branch, reason, evidence }).await
}

/// Starts a checklist: `plan` is `protocol`, `triage`, or the slug of a runbook.
#[server(prefix = "/api", endpoint = "start_checklist")]
pub async fn start_checklist(number: i64, plan: String, #[server(default)] once: String) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let ask = Ask::by(&who).once(&once);
    match plan.as_str() {
        "protocol" => backend.start_protocol(ask, number).await?,
        "triage" => backend.start_triage(ask, number).await?,
        slug => backend.start_checklist(ask, number, slug).await?,
    };
    request::go_back_or_to(&format!("/incidents/{number}"));
    Ok(())
}
