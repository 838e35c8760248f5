use serde::{Deserialize, Serialize};

use crate::{incidents::IncidentEvent, log::Recorded};

/// An event with what a page needs to show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    #[serde(flatten)]
    pub recorded: Recorded<IncidentEvent>,
    /// The Markdown of a note as safe HTML; made by the server, where the sanitiser lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
}
