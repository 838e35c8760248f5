use super::SeverityReading;
use crate::incidents::Severity;

/// Words that files use for a severity, in lower case. A team may bring its own table.
pub const SEVERITY_WORDS: &[(&str, Severity)] = &[
    ("p0", Severity::P0),
    ("p1", Severity::P1),
    ("p2", Severity::P2),
    ("p3", Severity::P3),
    ("p4", Severity::P3),
    ("sev0", Severity::P0),
    ("sev1", Severity::P1),
    ("sev2", Severity::P2),
    ("sev3", Severity::P3),
    ("critical", Severity::P0),
    ("emergency", Severity::P0),
    ("blocker", Severity::P0),
    ("page", Severity::P0),
    ("high", Severity::P1),
    ("major", Severity::P1),
    ("error", Severity::P1),
    ("medium", Severity::P2),
    ("moderate", Severity::P2),
    ("minor", Severity::P2),
    ("warning", Severity::P2),
    ("low", Severity::P3),
    ("info", Severity::P3),
    ("informational", Severity::P3),
    ("cosmetic", Severity::P3),
    ("trivial", Severity::P3),
];

/// Reads a severity with the usual words. Of a range the worse counts; what stands in brackets
/// does not ("High (for the export only)").
pub fn read_severity(original: &str) -> Option<SeverityReading> {
    read_severity_with(SEVERITY_WORDS, original)
}

/// As [`read_severity`], with the team's own words.
pub fn read_severity_with(words: &[(&str, Severity)], original: &str) -> Option<SeverityReading> {
    let original = original.trim();
    let lower = original.to_lowercase().replace("sev-", "sev").replace("sev ", "sev");
    let outside = lower.split('(').next().unwrap_or_default();
    worst(words, outside).or_else(|| worst(words, &lower)).map(|level| SeverityReading { original: original.to_owned(), level })
}

fn worst(words: &[(&str, Severity)], text: &str) -> Option<Severity> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter_map(|found| words.iter().find(|(word, _)| *word == found).map(|(_, level)| *level))
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_severity_is_read_from_the_words_that_files_use() {
        for (original, level) in [
            ("P1", Severity::P1),
            ("Critical", Severity::P0),
            ("Medium/High", Severity::P1),
            ("High (for the low-priority export)", Severity::P1),
            ("SEV-2", Severity::P2),
            ("P0–P1", Severity::P0),
            ("Warning (Slack)", Severity::P2),
        ] {
            assert_eq!(read_severity(original).map(|reading| reading.level), Some(level), "{original}");
        }
        assert_eq!(read_severity("to be decided"), None);
    }
}
