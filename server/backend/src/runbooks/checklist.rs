//! From a plan to a checklist of an incident.

use chrono::{DateTime, Utc};
use domain::{
    Refusal,
    checklists::{ChecklistSource, Plan},
    ids::RunbookId,
    incidents::{Command, Incident},
    log::Actor,
    people::{Permission, Role, Who},
    runbooks::Runbook,
};

use super::{read::runbook_id, shelf};
use crate::{Ask, Backend, Result, db::Tx};

impl Backend {
    /// What a checklist of this runbook would be made of.
    pub async fn plan_of(&self, ask: Ask<'_>, slug: &str) -> Result<(ChecklistSource, Plan)> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let id = runbook_id(&mut tx, slug).await?;
        let books = shelf(&mut tx).await?;
        drop(tx);
        let runbook: Runbook = self.state(ask.eyes(), id.0).await?;
        runbook.in_use()?;
        let plan = runbook.plan();
        let (source, plan) =
            plan.ok_or_else(|| Refusal::unlawful("This runbook has no version yet. Import the file that holds it."))?;
        Ok((source, plan.leading(&books, runbook.collection(), slug)))
    }

    /// Starts a checklist of the runbook's current version on `INC-number`.
    pub async fn start_checklist(&self, ask: Ask<'_>, number: i64, slug: &str) -> Result<Incident> {
        ask.may(Permission::WorkOnIncident)?;
        let (source, plan) = self.plan_of(ask, slug).await?;
        self.begin(ask, number, source, plan).await
    }

    /// Starts the protocol that every incident follows.
    pub async fn start_protocol(&self, ask: Ask<'_>, number: i64) -> Result<Incident> {
        ask.may(Permission::WorkOnIncident)?;
        let plan = self.organisation().await?.protocol;
        let plan = plan.ok_or_else(|| not_yet("incident protocol"))?;
        self.begin(ask, number, ChecklistSource::Protocol, plan).await
    }

    /// Starts the triage checklist that every incident may begin with.
    pub async fn start_triage(&self, ask: Ask<'_>, number: i64) -> Result<Incident> {
        ask.may(Permission::WorkOnIncident)?;
        let plan = self.organisation().await?.triage;
        let plan = plan.ok_or_else(|| not_yet("triage checklist"))?;
        self.begin(ask, number, ChecklistSource::Triage, plan).await
    }

    async fn begin(&self, ask: Ask<'_>, number: i64, source: ChecklistSource, plan: Plan) -> Result<Incident> {
        self.work_on_incident(ask, number, Command::StartChecklist { id: self.ids.next(), source, plan }).await
    }
}

fn not_yet(what: &str) -> Refusal {
    Refusal::unlawful(format!("No {what} is agreed here yet. Import a file that holds one, and adopt it in the preview."))
}

/// A checklist was made from a runbook: it was used in earnest. In the transaction of the incident's own change.
pub(crate) async fn exercised(
    tx: &mut Tx,
    backend: &Backend,
    actor: &Actor,
    incident: i64,
    runbook: RunbookId,
    version: i64,
) -> Result<()> {
    let who = Who { actor: actor.clone(), role: Role::Admin };
    let decide = |runbook: &Runbook, at: DateTime<Utc>| {
        // A plan may come from a runbook that is not here, as in a test or an import of old incidents.
        Ok(if runbook.seq == 0 { vec![] } else { runbook.exercised(incident, version, at.date_naive()) })
    };
    backend.change_in(tx, runbook.0, Ask::by(&who), &decide).await?.ok_or(Refusal::Stale)?;
    Ok(())
}
