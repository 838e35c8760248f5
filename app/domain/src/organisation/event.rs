use serde::{Deserialize, Serialize};

use super::{Contact, Template};
use crate::{checklists::Plan, incidents::SeverityMatrix, runbooks::SeverityWords};

/// What can be agreed for everybody. Names and fields are for ever: an old event must still decode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OrganisationEvent {
    SeveritiesRevised {
        matrix: SeverityMatrix,
    },
    /// What the words mean that runbooks use for a severity.
    SeverityWordsRevised {
        words: SeverityWords,
    },
    ContactsRevised {
        contacts: Vec<Contact>,
    },
    /// `from` names the imported file, for people to know where it came from.
    PostmortemTemplateAdopted {
        template: Template,
        from: String,
    },
    ProtocolAdopted {
        plan: Plan,
        from: String,
    },
    TriageAdopted {
        plan: Plan,
        from: String,
    },
}
