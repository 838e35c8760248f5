use serde::{Deserialize, Serialize};

use super::SeverityReading;
use crate::{Refusal, incidents::Severity, refusal::bounded};

/// Words that files use for a severity, in lower case, as they are before a team says otherwise.
const USUAL: &[(&str, Severity)] = &[
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

/// More words than this no team has.
const MOST: usize = 200;

/// Which words of a file mean which severity. P0 to P3 always mean themselves and are none of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeverityWords(Vec<SeverityWord>);

/// A word in lower case, without blanks and marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct SeverityWord {
    word: String,
    severity: Severity,
}

impl Default for SeverityWords {
    fn default() -> Self {
        let word = |(word, severity): &(&str, Severity)| SeverityWord { word: (*word).to_owned(), severity: *severity };
        Self(USUAL.iter().map(word).collect())
    }
}

impl SeverityWords {
    /// Takes what an administrator wrote for each severity, words parted by commas. Refuses what can't be found as one word in a
    /// file, and a word that would mean two severities.
    pub fn read_all(typed: &[(Severity, String)]) -> Result<Self, Refusal> {
        let mut words: Vec<SeverityWord> = Vec::new();
        for (severity, typed) in typed {
            let field = format!("words[{}]", severity.word());
            let refused = |sentence: String| Refusal::invalid(&field, sentence);
            for typed in typed.split([',', ';']) {
                let typed = bounded(&field, typed, 40)?;
                let word = lower(&typed);
                if word.is_empty() {
                    continue;
                }
                if !word.chars().all(char::is_alphanumeric) {
                    return Err(refused(format!(
                        "“{typed}” is not one word of letters and figures: write the word that tells, and part several by commas."
                    )));
                }
                if let Some(level) = own(&word) {
                    if level != *severity {
                        return Err(refused(format!("“{typed}” always means {}: leave it out here.", level.label())));
                    }
                    continue;
                }
                match words.iter().find(|known| known.word == word) {
                    Some(known) if known.severity != *severity => {
                        let other = known.severity.label();
                        return Err(refused(format!("“{typed}” stands for {other} already: leave it in one of the two lines.")));
                    }
                    Some(_) => {}
                    None => words.push(SeverityWord { word, severity: *severity }),
                }
            }
        }
        if words.len() > MOST {
            let sentence = format!("{} words are too many: keep the {MOST} that your files use.", words.len());
            return Err(Refusal::invalid("words", sentence));
        }
        Ok(Self(words))
    }

    /// The words for a severity, in the order in which they were written.
    pub fn of(&self, severity: Severity) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |known| known.severity == severity).map(|known| known.word.as_str())
    }

    /// Reads a severity. Of a range the worse counts; what stands in brackets does not ("High (for the export only)").
    pub fn read(&self, original: &str) -> Option<SeverityReading> {
        let original = original.trim();
        let lower = lower(original);
        let outside = lower.split('(').next().unwrap_or_default();
        let level = self.worst(outside).or_else(|| self.worst(&lower))?;
        Some(SeverityReading { original: original.to_owned(), level })
    }

    fn worst(&self, text: &str) -> Option<Severity> {
        let known = |found: &str| self.0.iter().find(|known| known.word == found).map(|known| known.severity);
        text.split(|letter: char| !letter.is_alphanumeric()).filter_map(|found| own(found).or_else(|| known(found))).min()
    }
}

/// `SEV-2` is one word.
fn lower(text: &str) -> String {
    text.to_lowercase().replace("sev-", "sev").replace("sev ", "sev")
}

fn own(word: &str) -> Option<Severity> {
    Severity::ALL.into_iter().find(|severity| severity.word() == word)
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
            assert_eq!(SeverityWords::default().read(original).map(|reading| reading.level), Some(level), "{original}");
        }
        assert_eq!(SeverityWords::default().read("to be decided"), None);
    }

    #[test]
    fn a_team_says_what_its_words_mean() {
        let typed = |severity: Severity, words: &str| (severity, words.to_owned());
        let words =
            SeverityWords::read_all(&[typed(Severity::P0, "Sev-1, rot"), typed(Severity::P2, "Critical, ,gelb")]).unwrap();
        let read = |original: &str| words.read(original).map(|reading| (reading.original, reading.level));
        assert_eq!(read("Critical"), Some(("Critical".to_owned(), Severity::P2)));
        assert_eq!(read("gelb/ROT"), Some(("gelb/ROT".to_owned(), Severity::P0)), "of a range the worse");
        assert_eq!(read("SEV 1"), Some(("SEV 1".to_owned(), Severity::P0)));
        assert_eq!((read("High"), read("P3")), (None, Some(("P3".to_owned(), Severity::P3))));
        assert_eq!(words.of(Severity::P2).collect::<Vec<_>>(), ["critical", "gelb"]);
        for (typed, said) in [
            ([typed(Severity::P0, "high"), typed(Severity::P1, "High")], "stands for P0 already"),
            ([typed(Severity::P0, "p1"), typed(Severity::P1, "")], "always means P1"),
            ([typed(Severity::P0, "very bad"), typed(Severity::P1, "")], "not one word"),
        ] {
            let refused = SeverityWords::read_all(&typed).unwrap_err().to_string();
            assert!(refused.contains(said), "{refused}");
        }
    }
}
