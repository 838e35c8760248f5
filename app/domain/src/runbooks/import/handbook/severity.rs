use super::super::windows::duration;
use super::table::{Table, cell};
use crate::runbooks::{SeverityRow, SeverityWords};

/// Reads a severity table: level, description, response time, escalation. Rows whose level isn't
/// among `words` are left out; a response time that isn't a span ("Next business day") is none.
pub fn severity_matrix(markdown: &str, words: &SeverityWords) -> Vec<SeverityRow> {
    let Some(table) = Table::first(markdown) else {
        return Vec::new();
    };
    let level = table.column(&["level", "severity", "priority"]).or(Some(0));
    let description = table.column(&["description", "meaning", "definition", "what"]);
    let response = table.column(&["response", "respond", "acknowledge", "time"]);
    let escalation = table.column(&["escalat", "notify", "who"]);
    let rows = table.rows.iter().filter_map(|row| {
        let told = cell(row, escalation);
        let (immediately, names) = match told.split_once(':') {
            Some((when, names))
                if when.trim().eq_ignore_ascii_case("immediate") || when.trim().eq_ignore_ascii_case("immediately") =>
            {
                (true, names)
            }
            _ => (false, told.as_str()),
        };
        let escalates_to =
            names.split(['+', ',', '/', '&']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        Some(SeverityRow {
            level: words.read(&cell(row, level))?.level,
            description: cell(row, description),
            response_minutes: duration(&cell(row, response)),
            escalates_to,
            immediately,
        })
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incidents::Severity;

    #[test]
    fn a_severity_table_is_read() {
        let rows = severity_matrix(
            "| Level | Meaning | Respond | Escalation |\n|---|---|---|---|\n| **P0** | Shop down | <5 min | Immediate: CTO + IC |\n| P3 | Cosmetic | Next business day | Backlog |\n",
            &SeverityWords::default(),
        );
        assert_eq!(
            rows,
            [
                SeverityRow {
                    level: Severity::P0,
                    description: "Shop down".to_owned(),
                    response_minutes: Some(5),
                    escalates_to: vec!["CTO".to_owned(), "IC".to_owned()],
                    immediately: true
                },
                SeverityRow {
                    level: Severity::P3,
                    description: "Cosmetic".to_owned(),
                    response_minutes: None,
                    escalates_to: vec!["Backlog".to_owned()],
                    immediately: false
                },
            ]
        );
    }
}
