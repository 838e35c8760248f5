//! What becomes of the severity matrix when a handbook's is adopted.

use domain::{
    incidents::{SeverityMatrix, SeverityRule},
    runbooks::{ResponseTime, SeverityRow},
};

/// The matrix that is agreed, with what a file says in its rows. What it leaves out or leaves empty stays as it is: a table
/// that names nobody must not leave a P0 without anybody who is called.
pub(super) fn adopted(agreed: &SeverityMatrix, rows: &[SeverityRow]) -> Option<SeverityMatrix> {
    if rows.is_empty() {
        return None;
    }
    let rule = |rule: &SeverityRule| match rows.iter().find(|row| row.level == rule.severity) {
        Some(row) => with_row(rule, row),
        None => rule.clone(),
    };
    SeverityMatrix::checked(agreed.0.iter().map(rule).collect()).ok()
}

fn with_row(agreed: &SeverityRule, row: &SeverityRow) -> SeverityRule {
    let names_nobody = row.escalates_to.is_empty();
    SeverityRule {
        severity: agreed.severity,
        name: agreed.name.clone(),
        description: if row.description.is_empty() { agreed.description.clone() } else { row.description.clone() },
        respond_minutes: match row.response {
            ResponseTime::Within(minutes) => Some(minutes),
            ResponseTime::Later => None,
            ResponseTime::Unsaid => agreed.respond_minutes,
        },
        escalates_to: if names_nobody { agreed.escalates_to.clone() } else { row.escalates_to.clone() },
        immediately: row.immediately || (names_nobody && agreed.immediately),
    }
}

/// What would be otherwise, a sentence for each severity; and which would call nobody.
pub(super) fn changes(agreed: &SeverityMatrix, adopted: &SeverityMatrix) -> Vec<String> {
    let changed = agreed.0.iter().zip(&adopted.0).filter(|(before, after)| before != after);
    let sentence = |before: &SeverityRule, after: &SeverityRule| {
        format!("{}: {}.", before.severity.label(), differences(before, after).join("; "))
    };
    let changed = changed.map(|(before, after)| sentence(before, after));
    changed.chain(adopted.0.iter().filter_map(SeverityRule::calls_nobody)).collect()
}

fn differences(before: &SeverityRule, after: &SeverityRule) -> Vec<String> {
    let mut all = Vec::new();
    if before.description != after.description {
        all.push(format!("it means “{}”", after.description));
    }
    if before.respond_minutes != after.respond_minutes {
        let time = |minutes: Option<u32>| match minutes {
            Some(minutes) => format!("within {minutes} min"),
            None => "the next business day".to_owned(),
        };
        all.push(format!("somebody answers {}, not {}", time(after.respond_minutes), time(before.respond_minutes)));
    }
    if before.escalates_to != after.escalates_to {
        let names = |rule: &SeverityRule| match rule.escalates_to.as_slice() {
            [] => "nobody".to_owned(),
            names => names.join(", "),
        };
        all.push(format!("it calls {}, not {}", names(after), names(before)));
    }
    if before.immediately != after.immediately {
        let when = if after.immediately { "it calls at once" } else { "it calls when nobody answers, not at once" };
        all.push(when.to_owned());
    }
    all
}

#[cfg(test)]
mod tests {
    use domain::{
        incidents::Severity,
        runbooks::{SeverityWords, import::handbook::severity_matrix},
    };

    use super::*;

    fn after(table: &str) -> SeverityMatrix {
        adopted(&SeverityMatrix::default(), &severity_matrix(table, &SeverityWords::default())).unwrap()
    }

    #[test]
    fn a_table_that_names_nobody_takes_nobody_away() {
        let matrix =
            after("| Level | Description | Response |\n|---|---|---|\n| P0 | Shop down | <10 min |\n| P1 | Shop slow | |\n");
        let agreed = SeverityMatrix::default();
        let [p0, p1] = [Severity::P0, Severity::P1].map(|severity| matrix.rule(severity).unwrap().clone());
        assert_eq!(p0.escalates_to, ["CTO", "Incident Commander"]);
        assert_eq!((p0.respond_minutes, p0.immediately), (Some(10), true));
        assert_eq!((p1.respond_minutes, p1.immediately), (Some(15), false));
        assert_eq!(
            changes(&agreed, &matrix),
            ["P0: it means “Shop down”; somebody answers within 10 min, not within 5 min.", "P1: it means “Shop slow”."]
        );
    }

    #[test]
    fn an_immediate_answer_is_an_immediate_call_and_the_minutes_stay() {
        let matrix =
            after("| Level | Response | Escalation |\n|---|---|---|\n| P0 | Immediate | |\n| P1 | Immediate | On-call SRE |\n");
        let [p0, p1] = [Severity::P0, Severity::P1].map(|severity| matrix.rule(severity).unwrap().clone());
        assert_eq!((p0.respond_minutes, p0.escalates_to.len(), p0.immediately), (Some(5), 2, true));
        assert_eq!((p1.respond_minutes, p1.escalates_to.join(" "), p1.immediately), (Some(15), "On-call SRE".to_owned(), true));
        assert_eq!(
            changes(&SeverityMatrix::default(), &matrix),
            ["P1: it calls On-call SRE, not On-call SRE, Backend Lead; it calls at once."]
        );
    }

    #[test]
    fn what_would_call_nobody_is_said_before_it_is_adopted() {
        let matrix = after("| Level | Response | Escalation |\n|---|---|---|\n| P0 | Next business day | CTO |\n");
        assert_eq!(
            changes(&SeverityMatrix::default(), &matrix),
            [
                "P0: somebody answers the next business day, not within 5 min; it calls CTO, not CTO, Incident Commander; it \
                 calls when nobody answers, not at once.",
                "P0 calls nobody: it has no minutes to respond, and calls nobody at once.",
            ]
        );
    }
}
