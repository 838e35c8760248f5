use serde::{Deserialize, Serialize};

use crate::ids::{ProposalId, RunbookId};

/// What can happen to a proposal. Names and fields are for ever: an old event must still decode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProposalEvent {
    Begun {
        id: ProposalId,
        number: i64,
        runbook: RunbookId,
        /// The runbook's address and title, as they are when it is begun.
        slug: String,
        title: String,
        /// The version that the text began as.
        base: i64,
        /// The whole of the runbook's Markdown, as it is to be.
        text: String,
        /// What changes, and why.
        summary: String,
        origin: Origin,
    },
    /// Another text, which nobody has approved yet.
    Revised {
        base: i64,
        text: String,
        summary: String,
    },
    ReviewRequested,
    Remarked {
        /// Of the proposed text, from 1; 0 where it is about the whole.
        line: u32,
        /// The line as it stood.
        quoted: String,
        text: String,
    },
    /// Binds to the revision that was read.
    Approved {
        revision: i64,
    },
    ChangesAsked {
        comment: String,
    },
    Withdrawn {
        reason: String,
    },
    /// It became this version.
    Published {
        version: i64,
    },
}

/// What made somebody propose it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Origin {
    #[default]
    Editor,
    /// The fix of a linter's finding.
    Finding { rule: String },
    /// An older version that is to come back.
    Version { version: i64 },
    /// What people did differently in an incident.
    Incident { number: i64 },
}
