//! What pages and islands may ask about incidents.

use domain::incidents::IncidentSummary;
#[cfg(feature = "ssr")]
use domain::{ids::IncidentId, incidents::Severity};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::request;
#[cfg(feature = "ssr")]
use backend::Ask;

/// Which incidents the list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// `open` or `all`.
    pub state: String,
    pub severity: String,
    pub before: Option<i64>,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentList {
    pub incidents: Vec<IncidentSummary>,
    pub next: Option<i64>,
    pub now: chrono::DateTime<chrono::Utc>,
}

#[server(prefix = "/api", endpoint = "list_incidents")]
pub async fn list_incidents(filter: Filter) -> Result<IncidentList, Fault> {
    let (backend, who) = request::backend_and_who()?;
    let filter = backend::incidents::IncidentFilter {
        open_only: filter.state == "open",
        severity: filter.severity.parse().ok(),
        stage: None,
        before: filter.before,
    };
    let page = backend.list_incidents(Ask::by(&who), filter).await?;
    Ok(IncidentList { incidents: page.incidents, next: page.next, now: backend.clock.now() })
}

#[server(prefix = "/api", endpoint = "declare_incident")]
pub async fn declare_incident(
    #[server(default)] once: String,
    title: String,
    severity: String,
    #[server(default)] summary: String,
    #[server(default)] service: String,
    #[server(default)] drill: bool,
    #[server(default)] restricted: bool,
) -> Result<i64, Fault> {
    let (backend, who) = request::backend_and_who()?;
    let severity: Severity = severity.parse()?;
    // The name of the request is also the id, so that a double click makes one incident.
    let id: Option<IncidentId> = once.parse().ok();
    let declare = backend::incidents::Declare { id, title, severity, summary, service, drill, restricted };
    let incident = backend.declare_incident(Ask::by(&who), declare).await?;
    request::go_to(&format!("/incidents/{}", incident.number));
    Ok(incident.number)
}

/// What the declaration offers: the severities as agreed, and open incidents to join instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclareChoices {
    pub rules: Vec<domain::incidents::SeverityRule>,
    pub open: Vec<IncidentSummary>,
    pub now: chrono::DateTime<chrono::Utc>,
}

#[server(prefix = "/api", endpoint = "load_declare_choices")]
pub async fn load_declare_choices() -> Result<DeclareChoices, Fault> {
    let (backend, who) = request::backend_and_who()?;
    who.may(domain::people::Permission::DeclareIncident)?;
    let filter = backend::incidents::IncidentFilter { open_only: true, ..Default::default() };
    let open = backend.list_incidents(Ask::by(&who), filter).await?.incidents.into_iter().take(3).collect();
    Ok(DeclareChoices { rules: backend.organisation().await?.matrix.0, open, now: backend.clock.now() })
}
