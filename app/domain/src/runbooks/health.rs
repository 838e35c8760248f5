use serde::{Deserialize, Serialize};

/// How far a runbook can be relied on, as lists show it: the linter's score, and how many findings there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthMark {
    /// From 0 to 100.
    pub score: i64,
    pub errors: i64,
    pub warnings: i64,
    pub hints: i64,
}

/// What an overdue review takes from the score, as every first warning does.
const OVERDUE: i64 = 6;

impl HealthMark {
    /// With the one finding that depends on the day.
    #[must_use]
    pub fn reviewed(self, overdue: bool) -> Self {
        if overdue { Self { score: (self.score - OVERDUE).max(0), warnings: self.warnings + 1, ..self } } else { self }
    }

    /// "2 errors, 1 warning"; hints only where there is nothing worse.
    pub fn words(self) -> String {
        let counted = |count: i64, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let said: Vec<String> = [(self.errors, "error"), (self.warnings, "warning")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| counted(count, what))
            .collect();
        match (said.is_empty(), self.hints) {
            (false, _) => said.join(", "),
            (true, 0) => "nothing found".to_owned(),
            (true, hints) => counted(hints, "hint"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_said_in_words() {
        let mark = |errors, warnings, hints| HealthMark { score: 50, errors, warnings, hints }.words();
        assert_eq!(mark(2, 1, 4), "2 errors, 1 warning");
        assert_eq!(mark(0, 0, 1), "1 hint");
        assert_eq!(mark(0, 0, 0), "nothing found");
    }
}
