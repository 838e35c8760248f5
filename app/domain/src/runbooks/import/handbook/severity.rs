use super::super::windows::duration;
use super::table::{Table, cell};
use crate::runbooks::{ResponseTime, SeverityRow, SeverityWords};

/// Words of a response time that is no span: nobody is to answer on the same day, or at all.
const LATER: [&str; 8] = ["day", "week", "sprint", "release", "backlog", "best effort", "none", "n/a"];

/// Reads a severity table: level, description, response time, escalation. Rows whose level isn't
/// among `words` are left out. What a cell doesn't say isn't guessed: whoever adopts the table keeps what they have.
pub fn severity_matrix(markdown: &str, words: &SeverityWords) -> Vec<SeverityRow> {
    let Some(table) = Table::first(markdown) else {
        return Vec::new();
    };
    let level = table.column(&["level", "severity", "priority"]).or(Some(0));
    let description = table.column(&["description", "meaning", "definition", "what"]);
    let response = table.column(&["response", "respond", "acknowledge", "time"]);
    let escalation = table.column(&["escalat", "notify", "who"]);
    let rows = table.rows.iter().filter_map(|row| {
        let (told, responds) = (cell(row, escalation), cell(row, response));
        let at_once = called_at_once(&told);
        let minutes = duration(&responds);
        Some(SeverityRow {
            level: words.read(&cell(row, level))?.level,
            description: cell(row, description),
            response: response_time(&responds, minutes),
            escalates_to: names(at_once.unwrap_or(&told)),
            immediately: at_once.is_some() || begins_at_once(&responds) || minutes == Some(0),
        })
    });
    rows.collect()
}

/// Whom a cell calls at once; absent where it doesn't say so.
fn called_at_once(told: &str) -> Option<&str> {
    let word = told.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
    let rest = told.get(word.len()..).unwrap_or_default();
    let says_so = match word.to_lowercase().as_str() {
        "immediately" => true,
        // An immediate superior is somebody.
        "immediate" => rest.contains(':') || !rest.trim_start().starts_with(char::is_alphanumeric),
        _ => false,
    };
    says_so.then(|| rest.split_once(':').map_or(rest, |(_, names)| names))
}

/// Roles and names; a dash is none.
fn names(told: &str) -> Vec<String> {
    let names = told.split(['+', ',', '/', '&']).map(|name| name.trim_start_matches(['-', '–', '—', ' ']).trim());
    names.filter(|name| name.contains(char::is_alphanumeric)).map(str::to_owned).collect()
}

fn begins_at_once(responds: &str) -> bool {
    responds.trim_start_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase().starts_with("immediate")
}

fn response_time(responds: &str, minutes: Option<u32>) -> ResponseTime {
    let responds = responds.to_lowercase();
    match minutes {
        Some(0) => ResponseTime::Unsaid,
        Some(minutes) => ResponseTime::Within(minutes),
        None if LATER.iter().any(|word| responds.contains(word)) => ResponseTime::Later,
        None => ResponseTime::Unsaid,
    }
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
                    response: ResponseTime::Within(5),
                    escalates_to: vec!["CTO".to_owned(), "IC".to_owned()],
                    immediately: true
                },
                SeverityRow {
                    level: Severity::P3,
                    description: "Cosmetic".to_owned(),
                    response: ResponseTime::Later,
                    escalates_to: vec!["Backlog".to_owned()],
                    immediately: false
                },
            ]
        );
    }

    #[test]
    fn what_a_table_does_not_say_is_not_said() {
        let rows = severity_matrix("| Level | Meaning |\n|---|---|\n| P0 | Shop down |\n", &SeverityWords::default());
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((row.response, row.escalates_to.len(), row.immediately), (ResponseTime::Unsaid, 0, false));
    }

    #[test]
    fn cells_that_say_at_once_are_understood_in_either_column() {
        use ResponseTime::{Later, Unsaid, Within};
        let read = |response: &str, escalation: &str| {
            let table = format!("| Level | Response | Escalation |\n|---|---|---|\n| P0 | {response} | {escalation} |\n");
            let row = severity_matrix(&table, &SeverityWords::default()).remove(0);
            (row.response, row.escalates_to.join(" + "), row.immediately)
        };
        let said = |response: ResponseTime, names: &str, immediately: bool| (response, names.to_owned(), immediately);
        assert_eq!(read("Immediate", ""), said(Unsaid, "", true));
        assert_eq!(read("Immediate (24/7)", "CTO"), said(Unsaid, "CTO", true));
        assert_eq!(read("Immediately, < 5 min", "-"), said(Within(5), "", true));
        assert_eq!(read("0 min", "CTO"), said(Unsaid, "CTO", true));
        assert_eq!(read("<15 min", "Immediately"), said(Within(15), "", true));
        assert_eq!(read("", "Immediate – CTO, IC"), said(Unsaid, "CTO + IC", true));
        assert_eq!(read("ASAP", "Immediate superior"), said(Unsaid, "Immediate superior", false));
        assert_eq!(read("Best effort", "—"), said(Later, "", false));
    }
}
