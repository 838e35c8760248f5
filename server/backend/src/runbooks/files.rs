//! Files as they are handed in.

use domain::{
    Refusal,
    runbooks::{
        SourceDocument,
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
}

const MOST_FILES: usize = 200;
const MOST_BYTES: usize = 4 * 1024 * 1024;

fn refused(sentence: impl Into<String>) -> Refusal {
    Refusal::invalid("files", sentence)
}

impl SourceFile {
    /// Takes a file apart. Refuses what isn't text, since nothing could be read from it.
    pub fn read(handed: Handed) -> Result<Self, Refusal> {
        let name = handed.name.rsplit(['/', '\\']).next().unwrap_or_default().trim().to_owned();
        if name.is_empty() {
            return Err(refused("A file needs a name: hand it in from a folder."));
        }
        if handed.bytes.len() > MOST_BYTES {
            return Err(refused(format!("{name} is larger than 4 MB. Split it, or leave out what is no text.")));
        }
        let text = String::from_utf8(handed.bytes).map_err(|error| {
            let line = error.as_bytes().iter().take(error.utf8_error().valid_up_to()).filter(|byte| **byte == b'\n').count() + 1;
            refused(format!(
                "{name} is not UTF-8 text (line {line} holds a byte that can't be read). Save it as UTF-8 and hand it in again."
            ))
        })?;
        if text.contains('\0') {
            return Err(refused(format!("{name} is not a text file. Hand in Markdown.")));
        }
        Ok(Self { document: import::read(&name, &text), cuts: Cuts::default(), text })
    }

    /// The same file, cut as a person said.
    #[must_use]
    pub fn cut(self, cuts: Cuts) -> Self {
        if cuts == self.cuts {
            return self;
        }
        let document = import::read_cut(&self.document.file, &self.text, &cuts);
        Self { cuts, document, ..self }
    }

    /// Takes several apart; refuses two of one name, since they could not be told apart afterwards.
    pub fn read_all(files: Vec<Handed>) -> Result<Vec<Self>, Refusal> {
        if files.is_empty() {
            return Err(refused("Choose at least one Markdown file."));
        }
        if files.len() > MOST_FILES {
            return Err(refused(format!("{} files are too many at once: hand in {MOST_FILES} or fewer.", files.len())));
        }
        let mut read: Vec<Self> = Vec::with_capacity(files.len());
        for file in files {
            let file = Self::read(file)?;
            if read.iter().any(|other| other.document.file == file.document.file) {
                return Err(refused(format!("Two files are called {}. Rename one of them.", file.document.file)));
            }
            read.push(file);
        }
        Ok(read)
    }
}
