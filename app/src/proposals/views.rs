//! What the pages get: everything ready to be shown.

use domain::{
    proposals::{Proposal, ProposalSummary},
    runbooks::diff::Comparison,
};
use serde::{Deserialize, Serialize};

use crate::runbooks::FindingView;

/// The list of proposals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalList {
    pub proposals: Vec<ProposalSummary>,
    /// The `after` of the next page.
    pub next: Option<String>,
    pub all: bool,
}

/// A text to be edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditView {
    /// Absent while the proposal is not begun.
    pub proposal: Option<Begun>,
    pub slug: String,
    /// The runbook's title.
    pub title: String,
    /// The version that the text began as.
    pub base: i64,
    pub text: String,
    pub summary: String,
    pub check: CheckView,
}

/// Which proposal, and which of its texts, is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    pub number: i64,
    pub revision: i64,
}

/// What becomes of the runbook by a text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CheckView {
    /// Why it can't become a version as it is written.
    pub obstacle: Option<String>,
    /// What the linter finds now and did not before, what it finds as before, and what it finds no more. Lines are those
    /// of the text, or of the runbook's for what is gone.
    pub worse: Vec<FindingView>,
    pub same: Vec<FindingView>,
    pub better: Vec<FindingView>,
    /// The runbook's score as it stands, and with the text.
    pub scores: (i64, i64),
    /// The text as it is read; safe as it stands.
    pub html: String,
}

/// A proposal, ready to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalView {
    pub proposal: Proposal,
    pub comparison: Comparison,
    /// The runbook's version now.
    pub current: i64,
    /// Absent when it is published or withdrawn.
    pub check: Option<CheckView>,
    pub is_mine: bool,
    /// Whether whoever looks may approve it, which its author may not.
    pub may_review: bool,
    pub may_publish: bool,
    pub may_remark: bool,
    pub may_withdraw: bool,
}
