use chrono::NaiveDate;
use domain::runbooks::{SeverityWords, SourceDocument};

use super::{Finding, rules, sheet::Sheet};

/// Everything that is wrong with a file, in its order. `document` is what was read from `text`, its severities in these
/// `words`; `today` is for reviews, which alone depend on it.
pub fn lint(document: &SourceDocument, text: &str, words: &SeverityWords, today: NaiveDate) -> Vec<Finding> {
    let sheet = Sheet::new(document, text, words, today);
    let mut found: Vec<Finding> = rules::ALL.iter().flat_map(|rule| rule(&sheet)).collect();
    found.sort_by(|one, other| {
        (one.place.start, other.level, one.rule, &one.what).cmp(&(other.place.start, one.level, other.rule, &other.what))
    });
    found.dedup_by(|one, other| one.rule == other.rule && one.place.start == other.place.start && one.what == other.what);
    found
}
