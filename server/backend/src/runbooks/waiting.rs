//! Files that wait for the person who handed them in, as they were read: a preview, what is said of it and the import
//! itself read them once. Another server, or this one after a new start, reads them again.

use std::{
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::Duration,
};

use domain::people::Permission;
use tokio::sync::watch;
use uuid::Uuid;

use super::{
    Choices, Preview,
    intake::{Progress, ReadFile, are_read_in},
};
use crate::{Ask, Backend, Error, Result, organisation::severity_words};

/// So many imports are remembered; of more, the newest.
const MOST: usize = 3;

/// A person who has left their preview comes back to it within this time, or waits while it is read again.
const KEPT: Duration = Duration::from_mins(15);

/// A page that is asked for waits so long before it says how far the reading is.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a preview shows.
#[derive(Debug, Clone)]
pub enum Looked {
    /// The files are still being read: so many of them are.
    Reading {
        done: usize,
        total: usize,
    },
    Ready(Box<Preview>),
}

/// The readings of imports that somebody looks at.
#[derive(Clone, Default)]
pub(crate) struct Waiting(Arc<Mutex<Works>>);

/// By preview, the oldest first.
type Works = Vec<(Uuid, Arc<Work>)>;

struct Work {
    progress: Arc<Progress>,
    outcome: watch::Sender<Option<Outcome>>,
}

/// The files, or why they could not be read, which is said to everybody who waits.
type Outcome = std::result::Result<Vec<ReadFile>, String>;

impl Waiting {
    fn all(&self) -> std::sync::MutexGuard<'_, Works> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, id: Uuid) -> Option<Arc<Work>> {
        self.all().iter().find(|(known, _)| *known == id).map(|(_, work)| Arc::clone(work))
    }

    /// The reading of these files; begun by whoever is the first to ask, who is told so.
    fn begin(&self, id: Uuid, total: usize) -> (Arc<Work>, bool) {
        let mut all = self.all();
        if let Some((_, work)) = all.iter().find(|(known, _)| *known == id) {
            return (Arc::clone(work), false);
        }
        let progress = Arc::new(Progress { total, ..Progress::default() });
        let work = Arc::new(Work { progress, outcome: watch::Sender::new(None) });
        all.push((id, Arc::clone(&work)));
        if all.len() > MOST {
            all.remove(0);
        }
        (work, true)
    }

    pub(super) fn drop(&self, id: Uuid) {
        self.all().retain(|(known, _)| *known != id);
    }

    /// The files as somebody has cut them now.
    fn put(&self, id: Uuid, files: &[ReadFile]) {
        if let Some(work) = self.get(id) {
            work.outcome.send_replace(Some(Ok(files.to_vec())));
        }
    }
}

impl Work {
    async fn files(&self) -> Result<Vec<ReadFile>> {
        let mut outcome = self.outcome.subscribe();
        let read = outcome.wait_for(Option::is_some).await.ok().and_then(|read| read.clone());
        read.unwrap_or_else(|| Err("the reading of the files has ended".to_owned())).map_err(Error::Internal)
    }
}

impl Backend {
    /// What an import of the files that wait would do, or how far their reading is. Whoever asks first begins it.
    pub async fn look_at_preview(&self, ask: Ask<'_>, id: Uuid, choices: &Choices) -> Result<Looked> {
        ask.may(Permission::ImportRunbooks)?;
        let work = self.work(ask, id).await?;
        match tokio::time::timeout(PATIENCE, work.files()).await {
            Err(_) => {
                let Progress { done, total } = &*work.progress;
                Ok(Looked::Reading { done: done.load(Ordering::Relaxed), total: *total })
            }
            Ok(files) => {
                let files = self.cut_files(self.or_forget(id, files)?, choices).await?;
                self.waiting.put(id, &files);
                Ok(Looked::Ready(Box::new(self.preview_of(files, choices).await?)))
            }
        }
    }

    /// The same once the files are read, however long that takes: what the page showed on which somebody decides now.
    pub async fn shown_preview(&self, ask: Ask<'_>, id: Uuid, choices: &Choices) -> Result<Preview> {
        ask.may(Permission::ImportRunbooks)?;
        let files = self.read_preview(ask, id, choices).await?;
        self.preview_of(files, choices).await
    }

    /// The files that wait, once they are read, cut as they were decided to be.
    pub(super) async fn read_preview(&self, ask: Ask<'_>, id: Uuid, choices: &Choices) -> Result<Vec<ReadFile>> {
        let files = self.work(ask, id).await?.files().await;
        self.cut_files(self.or_forget(id, files)?, choices).await
    }

    pub(super) fn keep_reading(&self, id: Uuid, files: &[ReadFile]) {
        self.waiting.put(id, files);
    }

    async fn work(&self, ask: Ask<'_>, id: Uuid) -> Result<Arc<Work>> {
        self.is_theirs(ask, id).await?;
        if let Some(work) = self.waiting.get(id) {
            let read = work.outcome.borrow().clone();
            let words = severity_words(&mut self.db.read().await?).await?;
            match read {
                Some(Ok(files)) if !are_read_in(&files, &words) => self.waiting.drop(id),
                _ => return Ok(work),
            }
        }
        let files = self.kept_preview(ask, id).await?;
        let (work, is_first) = self.waiting.begin(id, files.len());
        if is_first {
            let (backend, reading) = (self.clone(), Arc::clone(&work));
            tokio::spawn(async move {
                let read = backend.read_files(files, Arc::clone(&reading.progress)).await;
                reading.outcome.send_replace(Some(read.map_err(|error| error.to_string())));
                tokio::time::sleep(KEPT).await;
                backend.waiting.drop(id);
            });
        }
        Ok(work)
    }

    /// What could not be read is tried again by whoever asks next.
    fn or_forget(&self, id: Uuid, files: Result<Vec<ReadFile>>) -> Result<Vec<ReadFile>> {
        if files.is_err() {
            self.waiting.drop(id);
        }
        files
    }
}
