use domain::{
    incidents::{Command, Incident, IncidentEvent, Severity, Stage, decide},
    people::Permission,
};

use super::{promise::promise, room::incident_id};
use crate::{Ask, Backend, Result};

impl Backend {
    /// Does something on `INC-number`: acknowledge, tick, note, change stage … The command says what;
    /// [`domain::incidents::decide`] says whether it is lawful.
    pub async fn work_on_incident(&self, ask: Ask<'_>, number: i64, command: Command) -> Result<Incident> {
        ask.may(permission(&command))?;
        let id = incident_id(&mut self.db.read().await?, number).await?;
        let postmortem = self.ids.next();
        let decide = |incident: &Incident, at| {
            let mut events = decide(incident, command.clone(), ask.who, at)?;
            if incident.postmortem.is_none() && events.iter().any(resolves) {
                events.push(IncidentEvent::PostmortemStarted { id: postmortem });
            }
            Ok(events)
        };
        Ok(self.change(id, ask, decide).await?.state)
    }

    /// Says that it is back; the matrix says what its grade promises.
    pub async fn reopen_incident(&self, ask: Ask<'_>, number: i64, reason: String) -> Result<Incident> {
        ask.may(Permission::WorkOnIncident)?;
        let severity = self.incident_in(&mut self.db.read().await?, ask, number).await?.severity;
        let promise = promise(&self.organisation().await?, severity);
        self.work_on_incident(ask, number, Command::Reopen { reason, promise }).await
    }

    /// Changes how bad it is; the matrix says what the new grade promises.
    pub async fn regrade_incident(&self, ask: Ask<'_>, number: i64, severity: Severity, reason: String) -> Result<Incident> {
        let promise = promise(&self.organisation().await?, severity);
        self.work_on_incident(ask, number, Command::Regrade { severity, reason, promise }).await
    }
}

/// What is resolved is to be learned from: its post-mortem begins in the same moment.
fn resolves(event: &IncidentEvent) -> bool {
    matches!(event, IncidentEvent::StageEntered { stage: Stage::Resolved, .. })
}

fn permission(command: &Command) -> Permission {
    match command {
        Command::Declare(_) => Permission::DeclareIncident,
        Command::AssignRole { .. } | Command::ReleaseRole { .. } => Permission::AssignRole,
        Command::NameOneself { .. } => Permission::ManagePeople,
        Command::RecordEvidence { .. } => Permission::RunProbe,
        Command::SetLessonAside { .. } | Command::OfferLessonAgain { .. } => Permission::ProposeChange,
        Command::StartPostmortem { .. } => Permission::WritePostmortem,
        Command::ReviewPostmortem { .. } => Permission::ApprovePostmortem,
        _ => Permission::WorkOnIncident,
    }
}
