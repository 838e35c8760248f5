//! What pages may ask about what is agreed for everybody.

use std::collections::BTreeMap;

use domain::{
    incidents::{Severity, SeverityRule},
    organisation::Contact,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::{request, settings::typed};
#[cfg(feature = "ssr")]
use backend::Ask;

/// What is agreed, and whether whoever asks may change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    pub rules: Vec<SeverityRule>,
    /// The words of runbooks for each severity, parted by commas.
    pub words: Vec<(Severity, String)>,
    pub contacts: Vec<Contact>,
    /// Sentences about calls that would reach nobody.
    pub warnings: Vec<String>,
    pub may_change: bool,
    /// The last event that is in it.
    pub seq: i64,
}

/// A line of the severity matrix as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedRule {
    pub name: String,
    pub description: String,
    /// Minutes; empty: the next business day will do.
    pub respond: String,
    /// Roles, separated by commas.
    pub escalates_to: String,
    /// Empty: no.
    pub immediately: String,
}

#[server(prefix = "/api", endpoint = "load_agreed")]
pub async fn load_agreed() -> Result<Agreed, Fault> {
    let (backend, who) = request::backend_and_who()?;
    let organisation = backend.organisation().await?;
    let warnings = organisation.calls_in_vain();
    let may_change = who.may(domain::people::Permission::ChangeSettings).is_ok();
    let of = |severity| (severity, organisation.severity_words.of(severity).collect::<Vec<_>>().join(", "));
    let words = Severity::ALL.map(of).to_vec();
    Ok(Agreed {
        rules: organisation.matrix.0,
        words,
        contacts: organisation.contacts,
        warnings,
        may_change,
        seq: organisation.seq,
    })
}

/// `rules` by severity: `rules[p0][name]`. `revision`: the last event of what the page showed.
#[server(prefix = "/api", endpoint = "revise_severities")]
pub async fn revise_severities(
    #[server(default)] rules: BTreeMap<String, TypedRule>,
    #[server(default)] revision: Option<i64>,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.revise_severities(Ask::by(&who).having_seen(revision), typed::rules(rules)?).await?;
    request::go_to("/settings/severities");
    Ok(())
}

/// `words` by severity, parted by commas: `words[p0]`.
#[server(prefix = "/api", endpoint = "revise_severity_words")]
pub async fn revise_severity_words(
    #[server(default)] words: BTreeMap<String, String>,
    #[server(default)] revision: Option<i64>,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.revise_severity_words(Ask::by(&who).having_seen(revision), typed::words(words)?).await?;
    request::go_to("/settings/severities#words");
    Ok(())
}

/// `contacts` by row: `contacts[0][role]`; a row without role and anything else is left out.
#[server(prefix = "/api", endpoint = "revise_contacts")]
pub async fn revise_contacts(
    #[server(default)] contacts: BTreeMap<usize, Contact>,
    #[server(default)] revision: Option<i64>,
) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.revise_contacts(Ask::by(&who).having_seen(revision), typed::contacts(contacts)?).await?;
    request::go_to("/settings/contacts");
    Ok(())
}
