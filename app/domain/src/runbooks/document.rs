use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{FrontMatter, RunbookDraft};

/// One Markdown file, taken apart without losing a byte.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceDocument {
    /// The name under which the file was handed in.
    pub file: String,
    /// Of the whole file, in lower-case hex.
    pub sha256: String,
    pub title: String,
    /// Where the file says that it is one runbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub front: Option<Box<FrontMatter>>,
    pub metadata: Metadata,
    /// In the file's order. Each begins where the one before it ends, the first at 0, the last ends
    /// with the file: the slices joined are the file.
    pub pieces: Vec<Piece>,
    pub warnings: Vec<Warning>,
}

impl SourceDocument {
    /// The file whose runbooks call each other by their numbers: this one, or the one from which it was exported.
    pub fn collection(&self) -> &str {
        let stated = self.front.as_ref().and_then(|front| front.collection.as_deref());
        stated.unwrap_or(&self.file)
    }

    pub fn runbooks(&self) -> impl Iterator<Item = &RunbookDraft> {
        self.pieces.iter().filter_map(|piece| match &piece.kind {
            PieceKind::Runbook(runbook) => Some(runbook),
            _ => None,
        })
    }

    /// The handbook sections, with the piece that holds each.
    pub fn handbook(&self) -> impl Iterator<Item = (HandbookKind, &Piece)> {
        self.pieces.iter().filter_map(|piece| match piece.kind {
            PieceKind::Handbook(kind) => Some((kind, piece)),
            _ => None,
        })
    }
}

/// What the file says about itself, wherever in it that is said.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    pub version: Option<String>,
    pub effective_date: Option<NaiveDate>,
    pub last_updated: Option<NaiveDate>,
    pub next_review: Option<NaiveDate>,
    pub authority: Option<String>,
    pub contact: Option<String>,
    pub audience: Option<String>,
}

/// A byte range of the file and what it was recognised as.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Piece {
    pub kind: PieceKind,
    /// As written in the file; empty for a preamble or a trailer.
    pub title: String,
    pub start: usize,
    pub end: usize,
    /// Of the slice, in lower-case hex.
    pub sha256: String,
}

impl Piece {
    /// The piece's own text, where `source` is the file that it was read from.
    pub fn slice<'s>(&self, source: &'s str) -> &'s str {
        source.get(self.start..self.end).unwrap_or_default()
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(
    clippy::large_enum_variant,
    reason = "a file has a few dozen pieces, most of them runbooks; in a browser it is small enough"
)]
pub enum PieceKind {
    /// What stands before the first heading that divides the file.
    Preamble,
    Runbook(RunbookDraft),
    Handbook(HandbookKind),
    /// Version and dates repeated at the foot of the file.
    Trailer,
}

/// Sections of a file that are about all of its runbooks, or about none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandbookKind {
    Overview,
    TableOfContents,
    Index,
    SeverityMatrix,
    Contacts,
    PostmortemTemplate,
    Protocol,
    TriageChecklist,
    Monitoring,
    Commands,
    VersionHistory,
    References,
    Other,
}

/// Something that a person should look at before the import is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    pub kind: WarningKind,
    /// A sentence for whoever imports the file.
    pub message: String,
    /// Counted from 1; absent where it is about the whole file.
    pub line: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    NothingFound,
    UnreadableFrontMatter,
    MetadataConflict,
    MetadataRepeated,
    UnreadableDate,
    UnreadableSeverity,
    UnsureKind,
    NoSteps,
    DuplicateId,
    BrokenReference,
}
