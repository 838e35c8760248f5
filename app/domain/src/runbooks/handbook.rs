use serde::{Deserialize, Serialize};

use crate::incidents::Severity;

/// A line of a file's severity table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeverityRow {
    pub level: Severity,
    /// Empty where the table doesn't say.
    pub description: String,
    pub response: ResponseTime,
    /// Empty where the table doesn't say.
    pub escalates_to: Vec<String>,
    /// Whether it says that they are called at once, and not only when nobody answers.
    pub immediately: bool,
}

/// What a severity table says of the time to respond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseTime {
    /// In minutes.
    Within(u32),
    /// The next business day will do, or a later one.
    Later,
    /// Nothing, or nothing that is a time.
    Unsaid,
}

impl ResponseTime {
    /// The minutes that it promises.
    pub fn minutes(self) -> Option<u32> {
        match self {
            Self::Within(minutes) => Some(minutes),
            Self::Later | Self::Unsaid => None,
        }
    }
}

/// A line of a file's table of contacts. The columns are as written: `[Name]` may still be a
/// placeholder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub role: String,
    pub contact: String,
    pub phone: String,
    pub availability: String,
}

/// The form that a team fills after an incident.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostmortemTemplate {
    pub title: String,
    /// Name and hint: `Severity`, `P0/P1`.
    pub fields: Vec<(String, String)>,
    pub sections: Vec<PostmortemSection>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostmortemSection {
    pub title: String,
    /// The Markdown under the heading, which tells the writer what belongs there.
    pub hint: String,
}
