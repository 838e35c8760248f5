use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Observation, Outcome};

/// One probe carried out, as it is kept for evidence. Holds no secret: what was asked and what was
/// seen are masked before they come here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeRun {
    pub outcome: Outcome,
    pub title: String,
    pub target: String,
    /// What was sent, exactly, with secrets masked.
    pub request: String,
    pub predicate: Option<String>,
    pub started_at: DateTime<Utc>,
    pub duration_ms: u64,
    /// The beginning of what was seen; none when nothing was.
    pub excerpt: Option<Observation>,
    /// Why the outcome is what it is and, where something went wrong, what to do next: a sentence.
    pub explanation: String,
    /// Lower-case hex SHA-256 of everything that was read from the target, before redaction; none
    /// when nothing was.
    pub output_sha256: Option<String>,
    /// How much was read, in bytes.
    pub output_bytes: u64,
    /// How many secrets were masked in the excerpt.
    pub redactions: u32,
    /// Whether the target had more to say than the limits let in; the hash is then of the part read.
    pub truncated: bool,
}
