//! Names of alerts, and texts that somebody might paste from a log.

use super::{
    blocks::{Block, Kind},
    text::{code_spans, quoted},
};
use crate::runbooks::{AlertDefinition, AlertFact, AlertFactKind, SectionKind};

/// What a runbook can be found by.
#[derive(Debug, Default)]
pub(super) struct Signatures {
    pub(super) alerts: Vec<String>,
    pub(super) definitions: Vec<AlertDefinition>,
    pub(super) errors: Vec<String>,
}

impl Signatures {
    pub(super) fn take(&mut self, source: &str, kind: SectionKind, blocks: &[Block]) {
        match kind {
            SectionKind::Trigger | SectionKind::Symptoms => self.take_all(source, blocks, kind == SectionKind::Trigger),
            // A scenario has symptoms of its own.
            _ => {
                for block in blocks.iter().filter(|block| block.kind == Kind::Paragraph) {
                    let text = block.text(source);
                    if text.to_lowercase().starts_with("**symptoms") {
                        self.take_line(text, false);
                    }
                }
            }
        }
    }

    fn take_all(&mut self, source: &str, blocks: &[Block], mut alerting: bool) {
        for block in blocks {
            match block.kind {
                Kind::Fence { .. } => self.take_fence(&block.content),
                Kind::Paragraph | Kind::Cell => {
                    let text = block.text(source);
                    let lower = text.to_lowercase();
                    alerting = alerting || lower.contains("alert");
                    self.take_line(text, alerting && !lower.starts_with("**log"));
                }
                _ => self.take_all(source, &block.children, alerting),
            }
        }
    }

    /// `Alert: HighErrorRate` with what stands beside it, or an error as it is printed. What comes before the first alert
    /// of a fence is of that one; `OR` between two is of none.
    fn take_fence(&mut self, content: &str) {
        let mut facts: Vec<AlertFact> = Vec::new();
        let first = self.definitions.len();
        for line in content.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let named = line.split_once(':').map(|(key, value)| (key.trim().to_lowercase(), value.trim()));
            match named {
                Some((key, name)) if ["alert", "alertname", "alert name"].contains(&key.as_str()) => {
                    // Nobody has filled it in.
                    if !name.chars().any(char::is_alphanumeric) {
                        continue;
                    }
                    push(&mut self.alerts, name);
                    self.definitions.push(AlertDefinition { name: name.to_owned(), facts: std::mem::take(&mut facts) });
                }
                Some((key, value)) if AlertFactKind::from_word(&key).is_some() => {
                    let Some(kind) = AlertFactKind::from_word(&key) else { continue };
                    let fact = AlertFact { kind, value: value.to_owned() };
                    match self.definitions.get_mut(first..).and_then(<[_]>::last_mut) {
                        Some(definition) => definition.facts.push(fact),
                        None => facts.push(fact),
                    }
                }
                _ if line.len() > 3 => push(&mut self.errors, line),
                _ => {}
            }
        }
    }

    fn take_line(&mut self, text: &str, alerting: bool) {
        for span in code_spans(text) {
            if alerting && is_alert_name(span) {
                push(&mut self.alerts, span);
            } else if is_error(span) {
                push(&mut self.errors, span);
            }
        }
        for words in quoted(text).into_iter().filter(|words| words.contains(' ') && words.len() > 7 && !words.contains('`')) {
            push(&mut self.errors, words);
        }
    }
}

/// `ContainerOOMKilled`: one word with several capitals, as alert managers want them.
fn is_alert_name(name: &str) -> bool {
    let capitals = name.chars().filter(|letter| letter.is_uppercase()).count();
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && capitals > 1
        && name.chars().all(|letter| letter.is_ascii_alphanumeric())
        && name.chars().any(|letter| letter.is_ascii_lowercase())
}

/// Something that a program prints: words with a space, an error name, an error code; no metric, no
/// path, no command.
fn is_error(span: &str) -> bool {
    let code =
        span.len() > 4 && span.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_');
    let spoken = span.contains(' ') && span.starts_with(|first: char| first.is_alphanumeric()) && !span.contains('>');
    let metric = span.contains(['{', '=']) || span.starts_with('/');
    (code || spoken || is_alert_name(span) || span.contains("Error"))
        && !metric
        && super::commands::in_line(&format!("`{span}`")).is_empty()
}

/// More than these nobody finds a runbook by, and each is compared with those before it.
const MOST: usize = 500;

fn push(list: &mut Vec<String>, text: &str) {
    if list.len() < MOST && !list.iter().any(|known| known == text) {
        list.push(text.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_is_a_name_or_a_sentence_with_what_stands_beside_it() {
        let mut found = Signatures::default();
        found.take_fence(
            "Severity: P1\nAlert: Error rate > 1.5% \nDuration: 5+ minutes\nAffected: /api/v1/x:y\n\nOR\nAlert: HighErrorRate\n",
        );
        assert_eq!(found.alerts, ["Error rate > 1.5%", "HighErrorRate"]);
        assert!(found.errors.is_empty(), "{:?}", found.errors);
        let facts = |at: usize| -> Vec<(AlertFactKind, &str)> {
            found.definitions[at].facts.iter().map(|fact| (fact.kind, fact.value.as_str())).collect()
        };
        assert_eq!(
            facts(0),
            [(AlertFactKind::Severity, "P1"), (AlertFactKind::Duration, "5+ minutes"), (AlertFactKind::Affected, "/api/v1/x:y")]
        );
        assert_eq!(facts(1), []);
    }

    #[test]
    fn an_error_as_it_is_printed_is_no_alert() {
        let mut found = Signatures::default();
        found.take_fence("FATAL: too many clients already\nAlert: \n");
        assert_eq!((found.errors.as_slice(), found.alerts.len()), (&["FATAL: too many clients already".to_owned()][..], 0));
    }
}
