use serde::{Deserialize, Serialize};

use super::Origin;
use crate::ids::{ProposalId, RunbookId};

/// What somebody wants of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    Begin {
        id: ProposalId,
        number: i64,
        runbook: RunbookId,
        slug: String,
        title: String,
        base: i64,
        text: String,
        summary: String,
        origin: Origin,
        for_review: bool,
    },
    /// `revision` is the one that was being edited.
    Revise {
        revision: i64,
        base: i64,
        text: String,
        summary: String,
        for_review: bool,
    },
    RequestReview,
    /// `line` counts from 1, in the text of `revision`; 0 is the whole.
    Remark {
        revision: i64,
        line: u32,
        text: String,
    },
    /// `revision` is the one that was read.
    Approve {
        revision: i64,
    },
    AskForChanges {
        comment: String,
    },
    Withdraw {
        reason: String,
    },
    /// `current` is the runbook's version at this moment, `version` what this becomes.
    Publish {
        current: i64,
        version: i64,
    },
}
