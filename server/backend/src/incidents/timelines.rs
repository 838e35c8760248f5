use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{incidents::IncidentEvent, log::Recorded, timeline::Entry};
use uuid::Uuid;

use crate::{Result, db::Tx, log, markdown::safe_html};

/// Timelines that were read lately. Only a shortcut, as [`Cache`](crate::log::Cache) is: what was committed since is read on
/// top, and what was said stays said, so that none of it is made ready to be shown twice.
#[derive(Clone, Default)]
pub(crate) struct Timelines(Arc<Mutex<HashMap<Uuid, Arc<Vec<Entry>>>>>);

/// So many events are remembered in all. One takes about a kilobyte, and one with evidence up to some twenty.
const MOST: usize = 10_000;

impl Timelines {
    /// The timeline of an incident, from the beginning; once it is known that whoever asks may see it.
    pub(super) async fn read(&self, tx: &mut Tx, incident: Uuid) -> Result<Arc<Vec<Entry>>> {
        let known = self.known(incident);
        let after = known.last().map_or(0, |entry| entry.recorded.seq);
        let news = log::entries_after(tx, incident, after).await?;
        if news.is_empty() {
            return Ok(known);
        }
        let timeline = Arc::new(known.iter().cloned().chain(news.into_iter().map(entry)).collect());
        if !tx.may_write() {
            self.keep(incident, &timeline);
        }
        Ok(timeline)
    }

    fn known(&self, incident: Uuid) -> Arc<Vec<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&incident).cloned().unwrap_or_default()
    }

    fn keep(&self, incident: Uuid, timeline: &Arc<Vec<Entry>>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.get(&incident).is_some_and(|known| known.len() >= timeline.len()) {
            return;
        }
        kept.insert(incident, Arc::clone(timeline));
        while kept.values().map(|timeline| timeline.len()).sum::<usize>() > MOST {
            // Any other will do: what is in use comes back at once.
            let Some(&victim) = kept.keys().find(|id| **id != incident) else { return };
            kept.remove(&victim);
        }
    }
}

fn entry(recorded: Recorded<IncidentEvent>) -> Entry {
    let html = match &recorded.event {
        IncidentEvent::Noted { text } => Some(safe_html(text)),
        _ => None,
    };
    Entry { recorded, html }
}
