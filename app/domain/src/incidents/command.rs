use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{EscalationCause, ItemChange, Recipient, Said, Severity, Stage};
use crate::{
    action_items::Kind,
    checklists::{ChecklistSource, Plan},
    diagnostics::ProbeRun,
    ids::{AccessRecordId, ActionItemId, ChecklistId, IncidentId, PostmortemId},
    log::Person,
};

/// What somebody wants to be so. [`super::decide`] answers with events or a refusal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    Declare(Declaration),
    Acknowledge,
    Escalate {
        cause: EscalationCause,
        recipients: Vec<Recipient>,
    },
    /// What became of a letter of the call that the event numbered `call` made; without a failure it has left after all.
    TellOfCall {
        call: i64,
        called: String,
        email: String,
        failure: Option<String>,
    },
    AssignRole {
        role: String,
        person: Person,
    },
    ReleaseRole {
        role: String,
    },
    EnterStage {
        stage: Stage,
        override_reason: Option<String>,
    },
    Reopen {
        reason: String,
        promise: Promise,
    },
    Regrade {
        severity: Severity,
        reason: String,
        promise: Promise,
    },
    /// Makes it an incident for named people alone. `record` is where it will be put down who looks.
    Restrict {
        record: AccessRecordId,
        people: Vec<Person>,
        reason: String,
    },
    NamePerson {
        person: Person,
    },
    /// By an administrator who is not named.
    NameOneself {
        reason: String,
    },
    UnnamePerson {
        person: Person,
    },
    LiftRestriction {
        reason: String,
    },
    /// Title, summary and facts. What is the same in both is not changed.
    ReviseFacts {
        /// What whoever revises them had before them.
        was: Box<Said>,
        now: Box<Said>,
    },
    Note {
        text: String,
    },
    CheckRecovery {
        statement: String,
        passed: bool,
        evidence: Option<i64>,
    },
    WaivePrevention {
        reason: String,
    },
    AddActionItem {
        id: ActionItemId,
        number: i64,
        title: String,
        kind: Kind,
        owner: Person,
        due: chrono::NaiveDate,
    },
    StartPostmortem {
        id: PostmortemId,
    },
    ReviewPostmortem {
        approved: bool,
    },
    StartChecklist {
        id: ChecklistId,
        source: ChecklistSource,
        plan: Plan,
    },
    ChangeItem {
        at: ItemRef,
        change: ItemChange,
    },
    /// Ticks an item after a second look: the only way to tick one that can't be undone.
    ConfirmItem {
        at: ItemRef,
    },
    AddItem {
        checklist: ChecklistId,
        group: String,
        text: String,
    },
    /// By the placeholder as written; an empty value takes it back.
    SetValues {
        checklist: ChecklistId,
        values: Vec<(String, String)>,
    },
    ChooseBranch {
        checklist: ChecklistId,
        decision: String,
        branch: String,
        reason: String,
        evidence: Option<i64>,
    },
    /// A lesson by its key, as [`crate::checklists::lessons`] tells it.
    SetLessonAside {
        checklist: ChecklistId,
        lesson: String,
        reason: String,
    },
    OfferLessonAgain {
        checklist: ChecklistId,
        lesson: String,
    },
    RecordEvidence {
        run: Box<ProbeRun>,
        item: Option<ItemRef>,
    },
}

/// The first word about an incident: enough in ten seconds, everything else later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    pub id: IncidentId,
    pub number: i64,
    pub title: String,
    pub severity: Severity,
    pub summary: String,
    pub service: String,
    /// Held to practise: kept out of every figure, and whoever is called is told so.
    pub drill: bool,
    /// For whoever declares it alone, until they name others; who looks is put down there.
    pub restricted: Option<AccessRecordId>,
    pub promise: Promise,
}

/// What the severity matrix promises for a grade.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Promise {
    pub respond_minutes: Option<u32>,
    /// Those who are called as soon as an incident has this grade.
    pub call_at_once: Vec<Recipient>,
}

impl Promise {
    /// When somebody must have acknowledged an incident that has the grade since `from`.
    pub fn respond_by(&self, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.respond_minutes.map(|minutes| from + chrono::Duration::minutes(i64::from(minutes)))
    }
}

/// An item of a checklist of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemRef {
    pub checklist: ChecklistId,
    pub item: String,
}
