//! Files as they are handed in.

use std::{collections::HashSet, sync::Arc};

use domain::{
    Refusal,
    runbooks::{
        SeverityWords, SourceDocument,
        import::{self, Cuts},
    },
};

/// A file, byte for byte, under the name that it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A file that was read: its text, and what stands in it.
#[derive(Debug, Clone)]
pub struct SourceFile {
    pub text: String,
    /// How somebody cut it by hand.
    pub cuts: Cuts,
    pub document: SourceDocument,
    /// In which words its severities were read.
    words: Arc<SeverityWords>,
}

/// More files than this are several imports.
pub const MOST_FILES: usize = 500;
/// The largest file, in bytes.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;

fn refused(sentence: impl Into<String>) -> Refusal {
    Refusal::invalid("files", sentence)
}

impl Handed {
    /// Its name without folders, and its text.
    fn text(self) -> Result<(String, String), Refusal> {
        let name = self.checked()?.to_owned();
        Ok((name, String::from_utf8(self.bytes).unwrap_or_default()))
    }

    /// Refuses a name under which no file could be written again. Only of what is handed in: such names were taken once, and
    /// what has one is still worked on.
    pub(super) fn check_name(&self) -> Result<(), Refusal> {
        let name = self.name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
        if matches!(name, "." | "..") || name.chars().any(char::is_control) {
            let name = name.escape_debug();
            return Err(refused(format!("“{name}” is no name for a file: give it another, and hand it in again.")));
        }
        Ok(())
    }

    /// Its name without folders. Refuses what isn't text, since nothing could be read from it.
    fn checked(&self) -> Result<&str, Refusal> {
        let name = self.name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
        if name.is_empty() {
            return Err(refused("A file needs a name: hand it in from a folder."));
        }
        if self.bytes.len() > MOST_BYTES {
            let most = MOST_BYTES / (1024 * 1024);
            return Err(refused(format!("{name} is larger than {most} MB. Split it, or leave out what is no text.")));
        }
        if let Err(error) = std::str::from_utf8(&self.bytes) {
            let line = self.bytes.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count() + 1;
            return Err(refused(format!(
                "{name} is not UTF-8 text (line {line} holds a byte that can't be read). Save it as UTF-8 and hand it in again."
            )));
        }
        if self.bytes.contains(&0) {
            return Err(refused(format!("{name} is not a text file. Hand in Markdown.")));
        }
        Ok(name)
    }

    /// Refuses what an import can't take, without reading it: none, too many, what isn't text, and two of one name, since they
    /// could not be told apart afterwards.
    pub(super) fn check(files: &[Self]) -> Result<(), Refusal> {
        if files.is_empty() {
            return Err(refused("Choose at least one Markdown file."));
        }
        if files.len() > MOST_FILES {
            return Err(refused(format!("{} files are too many at once: hand in {MOST_FILES} or fewer.", files.len())));
        }
        let mut names = HashSet::new();
        for file in files {
            file.check_name()?;
            let name = file.checked()?;
            if !names.insert(name) {
                return Err(refused(format!("Two files are called {name}. Rename one of them.")));
            }
        }
        Ok(())
    }
}

impl SourceFile {
    /// Takes a file apart. Refuses what isn't text.
    pub fn read(handed: Handed, words: &Arc<SeverityWords>) -> Result<Self, Refusal> {
        Self::read_cut(handed, |_| Cuts::default(), words)
    }

    /// The same, cut as is said of a file of its name.
    pub(super) fn read_cut(handed: Handed, cuts: impl FnOnce(&str) -> Cuts, words: &Arc<SeverityWords>) -> Result<Self, Refusal> {
        let (name, text) = handed.text()?;
        let cuts = cuts(&name);
        Ok(Self { document: import::read_cut(&name, &text, &cuts, words), cuts, text, words: Arc::clone(words) })
    }

    /// The same file, cut as a person said.
    #[must_use]
    pub fn cut(self, cuts: Cuts) -> Self {
        if cuts == self.cuts {
            return self;
        }
        let document = import::read_cut(&self.document.file, &self.text, &cuts, &self.words);
        Self { cuts, document, ..self }
    }

    /// Takes several apart.
    pub fn read_all(files: Vec<Handed>, words: &Arc<SeverityWords>) -> Result<Vec<Self>, Refusal> {
        Handed::check(&files)?;
        files.into_iter().map(|file| Self::read(file, words)).collect()
    }

    /// In which words its severities were read.
    pub fn words(&self) -> &Arc<SeverityWords> {
        &self.words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_no_file_can_have_is_refused() {
        let check = |name: &str| Handed::check(&[Handed { name: name.to_owned(), bytes: b"# A runbook".to_vec() }]);
        for name in ["..", ".", "folder/..", "a\nb.md", "a\u{1b}[2J.md", " .. "] {
            let refused = check(name).unwrap_err().to_string();
            assert!(refused.contains("is no name for a file"), "{name:?}: {refused}");
            assert!(!refused.chars().any(char::is_control), "{refused:?}");
        }
        for name in ["...", "a..md", "..md", "fälle.md", "a folder/b.md"] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
    }
}
