//! What the page of symptoms asks.

use chrono::NaiveDate;
use domain::runbooks::RunbookSummary;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::{request, runbooks::symptoms::answers};

/// What is asked, as it stands in the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// What is typed.
    pub q: String,
    /// Marks of what is ticked, parted by blanks.
    pub ticked: String,
    pub after: String,
    /// The number of the incident on which a checklist is wanted; empty where there is none yet.
    pub incident: String,
}

/// Something that people may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SymptomLine {
    pub mark: String,
    pub label: String,
    /// The runbook that names it, or how many do.
    pub about: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Symptoms {
    pub asked: Asked,
    pub ticked: Vec<SymptomLine>,
    pub symptoms: Vec<SymptomLine>,
    pub next: Option<String>,
    /// Each with how many of the ticked symptoms it names.
    pub likely: Vec<(RunbookSummary, i64)>,
    /// The open incident on which whoever looks may start a checklist: number and title.
    pub incident: Option<(i64, String)>,
    pub today: NaiveDate,
}

#[server(prefix = "/api", endpoint = "load_symptoms")]
pub async fn load_symptoms(asked: Asked) -> Result<Symptoms, Fault> {
    let (backend, who) = request::backend_and_who()?;
    answers::symptoms(&backend, &who, asked).await
}

/// The same as markup, for a page that is open.
#[server(prefix = "/api", endpoint = "narrow_symptoms")]
pub async fn narrow_symptoms(asked: Asked) -> Result<String, Fault> {
    let (backend, who) = request::backend_and_who()?;
    Ok(answers::markup(answers::symptoms(&backend, &who, asked).await?))
}
