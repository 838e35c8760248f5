use domain::{
    Refusal,
    ids::IncidentId,
    incidents::{Command, Declaration, Incident, IncidentEvent, Said, Severity, decide},
    people::Permission,
};

use super::promise::promise;
use crate::{
    Ask, Backend, Error, Result,
    log::{entries_after, next_number},
};

/// What somebody says when declaring.
#[derive(Debug, Clone)]
pub struct Declare {
    /// Given by the page, so that a double click or a repeated request makes one incident.
    pub id: Option<IncidentId>,
    pub title: String,
    pub severity: Severity,
    pub summary: String,
    pub service: String,
    /// Held to practise: kept out of every figure.
    pub drill: bool,
    /// For whoever declares it alone, until they name others.
    pub restricted: bool,
}

impl Backend {
    /// Declares an incident, starts its response clock and calls whom the matrix calls at once.
    pub async fn declare_incident(&self, ask: Ask<'_>, declare: Declare) -> Result<Incident> {
        ask.may(Permission::DeclareIncident)?;
        let mut id = declare.id.unwrap_or_else(|| self.ids.next());
        match self.state::<Incident>(ask.eyes(), id.0).await {
            Ok(same) => {
                if self.title_declared(id).await?.is_some_and(|title| title == declare.title.trim()) {
                    return self.say_more(ask, same, &declare).await;
                }
                // Somebody went back and declared something else from the same page.
                id = self.ids.next();
            }
            Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
        let promise = promise(&self.organisation().await?, declare.severity);
        let record = self.ids.next();
        let command = |number| {
            let (Declare { title, severity, summary, service, drill, .. }, promise) = (declare.clone(), promise.clone());
            let restricted = declare.restricted.then_some(record);
            Command::Declare(Declaration { id, number, title, severity, summary, service, drill, restricted, promise })
        };
        // Refused before a number is used up.
        decide(&Incident::default(), command(0), ask.who, self.clock.now())?;
        let mut tx = self.db.write().await?;
        let number = next_number(&mut tx, "incident").await?;
        let decide = |incident: &Incident, at| {
            if incident.seq > 0 { Ok(vec![]) } else { decide(incident, command(number), ask.who, at) }
        };
        let change = self.change_in(&mut tx, id.0, ask, &decide).await?.ok_or(Refusal::Stale)?;
        if change.news.is_empty() {
            // The same request came twice at once, and the other one was first: its number stands.
            return Ok(change.state);
        }
        tx.commit().await?;
        self.wake(id.0, &change);
        Ok(change.state)
    }

    /// Whoever wrote on before the answer was there has said more of the same incident.
    async fn say_more(&self, ask: Ask<'_>, same: Incident, declare: &Declare) -> Result<Incident> {
        let summary = domain::refusal::tidy(declare.summary.trim());
        if summary.len() <= same.summary.len() || !summary.starts_with(&same.summary) {
            return Ok(same);
        }
        let was = Said { summary: same.summary.clone(), ..Said::default() };
        let now = Said { summary, ..Said::default() };
        self.work_on_incident(ask, same.number, Command::ReviseFacts { was: Box::new(was), now: Box::new(now) }).await
    }

    /// What the incident was called when it was declared: by now it may be called otherwise.
    async fn title_declared(&self, id: IncidentId) -> Result<Option<String>> {
        let events = entries_after::<IncidentEvent>(&mut self.db.read().await?, id.0, 0).await?;
        Ok(events.into_iter().find_map(|recorded| match recorded.event {
            IncidentEvent::Declared { title, .. } => Some(title),
            _ => None,
        }))
    }
}
