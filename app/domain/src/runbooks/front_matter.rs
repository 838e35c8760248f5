//! The head of a file that holds one runbook, as `tocsin export --runbooks` writes it.
//!
//! It is YAML of the simplest kind: one key a line, values as JSON or plain. What the text itself says of a title, a
//! severity or an owner counts before what stands here.

use std::{collections::BTreeMap, fmt::Write};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Runbook, SeverityWords, Upkeep};
use crate::{ids::RunbookId, incidents::Severity};

/// What a file says of its one runbook, above the text. The key `runbook` with the slug is what makes it one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrontMatter {
    pub slug: String,
    pub id: Option<RunbookId>,
    /// For readers; the heading of the text is what counts.
    pub title: Option<String>,
    pub ordinal: Option<u32>,
    /// The file in which it stood beside others, by whose ordinals they name each other.
    #[serde(default)]
    pub collection: Option<String>,
    pub owners: Vec<String>,
    pub severity: Option<String>,
    /// What `severity` means, once it is read in the words that are agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Severity>,
    /// How many days lie between two reviews.
    pub review_days: Option<u16>,
    pub next_review: Option<NaiveDate>,
    pub last_updated: Option<NaiveDate>,
    pub document_version: Option<String>,
    /// The version that the text was when it was written to the file.
    pub version: Option<i64>,
    /// Of the text as it was written, in lower-case hex.
    pub sha256: Option<String>,
    /// Keys that differ from those which reading the text gives, by the latter. They hold while the text is unchanged.
    pub keys: BTreeMap<String, String>,
}

impl FrontMatter {
    /// Of a runbook as it stands; without the keys.
    pub fn of(runbook: &Runbook) -> Self {
        let version = runbook.current();
        Self {
            slug: runbook.slug.clone(),
            id: Some(runbook.id),
            title: Some(runbook.title.clone()),
            ordinal: runbook.draft.as_ref().map(|draft| draft.ordinal),
            collection: Some(runbook.collection()).filter(|name| *name != format!("{}.md", runbook.slug)).map(str::to_owned),
            owners: runbook.owners.clone(),
            severity: runbook.severity.as_ref().map(|reading| reading.original.clone()),
            level: runbook.severity.as_ref().map(|reading| reading.level),
            review_days: runbook.review_days,
            next_review: Some(runbook.next_review),
            last_updated: version.and_then(|version| version.last_updated),
            document_version: version.and_then(|version| version.document_version.clone()),
            version: version.map(|version| version.number),
            sha256: version.map(|version| version.sha256.clone()),
            keys: BTreeMap::new(),
        }
    }

    /// Reads a head with its two lines of dashes; absent where it names no runbook. Refuses a value that means nothing,
    /// with a sentence that says what to write.
    pub fn read(head: &str) -> Option<Result<Self, String>> {
        let values = values(head);
        values.contains_key("runbook").then(|| Self::from_values(&values))
    }

    fn from_values(values: &BTreeMap<&str, String>) -> Result<Self, String> {
        let text = |key: &str| values.get(key).map(|value| scalar(value)).filter(|value| !value.is_empty());
        let date = |key: &str| read_as::<NaiveDate>(key, text(key), "a date such as 2026-01-31");
        let slug = text("runbook").unwrap_or_default();
        if !is_slug(&slug) {
            return Err(format!(
                "runbook: \u{201c}{slug}\u{201d} is no name for an address: write letters, digits and hyphens, at most 80."
            ));
        }
        let keys = match values.get("keys").filter(|keys| !keys.is_empty()) {
            Some(keys) => serde_json::from_str(keys)
                .map_err(|_| "keys: can't be read. Leave that line as it was exported, or take it out.".to_owned())?,
            None => BTreeMap::new(),
        };
        Ok(Self {
            slug,
            id: read_as("id", text("id"), "the id that was exported, or leave the line out")?,
            title: text("title"),
            ordinal: read_as("ordinal", text("ordinal"), "a whole number")?,
            collection: text("collection"),
            owners: values.get("owners").map(|value| list(value)).unwrap_or_default(),
            severity: text("severity"),
            level: None,
            review_days: text("review_days")
                .map(|days| Upkeep::read_days(&days))
                .transpose()
                .map_err(|sentence| format!("review_days: {sentence}"))?,
            next_review: date("next_review")?,
            last_updated: date("last_updated")?,
            document_version: text("document_version"),
            version: read_as("version", text("version"), "the whole number that was exported, or leave the line out")?,
            sha256: text("sha256"),
            keys,
        })
    }

    /// The same, its severity read in these words. Refuses one that is not among them.
    pub fn graded(self, words: &SeverityWords) -> Result<Self, String> {
        let Some(stated) = &self.severity else { return Ok(self) };
        match words.read(stated) {
            Some(reading) => Ok(Self { level: Some(reading.level), ..self }),
            None => Err(format!("severity: \u{201c}{stated}\u{201d} is not known here: write P0, P1, P2 or P3.")),
        }
    }

    /// The head, with its two lines of dashes and a blank line after them.
    pub fn write(&self) -> String {
        let mut head = "---\n".to_owned();
        let mut line = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                // Writing to a string can't fail.
                let _ = writeln!(head, "{key}: {value}");
            }
        };
        line("runbook", Some(self.slug.clone()));
        line("id", self.id.map(|id| id.to_string()));
        line("title", self.title.as_deref().map(json));
        line("ordinal", self.ordinal.map(|number| number.to_string()));
        line("collection", self.collection.as_deref().map(json));
        line("owners", (!self.owners.is_empty()).then(|| json(&self.owners)));
        line("severity", self.severity.as_deref().map(json));
        line("review_days", self.review_days.map(|days| days.to_string()));
        line("next_review", self.next_review.map(|day| day.to_string()));
        line("last_updated", self.last_updated.map(|day| day.to_string()));
        line("document_version", self.document_version.as_deref().map(json));
        line("version", self.version.map(|number| number.to_string()));
        line("sha256", self.sha256.clone());
        line("keys", (!self.keys.is_empty()).then(|| json(&self.keys)));
        head.push_str("---\n\n");
        head
    }
}

/// Whether a slug is safe as an address and as the name of a file.
fn is_slug(slug: &str) -> bool {
    !slug.is_empty()
        && slug.chars().count() <= 80
        && !slug.starts_with('-')
        && slug.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
}

fn json(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The lines by key; what stands indented or as `- item` beneath a key belongs to it.
fn values(head: &str) -> BTreeMap<&str, String> {
    let mut values: BTreeMap<&str, String> = BTreeMap::new();
    let mut last = None;
    for line in head.trim_start_matches('\u{feff}').lines() {
        let beneath = line.starts_with([' ', '\t', '-']) && line.trim() != "---";
        match (beneath, last, line.split_once(':')) {
            (true, Some(key), _) => {
                let value = values.entry(key).or_default();
                value.push('\n');
                value.push_str(line.trim());
            }
            (false, _, Some((key, value))) if !key.starts_with('#') => {
                values.insert(key.trim(), value.trim().to_owned());
                last = Some(key.trim());
            }
            _ => last = None,
        }
    }
    values
}

fn scalar(value: &str) -> String {
    let value = value.trim();
    if let Ok(text) = serde_json::from_str::<String>(value) {
        return text;
    }
    if let Some(inside) = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return inside.replace("''", "'");
    }
    value.split(" #").next().unwrap_or_default().trim().to_owned()
}

/// `["a", "b"]`, `[a, b]`, `a, b`, or a line with a hyphen for each.
fn list(value: &str) -> Vec<String> {
    let value = value.trim();
    if let Ok(list) = serde_json::from_str::<Vec<String>>(value) {
        return list;
    }
    let items: Vec<&str> = if value.starts_with("- ") {
        value.lines().map(|line| line.trim_start_matches("- ")).collect()
    } else {
        value.trim_start_matches('[').trim_end_matches(']').split(',').collect()
    };
    items.into_iter().map(scalar).filter(|item| !item.is_empty()).collect()
}

fn read_as<T: std::str::FromStr>(key: &str, text: Option<String>, wanted: &str) -> Result<Option<T>, String> {
    let Some(text) = text else { return Ok(None) };
    let read = text.parse().map_err(|_| format!("{key}: \u{201c}{text}\u{201d} can't be read: write {wanted}."));
    read.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let front = FrontMatter {
            slug: "cache-éviction".to_owned(),
            id: Some(RunbookId::default()),
            title: Some("Cache: \"éviction\" # slow".to_owned()),
            ordinal: Some(3),
            collection: Some("caches: all.md".to_owned()),
            owners: vec!["SRE, nights".to_owned(), "Data's".to_owned()],
            severity: Some("Medium/High".to_owned()),
            level: None,
            review_days: Some(60),
            next_review: NaiveDate::from_ymd_opt(2026, 1, 20),
            last_updated: None,
            document_version: Some("1.0".to_owned()),
            version: Some(4),
            sha256: Some("ab".repeat(32)),
            keys: BTreeMap::from([("mit-1".to_owned(), "mit-7".to_owned())]),
        };
        assert_eq!(FrontMatter::read(&front.write()), Some(Ok(front)));
    }

    #[test]
    fn what_a_person_writes_by_hand_is_read() {
        let front =
            FrontMatter::read("---\nrunbook: queue\nowners:\n  - SRE\n- 'Data'\nseverity: P1 # for now\ntags: [a]\n---\n");
        let front = front.unwrap().unwrap();
        assert_eq!(
            (front.owners.as_slice(), front.severity.as_deref()),
            (&["SRE".to_owned(), "Data".to_owned()][..], Some("P1"))
        );
        assert_eq!(FrontMatter::read("---\ntitle: A file\nversion: 1.0\n---\n"), None);
    }

    #[test]
    fn a_value_that_means_nothing_is_refused_with_what_to_write() {
        for (line, said) in [
            ("next_review: soon", "write a date"),
            ("review_days: 0", "1 to 731"),
            ("severity: loud", "write P0"),
            ("version: 1.0", "whole number"),
            ("keys: {", "Leave that line"),
        ] {
            let read = FrontMatter::read(&format!("---\nrunbook: queue\n{line}\n---\n")).unwrap();
            let refusal = read.and_then(|front| front.graded(&SeverityWords::default())).unwrap_err();
            assert!(refusal.contains(said), "{refusal}");
        }
        for slug in ["../up", "a/b", "a.md", "-x", ""] {
            assert!(FrontMatter::read(&format!("---\nrunbook: {slug}\n---\n")).unwrap().is_err(), "{slug}");
        }
    }
}
