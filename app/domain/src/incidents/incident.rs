use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Audience, Call, Facts, Gate, IncidentEvent, Severity, Stage};
use crate::{
    checklists::Checklist,
    diagnostics::ProbeRun,
    ids::{AccessRecordId, ChecklistId, IncidentId, PostmortemId},
    log::{Actor, Fold, KeptWith, Person, Recorded},
    people::Who,
};

/// An incident, folded from its events.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Incident {
    /// The last event taken in; 0 before the declaration.
    pub seq: i64,
    pub id: IncidentId,
    pub number: i64,
    pub title: String,
    pub summary: String,
    pub severity: Severity,
    /// Held to practise: kept out of every figure.
    #[serde(default)]
    pub drill: bool,
    pub severities: Vec<SeverityInterval>,
    pub stage: Stage,
    pub stages: Vec<StageInterval>,
    pub declared_at: DateTime<Utc>,
    pub declared_by: String,
    /// When somebody must have acknowledged; absent where no clock runs.
    pub respond_by: Option<DateTime<Utc>>,
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// The first time that somebody acknowledged it; no later clock changes it.
    #[serde(default)]
    pub first_answer: Option<Answer>,
    /// The last call of the present response clock; absent while it has called nobody.
    #[serde(default)]
    pub call: Option<Call>,
    pub mitigated_at: Option<DateTime<Utc>>,
    pub resolved_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    /// When it was last found to be back.
    #[serde(default)]
    pub reopened_at: Option<DateTime<Utc>>,
    /// Who holds which role now.
    pub roles: BTreeMap<String, Person>,
    pub facts: Facts,
    pub checklists: Vec<Checklist>,
    pub evidence: Vec<Evidence>,
    pub recovery_checks: Vec<RecoveryCheck>,
    pub waiver: Option<Waiver>,
    /// Numbers of the action items that came out of it.
    pub action_items: Vec<i64>,
    pub postmortem: Option<PostmortemId>,
    pub postmortem_approved: bool,
    pub overridden: Vec<Gate>,
    /// Who sees it; absent: whoever may read.
    pub audience: Option<Audience>,
    /// Where it was put down who looked, from its first restriction on.
    pub access_record: Option<AccessRecordId>,
}

/// When an incident was acknowledged, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub at: DateTime<Utc>,
    pub by: Option<Person>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeverityInterval {
    pub severity: Severity,
    pub from: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageInterval {
    pub stage: Stage,
    pub from: DateTime<Utc>,
    pub by: String,
}

/// A stored run of a probe, `E-n` in its incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    pub number: i64,
    /// The event that recorded it.
    pub seq: i64,
    pub run: ProbeRun,
    pub by: Actor,
    pub checklist: Option<ChecklistId>,
    pub item: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecoveryCheck {
    pub statement: String,
    pub passed: bool,
    pub evidence: Option<i64>,
    pub by: Actor,
    pub at: DateTime<Utc>,
}

/// Somebody's word that nothing needs to be prevented, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Waiver {
    pub reason: String,
    pub by: Actor,
}

/// The role that leads; it may override gates on its incident.
pub const COMMANDER: &str = "Incident commander";

/// The roles that every incident offers.
pub const ROLES: [&str; 4] = [COMMANDER, "Operations lead", "Communications lead", "Scribe"];

impl Incident {
    /// `INC-42`
    pub fn label(&self) -> String {
        format!("INC-{}", self.number)
    }

    /// Whether it is for those alone who are named.
    pub fn is_restricted(&self) -> bool {
        self.audience.is_some()
    }

    pub fn is_seen_by(&self, who: &Who) -> bool {
        self.audience.as_ref().is_none_or(|audience| audience.admits(who))
    }

    pub fn commander(&self) -> Option<&Person> {
        self.roles.get(COMMANDER)
    }

    pub fn checklist(&self, id: ChecklistId) -> Option<&Checklist> {
        self.checklists.iter().find(|checklist| checklist.id == id)
    }

    /// Whether the response clock still runs.
    pub fn awaits_answer(&self) -> bool {
        self.acknowledged_at.is_none() && self.stage.is_open() && self.respond_by.is_some()
    }

    /// When it was first acknowledged, unless a clock runs that nobody has answered.
    pub fn answered_at(&self) -> Option<DateTime<Utc>> {
        self.acknowledged_at.and(self.first_answer.as_ref()).map(|answer| answer.at)
    }

    /// What stands between this incident and a stage.
    pub fn gates(&self, to: Stage) -> Vec<Gate> {
        let mut gates = Vec::new();
        if to == Stage::Resolved && !self.recovery_checks.last().is_some_and(|check| check.passed) {
            gates.push(Gate::RecoveryCheck);
        }
        if to == Stage::Closed {
            if self.action_items.is_empty() && self.waiver.is_none() {
                gates.push(Gate::Prevention);
            }
            if self.severity.is_grave() && !self.postmortem_approved {
                gates.push(Gate::ReviewedPostmortem);
            }
        }
        gates
    }

    fn enter(&mut self, stage: Stage, recorded: &Recorded<IncidentEvent>) {
        let at = recorded.occurred_at;
        self.stage = stage;
        if stage < Stage::Mitigated {
            // It did not hold.
            self.mitigated_at = None;
        }
        self.stages.push(StageInterval { stage, from: at, by: recorded.actor.name().to_owned() });
        match stage {
            Stage::Mitigated => self.mitigated_at = Some(at),
            Stage::Resolved => self.resolved_at = Some(at),
            Stage::Closed => self.closed_at = Some(at),
            _ => {}
        }
        self.settle_due_times();
    }

    /// Windows hang on the declaration or on the resolution; the latter is known late and may be undone.
    fn settle_due_times(&mut self) {
        let (declared_at, resolved_at) = (self.declared_at, self.resolved_at);
        for checklist in &mut self.checklists {
            checklist.settle_due_times(declared_at, resolved_at);
        }
    }

    /// A clock that starts anew wants an answer of its own; where none starts, none is waited for.
    fn await_answer(&mut self, respond_by: Option<DateTime<Utc>>) {
        if respond_by.is_some() {
            self.acknowledged_at = None;
            self.call = None;
        }
        self.respond_by = respond_by;
    }

    /// What became of a letter. One of a former clock changes nothing of what this one did.
    fn hear_of(&mut self, call: i64, email: &str, because: &str) {
        if let Some(last) = self.call.as_mut().filter(|last| last.seq == call) {
            last.hears_of(email, because);
        }
    }

    fn grade(&mut self, severity: Severity, from: DateTime<Utc>) {
        self.severity = severity;
        self.severities.push(SeverityInterval { severity, from });
    }
}

impl Fold for Incident {
    type Event = IncidentEvent;
    const STREAM: &'static str = "incident";
    const SHAPE: i32 = 6;

    fn kept_with(&self) -> KeptWith<'_> {
        self.audience.as_ref().map_or(KeptWith::Everybody, KeptWith::Named)
    }

    fn apply(&mut self, recorded: &Recorded<IncidentEvent>) {
        use IncidentEvent as E;
        self.seq = recorded.seq;
        let at = recorded.occurred_at;
        match &recorded.event {
            E::Declared { id, number, title, severity, summary, service, respond_by, drill } => {
                self.id = *id;
                self.number = *number;
                self.title.clone_from(title);
                self.summary.clone_from(summary);
                self.facts.services.clone_from(service);
                self.declared_at = at;
                recorded.actor.name().clone_into(&mut self.declared_by);
                self.respond_by = *respond_by;
                self.drill = *drill;
                self.grade(*severity, at);
                self.enter(Stage::Declared, recorded);
            }
            E::Acknowledged => {
                self.acknowledged_at = Some(at);
                self.first_answer.get_or_insert_with(|| Answer { at, by: recorded.actor.person().cloned() });
            }
            E::Escalated { recipients, .. } => self.call = Some(Call { seq: recorded.seq, at, to: recipients.clone() }),
            E::CallFailed { call, email, because, .. } => self.hear_of(*call, email, because),
            E::CallSent { call, email, .. } => self.hear_of(*call, email, ""),
            E::RoleAssigned { role, person } => {
                self.roles.insert(role.clone(), person.clone());
            }
            E::RoleReleased { role } => {
                self.roles.remove(role);
            }
            E::Restricted { .. } | E::PersonNamed { .. } | E::PersonUnnamed { .. } | E::RestrictionLifted { .. } => {
                self.audience = Audience::after(self.audience.take(), recorded);
                self.access_record = self.audience.as_ref().map(|audience| audience.record).or(self.access_record);
            }
            E::StageEntered { stage, overridden, .. } => {
                self.overridden.extend(overridden);
                self.enter(*stage, recorded);
            }
            E::Reopened { respond_by, .. } => {
                self.resolved_at = None;
                self.closed_at = None;
                self.reopened_at = Some(at);
                // What was well before it broke again proves nothing now, and what was learned is not all there is to learn.
                self.recovery_checks.clear();
                self.waiver = None;
                self.postmortem_approved = false;
                self.await_answer(*respond_by);
                self.enter(Stage::Investigating, recorded);
            }
            E::Regraded { severity, respond_by, .. } => {
                self.grade(*severity, at);
                self.await_answer(*respond_by);
            }
            E::Retitled { title, .. } => self.title.clone_from(title),
            E::Summarised { summary, .. } => self.summary.clone_from(summary),
            E::FactsRevised { facts, .. } => self.facts = facts.clone(),
            E::Noted { .. } => {}
            E::RecoveryChecked { statement, passed, evidence } => self.recovery_checks.push(RecoveryCheck {
                statement: statement.clone(),
                passed: *passed,
                evidence: *evidence,
                by: recorded.actor.clone(),
                at,
            }),
            E::PreventionWaived { reason } => {
                self.waiver = Some(Waiver { reason: reason.clone(), by: recorded.actor.clone() });
            }
            E::ActionItemAdded { number, .. } => self.action_items.push(*number),
            E::PostmortemStarted { id } => self.postmortem = Some(*id),
            E::PostmortemReviewed { approved } => self.postmortem_approved = *approved,
            E::ChecklistStarted { id, source, plan } => {
                self.checklists.push(Checklist::start(*id, source.clone(), plan, recorded));
                self.settle_due_times();
            }
            E::ItemChanged { checklist, .. }
            | E::ItemAdded { checklist, .. }
            | E::ValueSet { checklist, .. }
            | E::LessonSetAside { checklist, .. }
            | E::LessonOfferedAgain { checklist, .. }
            | E::BranchChosen { checklist, .. } => {
                if let Some(checklist) = self.checklists.iter_mut().find(|candidate| candidate.id == *checklist) {
                    checklist.apply(recorded);
                }
            }
            E::EvidenceRecorded { number, run, checklist, item } => self.evidence.push(Evidence {
                number: *number,
                seq: recorded.seq,
                run: (**run).clone(),
                by: recorded.actor.clone(),
                checklist: *checklist,
                item: item.clone(),
            }),
        }
    }
}
