use serde::{Deserialize, Serialize};

use super::Section;
use crate::{
    ids::{IncidentId, PostmortemId},
    incidents::Severity,
    log::Person,
};

/// What can happen to a post-mortem's workflow. Names and fields are for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PostmortemEvent {
    Started {
        id: PostmortemId,
        incident: IncidentId,
        incident_number: i64,
        title: String,
        severity: Severity,
        sections: Vec<Section>,
    },
    ReviewRequested {
        reviewers: Vec<Person>,
    },
    /// Binds to the text as it was: `content_hash` is its SHA-256 in hexadecimal.
    Approved {
        content_hash: String,
        /// Whether whoever approved it had written on it.
        #[serde(default)]
        own: bool,
    },
    ChangesAsked {
        comment: String,
    },
    /// The text was edited after its approval, or the incident was reopened; the approval therefore no longer counts.
    ApprovalVoided {
        #[serde(default)]
        reopened: bool,
    },
}
