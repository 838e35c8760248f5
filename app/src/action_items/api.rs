//! What pages may ask about action items.

use chrono::NaiveDate;
use domain::{
    action_items::{ActionItemEvent, ActionItemSummary},
    log::{Person, Recorded},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::{action_items::typed, request};
#[cfg(feature = "ssr")]
use backend::{Ask, action_items::ActionItemPage};

/// Which action items the list shows, as the address says it; empty means any.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// `yes`: only those of whoever asks.
    pub mine: String,
    pub kind: String,
    /// `open`, `started` or `done`.
    pub state: String,
    /// Pages: what comes after this place in the list.
    pub after: String,
}

/// The list, and what is needed to add to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionList {
    pub items: Vec<ActionItemSummary>,
    /// The `after` of the next page.
    pub next: Option<String>,
    /// How many fit the filter in all, not done, and of those overdue.
    pub open: i64,
    pub overdue: i64,
    pub people: Vec<Person>,
    pub today: NaiveDate,
    pub may_change: bool,
}

/// An action item with all that happened to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActionItemDetails {
    pub item: ActionItemSummary,
    pub history: Vec<Recorded<ActionItemEvent>>,
    pub people: Vec<Person>,
    pub today: NaiveDate,
    pub may_change: bool,
}

#[server(prefix = "/api", endpoint = "load_actions")]
pub async fn load_actions(filter: Filter) -> Result<ActionList, Fault> {
    let (backend, who) = request::backend_and_who()?;
    let ActionItemPage { items, next, open, overdue } =
        backend.list_action_items(Ask::by(&who), typed::filter(&filter, &who)).await?;
    let people = typed::owners(&backend, &who).await?;
    let (today, may_change) = (backend.clock.now().date_naive(), typed::may_change(&who));
    let next = next.map(|place| place.to_string());
    Ok(ActionList { items, next, open, overdue, people, today, may_change })
}

#[server(prefix = "/api", endpoint = "load_action_item")]
pub async fn load_action_item(number: i64) -> Result<ActionItemDetails, Fault> {
    let (backend, who) = request::backend_and_who()?;
    let item = backend.action_item(Ask::by(&who), number).await?;
    let history = backend.action_item_history(Ask::by(&who), number).await?;
    let people = typed::owners(&backend, &who).await?;
    Ok(ActionItemDetails { item, history, people, today: backend.clock.now().date_naive(), may_change: typed::may_change(&who) })
}

/// `incident` is the number of the incident that it comes out of, `next` the page to return to; both may be empty.
#[server(prefix = "/api", endpoint = "add_action_item")]
pub async fn add_action_item(
    #[server(default)] once: String,
    #[server(default)] title: String,
    #[server(default)] kind: String,
    #[server(default)] owner: String,
    #[server(default)] due: String,
    #[server(default)] incident: String,
    #[server(default)] postmortem: String,
    #[server(default)] next: String,
) -> Result<i64, Fault> {
    let (backend, who) = request::backend_and_who()?;
    // The name of the request is also the id, so that a double click makes one item.
    let add = backend::action_items::AddActionItem {
        id: once.parse().ok(),
        title,
        kind: typed::kind(&kind)?,
        owner: typed::person(&owner),
        due: typed::day(&due)?,
        incident_number: typed::number("incident", &incident)?,
        postmortem: postmortem.parse().ok(),
    };
    let item = backend.add_action_item(Ask::by(&who), add).await?;
    request::go_to(if next.is_empty() { "/actions" } else { &next });
    Ok(item.number)
}

#[server(prefix = "/api", endpoint = "start_action_item")]
pub async fn start_action_item(number: i64, #[server(default)] next: String) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.start_action_item(Ask::by(&who), number).await?;
    typed::go_back(&next, number);
    Ok(())
}

#[server(prefix = "/api", endpoint = "reassign_action_item")]
pub async fn reassign_action_item(
    number: i64,
    #[server(default)] owner: String,
    #[server(default)] next: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.reassign_action_item(Ask::by(&who), number, typed::person(&owner)).await?;
    typed::go_back(&next, number);
    Ok(())
}

#[server(prefix = "/api", endpoint = "reschedule_action_item")]
pub async fn reschedule_action_item(
    number: i64,
    #[server(default)] due: String,
    #[server(default)] reason: String,
    #[server(default)] next: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.reschedule_action_item(Ask::by(&who), number, typed::day(&due)?, reason).await?;
    typed::go_back(&next, number);
    Ok(())
}

#[server(prefix = "/api", endpoint = "complete_action_item")]
pub async fn complete_action_item(
    number: i64,
    #[server(default)] proof: String,
    #[server(default)] next: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.complete_action_item(Ask::by(&who), number, proof).await?;
    typed::go_back(&next, number);
    Ok(())
}

#[server(prefix = "/api", endpoint = "reopen_action_item")]
pub async fn reopen_action_item(
    number: i64,
    #[server(default)] reason: String,
    #[server(default)] next: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.reopen_action_item(Ask::by(&who), number, reason).await?;
    typed::go_back(&next, number);
    Ok(())
}
