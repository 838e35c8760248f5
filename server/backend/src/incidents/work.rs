use domain::{
    incidents::{Command, Incident, Severity, decide},
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
        let change = self.change(id, ask, |incident: &Incident, at| decide(incident, command.clone(), ask.who, at)).await?;
        Ok(change.state)
    }

    /// Changes how bad it is; the matrix says what the new grade promises.
    pub async fn regrade_incident(&self, ask: Ask<'_>, number: i64, severity: Severity, reason: String) -> Result<Incident> {
        let promise = promise(&self.organisation().await?, severity);
        self.work_on_incident(ask, number, Command::Regrade { severity, reason, promise }).await
    }
}

fn permission(command: &Command) -> Permission {
    match command {
        Command::Declare(_) => Permission::DeclareIncident,
        Command::AssignRole { .. } | Command::ReleaseRole { .. } => Permission::AssignRole,
        Command::RecordEvidence { .. } => Permission::RunProbe,
        _ => Permission::WorkOnIncident,
    }
}
