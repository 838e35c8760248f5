use serde::{Deserialize, Serialize};

use super::{Postmortem, PostmortemEvent, ReviewStage, Section};
use crate::{
    ids::{IncidentId, PostmortemId},
    incidents::Severity,
    log::{Actor, Person},
    refusal::{Refusal, required},
};

/// What somebody wants of a post-mortem's workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    Start {
        id: PostmortemId,
        incident: IncidentId,
        incident_number: i64,
        title: String,
        severity: Severity,
        sections: Vec<Section>,
    },
    RequestReview {
        reviewers: Vec<Person>,
    },
    Approve {
        content_hash: String,
        /// Whether whoever approves had written on it.
        own: bool,
    },
    AskForChanges {
        comment: String,
    },
    /// The text was edited, or the incident reopened.
    VoidApproval {
        reopened: bool,
    },
}

/// Decides. Asking for what is so already gives no events and no refusal.
pub fn decide(postmortem: &Postmortem, command: Command, by: &Actor) -> Result<Vec<PostmortemEvent>, Refusal> {
    use PostmortemEvent as E;
    if (postmortem.seq == 0) != matches!(command, Command::Start { .. }) {
        return Err(Refusal::unlawful("There is no such post-mortem. Look for it in the list of post-mortems."));
    }
    let event = match command {
        Command::Start { id, incident, incident_number, title, severity, sections } => {
            E::Started { id, incident, incident_number, title, severity, sections }
        }
        Command::RequestReview { reviewers } => {
            if reviewers.is_empty() {
                return Err(Refusal::invalid("reviewer", "Choose who is to review it."));
            }
            if postmortem.stage == ReviewStage::InReview && postmortem.reviewers == reviewers {
                return Ok(vec![]);
            }
            E::ReviewRequested { reviewers }
        }
        Command::Approve { content_hash, own } => {
            if postmortem.approval.as_ref().is_some_and(|approval| approval.content_hash == content_hash) {
                return Ok(vec![]);
            }
            if postmortem.stage != ReviewStage::InReview {
                return Err(Refusal::unlawful("It is not in review. Ask for a review first, then a reviewer can approve it."));
            }
            let is_reviewer =
                by.person().is_some_and(|person| postmortem.reviewers.iter().any(|reviewer| reviewer.id == person.id));
            if !is_reviewer {
                return Err(Refusal::unlawful("Only a reviewer that was asked can approve it. Ask for a review that names you."));
            }
            E::Approved { content_hash, own }
        }
        Command::AskForChanges { comment } => {
            if postmortem.stage != ReviewStage::InReview {
                return Err(Refusal::unlawful("It is not in review, so there is nothing to send back."));
            }
            E::ChangesAsked { comment: required("comment", &comment, 2_000, "Say what should change.")? }
        }
        Command::VoidApproval { .. } if postmortem.approval.is_none() => return Ok(vec![]),
        Command::VoidApproval { reopened } => E::ApprovalVoided { reopened },
    };
    Ok(vec![event])
}
