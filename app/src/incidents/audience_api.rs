//! For whom an incident is, and who looked at it. The forms of the room are plain, as all others of it.

#[cfg(feature = "ssr")]
use backend::Ask;
use domain::incidents::Look;
#[cfg(feature = "ssr")]
use domain::{Refusal, people::Permission};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::request;

#[server(prefix = "/api", endpoint = "restrict_incident")]
pub async fn restrict_incident(
    number: i64,
    #[server(default)] reason: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.restrict_incident(Ask::by(&who).once(&once), number, &[], reason).await?;
    request::go_back_or_to(&format!("/incidents/{number}"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "name_on_incident")]
pub async fn name_on_incident(
    number: i64,
    #[server(default)] person: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let person = if person.is_empty() { None } else { Some(request::id("person", &person)?) };
    backend.name_on_incident(Ask::by(&who).once(&once), number, person).await?;
    request::go_back_or_to(&format!("/incidents/{number}"));
    Ok(())
}

/// Whoever takes themselves off can't go back to the room.
#[server(prefix = "/api", endpoint = "unname_on_incident")]
pub async fn unname_on_incident(number: i64, person: String, #[server(default)] once: String) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    let person = request::id("person", &person)?;
    let incident = backend.unname_on_incident(Ask::by(&who).once(&once), number, person).await?;
    if incident.is_seen_by(&who) {
        request::go_back_or_to(&format!("/incidents/{number}"));
    } else {
        request::go_to("/incidents");
    }
    Ok(())
}

#[server(prefix = "/api", endpoint = "lift_restriction")]
pub async fn lift_restriction(
    number: i64,
    #[server(default)] reason: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.lift_restriction(Ask::by(&who).once(&once), number, reason).await?;
    request::go_back_or_to(&format!("/incidents/{number}"));
    Ok(())
}

/// For an administrator who is not named, with the number as people say it; leads to the room.
#[server(prefix = "/api", endpoint = "name_oneself")]
pub async fn name_oneself(
    #[server(default)] number: String,
    #[server(default)] reason: String,
    #[server(default)] once: String,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    who.may(Permission::ManagePeople)?;
    let digits = number.trim().trim_start_matches(|before: char| !before.is_ascii_digit());
    let unread = |_| Refusal::invalid("number", "Write the number of the incident, such as INC-7.");
    let number = digits.parse::<i64>().map_err(unread)?;
    backend.name_oneself(Ask::by(&who).once(&once), number, reason).await?;
    request::go_to(&format!("/incidents/{number}"));
    Ok(())
}

/// Who looked at an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessView {
    pub number: i64,
    pub standing: Standing,
    /// The newest first.
    pub looks: Vec<Look>,
}

/// Whether looking at an incident is put down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    Restricted,
    WasRestricted,
    NeverRestricted,
}

#[server(prefix = "/api", endpoint = "load_access_record")]
pub async fn load_access_record(number: i64) -> Result<AccessView, Fault> {
    let (backend, who) = request::backend_and_who()?;
    let (incident, looks) = backend.access_record(Ask::by(&who), number).await?;
    let standing = match (incident.is_restricted(), incident.access_record) {
        (true, _) => Standing::Restricted,
        (false, Some(_)) => Standing::WasRestricted,
        (false, None) => Standing::NeverRestricted,
    };
    Ok(AccessView { number, standing, looks: looks.into_iter().rev().collect() })
}
