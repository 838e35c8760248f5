use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::RunbookSummary;

/// How far a runbook can be relied on, as lists show it: the linter's score, and how many findings there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthMark {
    /// From 0 to 100.
    pub score: i64,
    pub errors: i64,
    pub warnings: i64,
    pub hints: i64,
}

/// What every first warning takes from the score.
const WARNING: i64 = 6;

impl HealthMark {
    /// With what the text alone doesn't tell: whether its review is overdue `today`, and whether anybody has said who answers
    /// for the runbook and how grave it is. Each that is wanting is a warning.
    #[must_use]
    pub fn of(self, runbook: &RunbookSummary, today: NaiveDate) -> Self {
        self.known(runbook.is_overdue(today), !runbook.owners.is_empty(), runbook.severity.is_some())
    }

    /// The same where there is no runbook yet.
    #[must_use]
    pub fn known(self, is_overdue: bool, has_owner: bool, has_severity: bool) -> Self {
        let wanting = [is_overdue, !has_owner, !has_severity].into_iter().filter(|wanting| *wanting).map(|_| 1).sum::<i64>();
        Self { score: (self.score - wanting * WARNING).max(0), warnings: self.warnings + wanting, ..self }
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
    fn what_the_text_does_not_tell_is_counted_beside_it() {
        let mark = HealthMark { score: 90, errors: 0, warnings: 1, hints: 0 };
        assert_eq!(mark.known(false, true, true), mark);
        assert_eq!(mark.known(true, false, true), HealthMark { score: 78, warnings: 3, ..mark });
        assert_eq!(HealthMark { score: 5, ..mark }.known(false, true, false).score, 0);
    }

    #[test]
    fn a_mark_is_said_in_words() {
        let mark = |errors, warnings, hints| HealthMark { score: 50, errors, warnings, hints }.words();
        assert_eq!(mark(2, 1, 4), "2 errors, 1 warning");
        assert_eq!(mark(0, 0, 1), "1 hint");
        assert_eq!(mark(0, 0, 0), "nothing found");
    }
}
