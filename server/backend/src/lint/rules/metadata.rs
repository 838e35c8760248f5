use chrono::NaiveDate;
use domain::runbooks::WarningKind;

use crate::lint::{Finding, Level, Rule, sheet::Sheet};

/// What the importer noticed is a finding too.
pub(in crate::lint) fn from_import(sheet: &Sheet<'_>) -> Vec<Finding> {
    let starts: Vec<(usize, &str)> = sheet.lines().collect();
    let mut found = Vec::new();
    for warning in &sheet.document.warnings {
        let (rule, level) = match warning.kind {
            WarningKind::MetadataConflict => (Rule::ConflictingMetadata, Level::Warning),
            WarningKind::MetadataRepeated => (Rule::ConflictingMetadata, Level::Hint),
            WarningKind::UnreadableDate | WarningKind::UnreadableSeverity => (Rule::UnreadableMetadata, Level::Warning),
            WarningKind::UnreadableFrontMatter => (Rule::UnreadableMetadata, Level::Error),
            WarningKind::NoSteps | WarningKind::NothingFound => (Rule::NothingToDo, Level::Warning),
            WarningKind::DuplicateId => (Rule::DuplicateId, Level::Error),
            WarningKind::BrokenReference => (Rule::BrokenReference, Level::Warning),
            // A question about the import, and no fault of the file.
            WarningKind::UnsureKind => continue,
        };
        let line = warning.line.and_then(|line| usize::try_from(line).ok()).unwrap_or(1);
        let (start, text) = starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        found.push(sheet.finding(rule, (start, start + text.trim_end().len()), warning.message.clone()).at_level(level));
    }
    found
}

/// Reviews: the file's one day stands for all of its runbooks.
pub(in crate::lint) fn reviews(sheet: &Sheet<'_>) -> Vec<Finding> {
    let named = sheet.document.metadata.next_review;
    let mut found = Vec::new();
    match named {
        Some(day) if day < sheet.today => {
            let line = sheet.lines().find(|(_, line)| line.contains(&day.to_string()) && line.to_lowercase().contains("review"));
            let (start, text) = line.unwrap_or_default();
            let what = overdue(day, sheet.today);
            found.push(sheet.finding(Rule::OverdueReview, (start, start + text.trim_end().len()), what));
        }
        Some(_) => {}
        None => {
            if sheet.runbooks().next().is_some() {
                let end = sheet.text.split('\n').next().unwrap_or_default().len();
                found.push(sheet.finding(Rule::MissingReviewDate, (0, end), "The file names no day for its next review."));
            }
        }
    }
    found
}

/// How late a review is, as a sentence.
pub(in crate::lint) fn overdue(day: NaiveDate, today: NaiveDate) -> String {
    let days = (today - day).num_days();
    let late = if days == 1 { "a day".to_owned() } else { format!("{days} days") };
    format!("The review was due on {day}, {late} ago.")
}
