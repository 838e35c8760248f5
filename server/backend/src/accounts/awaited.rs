use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use domain::ids::PersonId;
use tokio::sync::watch;

use super::{SessionKey, bearer::standing};
use crate::{Backend, Result};

/// So many sessions are looked at together.
const AT_ONCE: usize = 1_000;

/// The sessions whose end somebody waits for: each open page does, and one look is for all of them.
#[derive(Clone, Default)]
pub(crate) struct Awaited(Arc<Mutex<HashMap<SessionKey, watch::Sender<bool>>>>);

impl Awaited {
    fn subscribe(&self, key: &SessionKey) -> watch::Receiver<bool> {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.entry(key.clone()).or_insert_with(|| watch::channel(false).0).subscribe()
    }

    /// Those that somebody still waits for.
    fn keys(&self) -> Vec<SessionKey> {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, ended| ended.receiver_count() > 0);
        sessions.keys().cloned().collect()
    }

    fn has_ended(&self, key: &SessionKey) {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ended) = sessions.remove(key) {
            ended.send_replace(true);
        }
    }
}

impl Backend {
    /// Waits until the session has ended, however that came about: at once where this server is told, and else at the next
    /// [`look`](Backend::look_after_sessions). While the database is away nobody can tell, and nothing new is shown to
    /// anybody either.
    pub async fn session_ended(&self, key: &SessionKey, person: PersonId) {
        // Subscribed before the first look, so that nothing falls between the two.
        let (mut wakes, mut ended) = (self.wakes.subscribe(person.0), self.awaited.subscribe(key));
        loop {
            // Kept apart: each open page waits here, and would hold the room that a query takes all the while.
            match Box::pin(self.session_bearer(key)).await {
                Ok(None) => return,
                Ok(Some(_)) => {}
                Err(error) => tracing::warn!(%error, "it can't be told whether a session stands; it is looked at again"),
            }
            tokio::select! {
                woken = wakes.changed() => if woken.is_err() { return },
                _ = ended.wait_for(|ended| *ended) => return,
            }
        }
    }

    /// Looks at all sessions whose end somebody waits for: one may end by age, or by another server whose wake-up was lost.
    /// An end is to be felt within 5 s, so this is to be called every three.
    pub async fn look_after_sessions(&self) -> Result<()> {
        for keys in self.awaited.keys().chunks(AT_ONCE) {
            let mut tx = self.db.read().await?;
            let sql = if tx.is_postgres() {
                standing!(
                    "sessions.id_hash",
                    "IN (SELECT value FROM json_array_elements_text(CAST($1 AS JSON)) AS listed (value))"
                )
            } else {
                standing!("sessions.id_hash", "IN (SELECT value FROM json_each($1))")
            };
            let listed = serde_json::json!(keys).to_string();
            let rows: Vec<(String,)> = tx.query(sql).bind(listed).bind(self.clock.now()).all().await?;
            let standing: HashSet<&str> = rows.iter().map(|(key,)| key.as_str()).collect();
            for key in keys.iter().filter(|key| !standing.contains(key.as_str())) {
                self.awaited.has_ended(key);
            }
        }
        Ok(())
    }
}
