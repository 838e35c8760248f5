use serde::{Deserialize, Serialize};

use crate::refusal::{Refusal, bounded};

/// How bad it is. The order is from worst to least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(rename_all = "lowercase", type_name = "TEXT"))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    P0,
    P1,
    #[default]
    P2,
    P3,
}

impl Severity {
    pub const ALL: [Self; 4] = [Self::P0, Self::P1, Self::P2, Self::P3];

    /// As people write it.
    pub fn label(self) -> &'static str {
        match self {
            Self::P0 => "P0",
            Self::P1 => "P1",
            Self::P2 => "P2",
            Self::P3 => "P3",
        }
    }

    /// As the wire, the database and `data-severity` write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::P0 => "p0",
            Self::P1 => "p1",
            Self::P2 => "p2",
            Self::P3 => "p3",
        }
    }

    /// P0 and P1: an incident that must be learned from.
    pub fn is_grave(self) -> bool {
        self <= Self::P1
    }
}

impl std::str::FromStr for Severity {
    type Err = Refusal;
    fn from_str(word: &str) -> Result<Self, Refusal> {
        Self::ALL
            .into_iter()
            .find(|severity| severity.word().eq_ignore_ascii_case(word.trim()))
            .ok_or_else(|| Refusal::invalid("severity", "Choose one of the severities P0, P1, P2 or P3."))
    }
}

/// One line of the severity matrix: what a severity means and promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeverityRule {
    pub severity: Severity,
    /// One word: critical, major, minor, low.
    pub name: String,
    pub description: String,
    /// Minutes within which somebody must acknowledge; absent where the next business day will do.
    pub respond_minutes: Option<u32>,
    /// Roles or names that are called when nobody answers in time, or at once.
    pub escalates_to: Vec<String>,
    /// Whether they are called when the incident is declared already.
    pub immediately: bool,
}

/// What each severity means here. Data, editable; seeded with what the runbooks of the field say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeverityMatrix(pub Vec<SeverityRule>);

impl SeverityMatrix {
    pub fn rule(&self, severity: Severity) -> Option<&SeverityRule> {
        self.0.iter().find(|rule| rule.severity == severity)
    }

    /// Takes a matrix that an administrator wrote. Refuses one that misses a severity.
    pub fn checked(mut rules: Vec<SeverityRule>) -> Result<Self, Refusal> {
        rules.sort_by_key(|rule| rule.severity);
        let severities: Vec<Severity> = rules.iter().map(|rule| rule.severity).collect();
        if severities != Severity::ALL {
            return Err(Refusal::invalid("severity", "The matrix needs one line each for P0, P1, P2 and P3."));
        }
        for rule in &mut rules {
            let field = rule.severity.word();
            rule.name = bounded(field, &rule.name, 40)?;
            rule.description = bounded(field, &rule.description, 300)?;
            rule.escalates_to.retain(|name| !name.trim().is_empty());
            if rule.respond_minutes == Some(0) {
                return Err(Refusal::invalid(
                    field,
                    "A response time of 0 minutes can't be met: write 1 or more, or leave it empty for the next business day.",
                ));
            }
        }
        Ok(Self(rules))
    }
}

impl Default for SeverityMatrix {
    fn default() -> Self {
        let rule = |severity, name: &str, description: &str, respond_minutes, escalates_to: &[&str], immediately| SeverityRule {
            severity,
            name: name.to_owned(),
            description: description.to_owned(),
            respond_minutes,
            escalates_to: escalates_to.iter().map(|&name| name.to_owned()).collect(),
            immediately,
        };
        Self(vec![
            rule(
                Severity::P0,
                "critical",
                "Critical outage: service down, data loss",
                Some(5),
                &["CTO", "Incident Commander"],
                true,
            ),
            rule(
                Severity::P1,
                "major",
                "Major degradation: raised error rate, high latency",
                Some(15),
                &["On-call SRE", "Backend Lead"],
                false,
            ),
            rule(
                Severity::P2,
                "minor",
                "Minor issue: isolated failures, degraded performance",
                Some(60),
                &["On-call Backend Engineer"],
                false,
            ),
            rule(Severity::P3, "low", "Low priority: cosmetic, no customer impact", None, &["Backlog"], false),
        ])
    }
}
