use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{FactChange, Facts, Gate, Severity, Stage};
use crate::{
    action_items::Kind,
    checklists::{ChecklistSource, Plan},
    diagnostics::ProbeRun,
    ids::{AccessRecordId, ActionItemId, ChecklistId, IncidentId, PostmortemId},
    log::Person,
};

/// What can happen to an incident. Names and fields are for ever: an old event must still decode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum IncidentEvent {
    Declared {
        id: IncidentId,
        number: i64,
        title: String,
        severity: Severity,
        summary: String,
        #[serde(default)]
        service: String,
        respond_by: Option<DateTime<Utc>>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        drill: bool,
    },
    Acknowledged,
    /// People were called: at once because the matrix says so, or because nobody answered in time.
    Escalated {
        cause: EscalationCause,
        recipients: Vec<Recipient>,
    },
    /// A letter of a call does not leave: refused for good, put off for long, or given up. Told once of each letter.
    CallFailed {
        /// The number of the event that called.
        call: i64,
        /// The names under which it calls, parted by commas.
        called: String,
        email: String,
        because: String,
    },
    /// Such a letter was taken by the mail server after all.
    CallSent {
        call: i64,
        called: String,
        email: String,
    },
    RoleAssigned {
        role: String,
        person: Person,
    },
    RoleReleased {
        role: String,
    },
    /// From now on it is for these people alone, whatever anybody's role.
    Restricted {
        /// Where it is put down who looks.
        record: AccessRecordId,
        people: Vec<Person>,
        #[serde(default)]
        reason: String,
    },
    /// With a reason where an administrator named themselves.
    PersonNamed {
        person: Person,
        #[serde(default)]
        reason: String,
    },
    PersonUnnamed {
        person: Person,
    },
    RestrictionLifted {
        reason: String,
    },
    StageEntered {
        stage: Stage,
        #[serde(default)]
        reason: String,
        /// Gates that stood open and were overridden; it stays visible for ever.
        #[serde(default)]
        overridden: Vec<Gate>,
    },
    Reopened {
        reason: String,
        /// The new response clock, where the grade starts one.
        #[serde(default)]
        respond_by: Option<DateTime<Utc>>,
    },
    Regraded {
        severity: Severity,
        reason: String,
        /// The new response clock, where the new grade starts one.
        respond_by: Option<DateTime<Utc>>,
    },
    Retitled {
        title: String,
        /// What somebody else had called it meanwhile: whoever wrote this had not seen it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaced: Option<String>,
    },
    Summarised {
        summary: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaced: Option<String>,
    },
    FactsRevised {
        /// All of them, as they are from now on.
        facts: Facts,
        /// Which of them changed; older events don't say.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        changed: Vec<FactChange>,
    },
    /// Markdown, as typed.
    Noted {
        text: String,
    },
    RecoveryChecked {
        statement: String,
        passed: bool,
        /// The evidence it rests on, `E-n`.
        evidence: Option<i64>,
    },
    PreventionWaived {
        reason: String,
    },
    ActionItemAdded {
        id: ActionItemId,
        number: i64,
        title: String,
        item_kind: Kind,
        owner: Person,
        due: chrono::NaiveDate,
    },
    PostmortemStarted {
        id: PostmortemId,
    },
    /// The post-mortem's review ended; `approved` is void again when it is edited later.
    PostmortemReviewed {
        approved: bool,
    },
    ChecklistStarted {
        id: ChecklistId,
        source: ChecklistSource,
        plan: Plan,
    },
    ItemChanged {
        checklist: ChecklistId,
        item: String,
        change: ItemChange,
    },
    ItemAdded {
        checklist: ChecklistId,
        group: String,
        item: String,
        text: String,
    },
    /// Somebody gave what the items leave to be filled in. Never a secret.
    ValueSet {
        checklist: ChecklistId,
        /// The placeholder as written: `<pid>`.
        name: String,
        /// Empty where the value was taken back.
        value: String,
    },
    BranchChosen {
        checklist: ChecklistId,
        decision: String,
        branch: String,
        #[serde(default)]
        reason: String,
        #[serde(default)]
        evidence: Option<i64>,
    },
    /// The runbook is to stay as it is in what a lesson is about.
    LessonSetAside {
        checklist: ChecklistId,
        /// Its key.
        lesson: String,
        /// The words of the step, and what happened at it.
        text: String,
        words: String,
        #[serde(default)]
        reason: String,
    },
    LessonOfferedAgain {
        checklist: ChecklistId,
        lesson: String,
        text: String,
    },
    EvidenceRecorded {
        /// Counts from 1 in its incident: `E-7`.
        number: i64,
        run: Box<ProbeRun>,
        checklist: Option<ChecklistId>,
        item: Option<String>,
    },
}

/// What people do to an item of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum ItemChange {
    Checked,
    Unchecked,
    Skipped { reason: String },
    NotApplicable { reason: String },
    Assigned { person: Option<Person> },
    Noted { text: String },
}

/// Why people were called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum EscalationCause {
    /// The matrix calls them as soon as such an incident is declared.
    Severity,
    /// The response clock ran out.
    Unanswered { due_at: DateTime<Utc> },
}

/// Somebody who was to be called, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The name in the severity matrix: a role or a person.
    pub called: String,
    /// The address that the mail goes to; absent: nobody could be reached, and `nobody_because` says why.
    pub email: Option<String>,
    #[serde(default)]
    pub nobody_because: String,
}
