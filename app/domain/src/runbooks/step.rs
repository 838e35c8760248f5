use serde::{Deserialize, Serialize};

/// A line of a runbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Unique in the runbook and the same in its later versions: `imm-2`.
    pub key: String,
    /// One line of inline Markdown.
    pub text: String,
    /// The Markdown that belongs to it: a nested list, a fence, a paragraph. Often empty.
    pub detail: String,
    pub commands: Vec<Command>,
    pub danger: Danger,
    /// As in "Within 1 Hour".
    pub due: Option<Due>,
    /// The key of the branch to which it belongs.
    pub branch: Option<String>,
    /// Bytes of the file from which it was read.
    pub start: usize,
    pub end: usize,
}

/// Something to type or to send. Tocsin shows it; it never runs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    pub language: Language,
    pub text: String,
}

/// Judged by what is written, not by the fence's tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    Shell,
    Sql,
    /// A method and a path: `POST /api/jobs/pause`.
    Http,
    Other,
}

impl Language {
    /// The word that people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Shell => "Shell",
            Self::Sql => "SQL",
            Self::Http => "HTTP",
            Self::Other => "Code",
        }
    }
}

/// How much can be broken by doing it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Danger {
    #[default]
    None,
    /// It changes something that can be changed back.
    Caution,
    /// It destroys something, or can't be undone by those who do it.
    Destructive,
}

/// A time by which something should be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Due {
    pub minutes: u32,
    pub anchor: Anchor,
}

/// The moment from which minutes are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    Declared,
    Resolved,
}
