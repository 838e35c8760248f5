use std::collections::BTreeSet;

use crate::lint::{Finding, Rule, sheet::Sheet};

/// Ends of names that are files, hosts or code.
const NOT_METRICS: [&str; 28] = [
    "md", "ts", "js", "tsx", "py", "rs", "go", "sh", "sql", "json", "yaml", "yml", "toml", "conf", "ini", "log", "txt", "env",
    "com", "org", "net", "io", "internal", "local", "dev", "app", "html", "pem",
];

/// Names with dots in a file that speaks of Prometheus; each once in a runbook.
pub(in crate::lint) fn with_dots(sheet: &Sheet<'_>) -> Vec<Finding> {
    let lower = sheet.text.to_lowercase();
    if !lower.contains("prometheus") || !lower.contains("metric") {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for snippet in sheet.code.snippets.iter().filter(|snippet| snippet.fence.is_none()) {
        let name = snippet.text.as_str();
        let parts: Vec<&str> = name.split('.').collect();
        let worded = parts.len() > 1
            && parts.iter().all(|part| {
                part.starts_with(|c: char| c.is_ascii_lowercase())
                    && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            });
        let known = parts.last().is_some_and(|end| NOT_METRICS.contains(end));
        let start = snippet.map.source(0);
        if !worded || known || !seen.insert((sheet.piece(start).map(|piece| piece.start), name)) {
            continue;
        }
        let what = format!("{name} has dots, which no metric of Prometheus has.");
        let range = (start, start + name.len());
        found.push(sheet.finding(Rule::MetricWithDots, range, what).fixed(range, name.replace('.', "_")));
    }
    found
}
