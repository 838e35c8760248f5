use serde::{Deserialize, Serialize};

use crate::incidents::Severity;

/// A line of a file's severity table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeverityRow {
    pub level: Severity,
    pub description: String,
    /// Absent where the next business day will do.
    pub response_minutes: Option<u32>,
    pub escalates_to: Vec<String>,
    /// Whether they are called at once, and not only when nobody answers.
    pub immediately: bool,
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
