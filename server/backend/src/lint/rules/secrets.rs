use std::sync::LazyLock;

use regex::Regex;

use crate::lint::{Finding, Rule, sheet::Sheet};

/// Something that looks like a secret: the group `secret` is what must not stand there.
struct Shape {
    pattern: LazyLock<Option<Regex>>,
    what: &'static str,
    /// The name that the fix gives to the variable.
    name: &'static str,
}

macro_rules! shape {
    ($pattern:expr, $what:expr, $name:expr) => {
        Shape { pattern: LazyLock::new(|| Regex::new($pattern).ok()), what: $what, name: $name }
    };
}

static SHAPES: [Shape; 7] = [
    shape!(
        r"[a-z][a-z0-9+.-]*://[^\s/:@'\x22`]+:(?<secret>[^\s/@'\x22`]+)@[^\s'\x22`]+",
        "A password stands in an address",
        "PASSWORD"
    ),
    shape!(r"\b(?<secret>(?:AKIA|ASIA)[0-9A-Z]{16})\b", "An access key of AWS is written out", "AWS_ACCESS_KEY_ID"),
    shape!(
        r"\b(?<secret>gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})",
        "A token of GitHub is written out",
        "GITHUB_TOKEN"
    ),
    shape!(
        r"\b(?<secret>xox[abprs]-[A-Za-z0-9-]{10,}|sk_live_[A-Za-z0-9]{16,}|glpat-[A-Za-z0-9_-]{16,})",
        "A token is written out",
        "TOKEN"
    ),
    shape!(
        r"\b(?<secret>eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{6,})",
        "A signed token is written out",
        "TOKEN"
    ),
    shape!(r"(?i)\b(?:bearer|basic)\s+(?<secret>[A-Za-z0-9+/=_.~-]{12,})", "The token of a request is written out", "TOKEN"),
    shape!(
        r"(?i)\b[A-Z0-9_]*(?:password|passwd|secret|api_?key|access_?key|token|private_?key)[A-Z0-9_]*\s*[=:]\s*['\x22]?(?<secret>[^\s'\x22`|,;<>\[\](){}*]{6,})",
        "A secret is written out",
        "SECRET"
    ),
];

pub(in crate::lint) fn written_out(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for (at, line) in sheet.lines() {
        if line.contains("-----BEGIN ") && line.contains("PRIVATE KEY-----") {
            found.push(sheet.finding(Rule::PlaintextSecret, (at, at + line.trim_end().len()), "A private key is written out."));
        }
        for shape in &SHAPES {
            let Some(pattern) = shape.pattern.as_ref() else { continue };
            for secret in pattern.captures_iter(line).filter_map(|captured| captured.name("secret")) {
                let (start, end) = (at + secret.start(), at + secret.end());
                let known = found.iter().any(|finding| finding.place.start < end && start < finding.place.end);
                if known || is_stand_in(secret.as_str()) || is_name(line, secret.start(), secret.as_str()) {
                    continue;
                }
                let what = format!("{}: {}.", shape.what, masked(secret.as_str()));
                let finding = sheet.finding(Rule::PlaintextSecret, (start, end), what);
                found.push(finding.fixed((start, end), format!("${{{}}}", shape.name)));
            }
        }
    }
    found
}

/// The first letter alone: a report of a leak must not be the next.
fn masked(secret: &str) -> String {
    format!("{}… ({} letters)", secret.chars().next().unwrap_or('…'), secret.chars().count())
}

/// What stands for a value: `$TOKEN`, `<new-secret>`, `[Password]`, `***`, `xxxx`.
fn is_stand_in(text: &str) -> bool {
    let text = text.trim_matches(['"', '\'']);
    text.starts_with(['$', '<', '[', '{', '%', '(', '*'])
        || text.contains("${")
        || text.contains("$(")
        || text.contains("...")
        || text.contains('…')
        || text.to_lowercase().chars().all(|letter| letter == 'x' || letter == '*')
}

/// A word and no value: a type, a function, a name of something, a sentence.
fn is_name(line: &str, at: usize, text: &str) -> bool {
    let address = line.get(at..).is_some_and(|rest| rest.get(text.len()..).is_some_and(|rest| rest.starts_with('@')));
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    let digits = text.chars().any(|letter| letter.is_ascii_digit());
    let assigned = line.get(..at).unwrap_or_default().trim_end_matches(['"', '\'']).ends_with('=');
    let prose = !assigned && !digits;
    !address && (prose || (letters > 0 && text.contains('(')) || text.starts_with('/') || text.starts_with("process.env"))
}
