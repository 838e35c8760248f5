use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Incident, Severity, Stage, missed, reached};
use crate::ids::IncidentId;

/// An incident as lists show it: the read model, one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct IncidentSummary {
    pub id: IncidentId,
    pub number: i64,
    pub title: String,
    pub severity: Severity,
    /// Held to practise: kept out of every figure.
    pub drill: bool,
    /// For named people alone: nothing in this row says what it is about.
    pub restricted: bool,
    pub stage: Stage,
    pub services: String,
    pub commander: Option<String>,
    pub declared_at: DateTime<Utc>,
    pub respond_by: Option<DateTime<Utc>>,
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// While nobody has answered: when the clock called last, whom it reached, and whom it did not and why, in words.
    pub called_at: Option<DateTime<Utc>>,
    pub reached: String,
    pub missed: String,
    pub mitigated_at: Option<DateTime<Utc>>,
    pub resolved_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    /// Items that are neither done nor left aside, and items in all.
    pub items_open: i64,
    pub items_total: i64,
}

/// The title in every list of an incident that is for named people alone.
pub const RESTRICTED: &str = "Restricted incident";

impl From<&Incident> for IncidentSummary {
    fn from(incident: &Incident) -> Self {
        let (open, total) = incident
            .checklists
            .iter()
            .map(crate::checklists::Checklist::tally)
            .fold((0, 0), |sum, (open, total)| (sum.0 + open, sum.1 + total));
        let restricted = incident.is_restricted();
        let call = incident.call.as_ref().filter(|_| incident.awaits_answer());
        Self {
            id: incident.id,
            number: incident.number,
            title: if restricted { RESTRICTED.to_owned() } else { incident.title.clone() },
            severity: incident.severity,
            drill: incident.drill,
            restricted,
            stage: incident.stage,
            services: if restricted { String::new() } else { incident.facts.services.clone() },
            commander: incident.commander().filter(|_| !restricted).map(|person| person.name.clone()),
            declared_at: incident.declared_at,
            respond_by: incident.respond_by,
            acknowledged_at: incident.acknowledged_at,
            called_at: call.map(|call| call.at),
            reached: call.map(|call| reached(&call.to)).unwrap_or_default(),
            missed: call.map(|call| missed(&call.to)).unwrap_or_default(),
            mitigated_at: incident.mitigated_at,
            resolved_at: incident.resolved_at,
            closed_at: incident.closed_at,
            items_open: open,
            items_total: total,
        }
    }
}
