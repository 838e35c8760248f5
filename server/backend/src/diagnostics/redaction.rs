use std::sync::LazyLock;

use domain::diagnostics::Observation;
use regex::{Captures, Regex};

const MASK: &str = "•••";

/// What surrounds a secret, the secret, and what follows. A pattern that the library can't read
/// would be dropped silently, so a test counts them.
const PATTERNS: [&str; 4] = [
    // The password in an address.
    r"(?P<before>[a-zA-Z][a-zA-Z0-9+.-]*://[^\s/:@]*:)(?P<secret>[^\s/@]+)(?P<after>@)",
    // Authorization: Bearer …, Basic ….
    r"(?i)(?P<before>\b(?:bearer|basic)\s+)(?P<secret>[a-z0-9+/._~=-]{8,})(?P<after>)",
    // "password": "…", as in JSON.
    r#"(?i)(?P<before>"[a-z0-9_-]*(?:password|passwd|secret|token|api_?key|access_?key|private_?key)"\s*:\s*")(?P<secret>[^"]+)(?P<after>")"#,
    // password=…, as in connection strings and queries; '…' when quoted.
    r#"(?i)(?P<before>\b[a-z0-9_-]*(?:password|passwd|pwd|secret|token|api_?key|access_?key)\s*=\s*)(?P<secret>'[^']*'|"[^"]*"|[^\s&;,'"]+)(?P<after>)"#,
];

static LOOKS_SECRET: LazyLock<Vec<Regex>> =
    LazyLock::new(|| PATTERNS.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect());

/// Masks what is or looks like a secret, and counts.
#[derive(Default)]
pub(super) struct Redaction {
    /// The target's own secrets, wherever they turn up.
    known: Vec<String>,
    pub(super) count: u32,
}

impl Redaction {
    pub(super) fn of(known: Vec<String>) -> Self {
        // A very short one would blot out half of the text and protect nothing.
        Self { known: known.into_iter().filter(|secret| secret.len() >= 4).collect(), count: 0 }
    }

    pub(super) fn text(&mut self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.known {
            let found = u32::try_from(text.matches(secret.as_str()).count()).unwrap_or(u32::MAX);
            if found > 0 {
                self.count = self.count.saturating_add(found);
                text = text.replace(secret.as_str(), MASK);
            }
        }
        for pattern in LOOKS_SECRET.iter() {
            let mut found = 0_u32;
            let masked = pattern.replace_all(&text, |parts: &Captures<'_>| {
                if &parts["secret"] != MASK {
                    found = found.saturating_add(1);
                }
                format!("{}{MASK}{}", &parts["before"], &parts["after"])
            });
            text = masked.into_owned();
            self.count = self.count.saturating_add(found);
        }
        text
    }

    /// The observation masked; a column whose name says secret is masked whole.
    pub(super) fn observation(&mut self, mut seen: Observation) -> Observation {
        let secret: Vec<bool> = seen.columns.iter().map(|name| names_a_secret(name)).collect();
        for row in &mut seen.rows {
            for (place, cell) in row.iter_mut().enumerate() {
                let Some(text) = cell else { continue };
                if secret.get(place) == Some(&true) {
                    self.count = self.count.saturating_add(1);
                    MASK.clone_into(text);
                } else {
                    *text = self.text(text);
                }
            }
        }
        if secret == [true] && seen.value.is_some() {
            seen.value = Some(MASK.to_owned());
        }
        seen.value = seen.value.map(|text| self.text(&text));
        seen.body_excerpt = seen.body_excerpt.map(|text| self.text(&text));
        seen.value_missing = seen.value_missing.map(|text| self.text(&text));
        seen
    }
}

fn names_a_secret(column: &str) -> bool {
    let column = column.to_lowercase();
    ["password", "passwd", "secret", "api_key", "private_key"].iter().any(|word| column.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_read() {
        assert_eq!(LOOKS_SECRET.len(), PATTERNS.len());
    }

    #[test]
    fn secrets_are_masked_and_counted() {
        for (text, masked, count) in [
            ("postgres://app:hunter2@db/shop", "postgres://app:•••@db/shop", 1),
            ("host=db password=hunter2 user=app", "host=db password=••• user=app", 1),
            ("Authorization: Bearer abcdef.ghijkl", "Authorization: Bearer •••", 1),
            (r#"{"api_key": "k-123", "ok": true}"#, r#"{"api_key": "•••", "ok": true}"#, 1),
            ("my own secret is s3same!", "my own secret is •••", 1),
            ("max_connections = 100", "max_connections = 100", 0),
        ] {
            let mut redaction = Redaction::of(vec!["s3same!".to_owned()]);
            assert_eq!((redaction.text(text).as_str(), redaction.count), (masked, count));
        }
    }
}
