use chrono::{DateTime, Utc};
use domain::{
    checklists::{Checklist, ChecklistSource, ItemState},
    ids::{PersonId, RunbookId},
    incidents::Incident,
    log::Person,
    people::Permission,
    runbooks::{Runbook, RunbookEvent, diff::VersionChange},
};

use super::versions::{between, loaded, numbered};
use crate::{Ask, Backend, Error, Result, db::Tx, incidents::incident_id, log};

/// When somebody last worked with a runbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastUse {
    pub version: i64,
    pub incident: i64,
    /// When the checklist was started.
    pub at: DateTime<Utc>,
}

/// What is new in a runbook to somebody who knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedSince {
    pub used: LastUse,
    pub change: VersionChange,
}

/// So many of the latest checklists are looked through; whoever was in none of them knows the runbook no longer.
const LATEST: usize = 20;

impl Backend {
    /// What changed in a runbook since whoever asks last worked with it; nothing where they never did, or where
    /// they know the current version.
    pub async fn changed_since_last_use(&self, ask: Ask<'_>, slug: &str) -> Result<Option<ChangedSince>> {
        ask.may(Permission::Read)?;
        let Some(person) = ask.who.actor.person() else { return Ok(None) };
        let mut tx = self.db.read().await?;
        let runbook = loaded(&mut tx, self, slug).await?;
        let Some(current) = runbook.current().filter(|current| current.number > 1) else { return Ok(None) };
        let Some(used) = last_use(&mut tx, self, ask, &runbook, person).await? else { return Ok(None) };
        if used.version >= current.number {
            return Ok(None);
        }
        let Ok(known) = numbered(&runbook, used.version) else { return Ok(None) };
        let (comparison, steps) = between(&mut tx, &runbook, known, current).await?;
        // A version that was taken back again leaves nothing to say.
        Ok((!comparison.is_same()).then(|| ChangedSince { used, change: VersionChange::new(&comparison, steps) }))
    }
}

/// The runbook's log names the incidents in which it was used, the incident's state who did what there: there is no
/// read model of the two together, and few incidents are looked at.
async fn last_use(tx: &mut Tx, backend: &Backend, ask: Ask<'_>, runbook: &Runbook, person: &Person) -> Result<Option<LastUse>> {
    let events = log::entries_after::<RunbookEvent>(tx, runbook.id.0, 0).await?;
    let uses = events.into_iter().rev().filter_map(|recorded| match recorded.event {
        RunbookEvent::Exercised { incident, version } => Some(LastUse { version, incident, at: recorded.occurred_at }),
        _ => None,
    });
    for used in uses.take(LATEST) {
        let id = match incident_id(tx, used.incident).await {
            Ok(id) => id,
            Err(Error::NotFound) => continue,
            Err(error) => return Err(error),
        };
        let incident: Incident = match log::load(tx, &backend.cache, ask.eyes(), id).await {
            Ok(incident) => incident,
            // One that they don't see any longer.
            Err(Error::NotFound) => continue,
            Err(error) => return Err(error),
        };
        let lists = incident.checklists.iter().filter(|list| is_made_from(list, runbook.id, used.version));
        if lists.into_iter().any(|list| worked_on(list, person.id)) {
            return Ok(Some(used));
        }
    }
    Ok(None)
}

fn is_made_from(list: &Checklist, wanted: RunbookId, number: i64) -> bool {
    matches!(&list.source, ChecklistSource::Runbook { runbook, version, .. } if *runbook == wanted && *version == number)
}

/// Whether this person started it, had one of its items, did one, or decided something in it.
fn worked_on(list: &Checklist, person: PersonId) -> bool {
    let is = |other: Option<&Person>| other.is_some_and(|other| other.id == person);
    let mut items = list.groups.iter().flat_map(|group| &group.items);
    let mut choices = list.groups.iter().filter_map(|group| group.decision.as_ref()?.chosen.as_ref());
    is(list.started_by.person())
        || choices.any(|choice| is(choice.by.person()))
        || items.any(|item| {
            let did = item.state != ItemState::Open || item.is_added;
            is(item.assignee.as_ref()) || (did && is(item.by.as_ref().and_then(|by| by.person())))
        })
}
