use domain::{
    Refusal,
    ids::PostmortemId,
    incidents::{self, Incident, IncidentEvent},
    log::Recorded,
    organisation::Organisation,
    people::{Permission, Role, Who},
    postmortems::{Command, Postmortem, decide, draft},
};

use super::documents;
use crate::{
    Ask, Backend, Result,
    db::Tx,
    log::{self, Eyes},
};

impl Backend {
    /// Starts the post-mortem of `INC-number`, unless it has one already. Resolving an incident does the same.
    pub async fn start_postmortem(&self, ask: Ask<'_>, number: i64) -> Result<Incident> {
        ask.may(Permission::WritePostmortem)?;
        let id = self.ids.next();
        self.work_on_incident(ask, number, incidents::Command::StartPostmortem { id }).await
    }
}

/// What follows when an incident says that its post-mortem is started: the workflow and the shared text,
/// filled with what the log knows, in the same transaction.
pub(crate) async fn start_postmortem_in(
    tx: &mut Tx,
    backend: &Backend,
    incident: &Incident,
    id: PostmortemId,
    recorded: &Recorded<IncidentEvent>,
) -> Result<()> {
    let organisation: Organisation = log::load(tx, &backend.cache, Eyes::Tocsin, Organisation::ID).await?;
    let events = log::entries_after(tx, incident.id.0, 0).await?;
    let sections = draft(&organisation.template, incident, &events);
    let seeds = sections.iter().map(|section| (section.key.clone(), section.seed.clone())).collect();
    let command = Command::Start {
        id,
        incident: incident.id,
        incident_number: incident.number,
        title: incident.title.clone(),
        severity: incident.severity,
        sections,
    };
    // Whoever made the incident say so was allowed to.
    let who = Who { actor: recorded.actor.clone(), role: Role::Responder };
    let ask = Ask::by(&who).occurred_at(Some(recorded.occurred_at));
    let start = |postmortem: &Postmortem, _| decide(postmortem, command.clone(), &who.actor);
    backend.change_in(tx, id.0, ask, &start).await?.ok_or(Refusal::Stale)?;
    documents::create(tx, backend, id.0, &seeds).await
}
