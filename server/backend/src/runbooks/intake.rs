//! The files of an import, read once and beside the tasks that answer: a large one keeps nobody waiting.

use std::{
    borrow::Borrow,
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use chrono::NaiveDate;
use domain::runbooks::{
    SeverityWords, Shelf, WarningKind,
    import::{self, Cuts},
};

use super::{Choices, Handed, SourceFile};
use crate::{
    Backend, Result,
    background::aside,
    lint::{Finding, lint},
    organisation::severity_words,
};

/// A file that was read, and what the linter says of it.
#[derive(Debug, Clone)]
pub struct ReadFile {
    pub(super) file: Arc<SourceFile>,
    pub(super) findings: Arc<Vec<Finding>>,
}

impl Borrow<SourceFile> for ReadFile {
    fn borrow(&self) -> &SourceFile {
        &self.file
    }
}

/// How far the reading of files has come.
#[derive(Debug, Default)]
pub(super) struct Progress {
    pub(super) done: AtomicUsize,
    pub(super) total: usize,
}

impl ReadFile {
    pub(super) fn new(file: SourceFile, today: NaiveDate) -> Self {
        let findings = Arc::new(lint(&file.document, &file.text, file.words(), today));
        Self { file: Arc::new(file), findings }
    }

    /// Takes back what was found broken and leads to a runbook of another file.
    pub(super) fn settle(&mut self, books: &Shelf, collection: Option<&str>, today: NaiveDate) {
        let document = &self.file.document;
        if !document.warnings.iter().any(|warning| warning.kind == WarningKind::BrokenReference) {
            return;
        }
        let mut file = SourceFile::clone(&self.file);
        import::settle(&mut file.document, &file.text, books, collection);
        if file.document.warnings != self.file.document.warnings {
            *self = Self::new(file, today);
        }
    }

    /// The same file, cut so; read anew only where it was cut otherwise.
    pub(super) fn cut(self, cuts: Cuts, today: NaiveDate) -> Self {
        if cuts == self.file.cuts {
            return self;
        }
        Self::new(Arc::unwrap_or_clone(self.file).cut(cuts), today)
    }
}

impl Backend {
    /// Reads files, each cut as the last one of its name was. Refuses what an import can't take.
    pub(super) async fn read_files(&self, files: Vec<Handed>, progress: Arc<Progress>) -> Result<Vec<ReadFile>> {
        Handed::check(&files)?;
        let (kept, words) = (self.kept_cuts().await?, severity_words(&mut self.db.read().await?).await?);
        let today = self.clock.now().date_naive();
        let read = aside(move || {
            let read = |file: Handed| {
                let cuts = |name: &str| kept.get(name).cloned().unwrap_or_default();
                let read = ReadFile::new(SourceFile::read_cut(file, cuts, &words)?, today);
                progress.done.fetch_add(1, Ordering::Relaxed);
                Ok::<_, domain::Refusal>(read)
            };
            files.into_iter().map(read).collect::<std::result::Result<Vec<_>, _>>()
        });
        Ok(read.await??)
    }

    /// The files, cut as they are to be; where nobody said so, as the last ones of their names were.
    pub(super) async fn cut_files(&self, files: Vec<ReadFile>, choices: &Choices) -> Result<Vec<ReadFile>> {
        let kept = self.kept_cuts().await?;
        let cuts: Vec<Cuts> = files.iter().map(|read| choices.cuts_of(&read.file.document.file, &kept)).collect();
        if files.iter().zip(&cuts).all(|(read, cuts)| read.file.cuts == *cuts) {
            return Ok(files);
        }
        let today = self.clock.now().date_naive();
        aside(move || files.into_iter().zip(cuts).map(|(read, cuts)| read.cut(cuts, today)).collect()).await
    }
}

impl Choices {
    /// How a file of this name is cut. `kept` is how the last ones of their names were.
    fn cuts_of(&self, name: &str, kept: &HashMap<String, Cuts>) -> Cuts {
        self.cuts.get(name).or_else(|| kept.get(name)).cloned().unwrap_or_default()
    }
}

/// Whether files were read in these words.
pub(super) fn are_read_in(files: &[ReadFile], words: &SeverityWords) -> bool {
    files.iter().all(|read| **read.file.words() == *words)
}
