//! Names of alerts, and texts that somebody might paste from a log.

use super::{
    blocks::{Block, Kind},
    text::{code_spans, quoted},
};
use crate::runbooks::SectionKind;

/// What a runbook can be found by.
#[derive(Debug, Default)]
pub(super) struct Signatures {
    pub(super) alerts: Vec<String>,
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

    /// `Alert: HighErrorRate` or an error as it is printed; other `key: value` lines say neither.
    fn take_fence(&mut self, content: &str) {
        for line in content.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match line.split_once(':') {
                Some((key, value)) if ["alert", "alertname", "alert name"].contains(&key.to_lowercase().as_str()) => {
                    let names = value.split_whitespace().take(1).filter(|name| is_alert_name(name) && *name == value.trim());
                    names.for_each(|name| push(&mut self.alerts, name));
                }
                Some((key, _))
                    if [
                        "severity",
                        "duration",
                        "affected",
                        "metrics",
                        "metric",
                        "impact",
                        "user report",
                        "for",
                        "summary",
                        "threshold",
                    ]
                    .contains(&key.to_lowercase().as_str()) => {}
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

fn push(list: &mut Vec<String>, text: &str) {
    if !list.iter().any(|known| known == text) {
        list.push(text.to_owned());
    }
}
