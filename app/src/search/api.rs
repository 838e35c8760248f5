//! What the search page asks. The palette asks the same of `/search/list`, and gets it as HTML.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;

/// Things of one kind that were found, the best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// For ids: `incidents`.
    pub name: String,
    pub heading: String,
    pub lines: Vec<Line>,
}

/// A thing that was found: where it is and what is to be read of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Line {
    pub href: String,
    pub icon: String,
    /// `INC-42`; empty where it has none.
    pub label: String,
    pub title: String,
    /// A few words more.
    pub about: String,
    /// The keys that lead there, with blanks between: `g i`.
    pub keys: String,
}

#[server(prefix = "/api", endpoint = "search_everything")]
pub async fn search_everything(#[server(default)] q: String) -> Result<Vec<Group>, Fault> {
    let (backend, who) = crate::request::backend_and_who()?;
    super::answers::groups(&backend, &who, &q, super::answers::ON_A_PAGE).await
}
