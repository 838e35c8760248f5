use std::sync::LazyLock;

use domain::runbooks::{HandbookKind, RunbookDraft, SectionKind};
use regex::Regex;

use crate::lint::{Finding, Rule, sheet::Sheet};

/// A limit that a line names.
#[derive(Debug, Clone, PartialEq)]
struct Limit {
    /// What is measured: its words in order, without those that say nothing.
    words: Vec<String>,
    value: f64,
    unit: String,
    /// Bytes of the file.
    start: usize,
    end: usize,
}

static LIMIT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?<sign>[<>]=?|≥|≤)\s*(?<value>\d+(?:\.\d+)?)\s*(?<unit>%|ms|s\b|sec|min|/min\w*)?").ok());
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?<value>\d+(?:\.\d+)?)\s*(?<unit>%|ms|s\b)?").ok());

/// Words that don't tell one metric from another.
const EMPTY: [&str; 22] = [
    "alert", "alerts", "the", "a", "of", "for", "api", "up", "set", "p95", "p99", "p50", "elevated", "high", "rising", "active",
    "if", "when", "warning", "critical", "monitor", "current",
];

pub(in crate::lint) fn contradicting(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = index_and_trigger(sheet);
    found.extend(runbook_and_alerts(sheet));
    found.extend(within_a_line(sheet));
    found
}

/// The line of the index that leads to a runbook, against the alert that starts it.
fn index_and_trigger(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (_, piece) in
        sheet.document.handbook().filter(|(kind, _)| matches!(kind, HandbookKind::Index | HandbookKind::TableOfContents))
    {
        let mut at = piece.start;
        for line in piece.slice(sheet.text).split_inclusive('\n') {
            let leads_to = sheet
                .runbooks()
                .find(|(_, draft)| line.contains(&format!("-{})", draft.slug)) || line.contains(&format!("(#{})", draft.slug)));
            if let Some((_, draft)) = leads_to
                && let (Some(stated), Some((trigger, line_of_trigger))) =
                    (limits(line, at).into_iter().next(), trigger(sheet, draft))
                && let same_unit = numbers(trigger).into_iter().filter(|(_, unit)| *unit == stated.unit).collect::<Vec<_>>()
                && !same_unit.is_empty()
                && !same_unit.iter().any(|(value, _)| same(*value, stated.value))
            {
                let there = sheet.place(line_of_trigger, line_of_trigger).line;
                let (limit, alert) = (sheet.slice(stated.start, stated.end), trigger.trim().trim_start_matches("Alert:").trim());
                let what = format!("The index says {limit}, and the alert on line {there} says “{alert}”.");
                found.push(sheet.finding(Rule::ContradictingThresholds, (stated.start, stated.end), what));
            }
            at += line.len();
        }
    }
    found
}

/// The line of the trigger that names a value, and where it begins.
fn trigger<'a>(sheet: &Sheet<'a>, draft: &RunbookDraft) -> Option<(&'a str, usize)> {
    let section = draft.sections.iter().find(|section| section.kind == SectionKind::Trigger)?;
    let mut at = section.start;
    for line in sheet.slice(section.start, section.end).split_inclusive('\n') {
        if line.trim_start().starts_with("Alert:") {
            return Some((line, at));
        }
        at += line.len();
    }
    None
}

/// What a runbook calls too much, against the alerts of the same file.
fn runbook_and_alerts(sheet: &Sheet<'_>) -> Vec<Finding> {
    let alerts: Vec<Limit> = sheet
        .document
        .handbook()
        .filter(|(kind, _)| matches!(kind, HandbookKind::Monitoring | HandbookKind::SeverityMatrix))
        .flat_map(|(_, piece)| all_limits(sheet, piece.start, piece.end))
        .collect();
    let mut found = Vec::new();
    for (_, draft) in sheet.runbooks() {
        let telling =
            draft.sections.iter().filter(|section| matches!(section.kind, SectionKind::Trigger | SectionKind::Symptoms));
        for here in telling.flat_map(|section| all_limits(sheet, section.start, section.end)) {
            let there: Vec<&Limit> = alerts.iter().filter(|alert| alert.words == here.words && alert.unit == here.unit).collect();
            if let Some(alert) = there.first().filter(|_| !there.iter().any(|alert| same(alert.value, here.value))) {
                let line = sheet.place(alert.start, alert.end).line;
                let (one, other) = (sheet.slice(here.start, here.end), sheet.slice(alert.start, alert.end));
                let what = format!("The {} is too much here at {one}, and on line {line} at {other}.", here.words.join(" "));
                found.push(sheet.finding(Rule::ContradictingThresholds, (here.start, here.end), what));
            }
        }
    }
    found
}

/// `> 500ms (threshold: < 200ms)`: between the two, is it well or not?
fn within_a_line(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, line) in sheet.lines().filter(|(_, line)| line.to_lowercase().contains("threshold")) {
        let all = limits(line, at);
        if let [first, second, ..] = all.as_slice()
            && first.unit == second.unit
            && !same(first.value, second.value)
        {
            let (one, other) = (sheet.slice(first.start, first.end), sheet.slice(second.start, second.end));
            let what = format!("It is a symptom at {one}, and the threshold beside it is {other}.");
            found.push(sheet.finding(Rule::ContradictingThresholds, (first.start, second.end), what));
        }
    }
    found
}

fn all_limits(sheet: &Sheet<'_>, start: usize, end: usize) -> Vec<Limit> {
    let mut at = start;
    let mut found = Vec::new();
    for line in sheet.slice(start, end).split_inclusive('\n') {
        found.extend(limits(line, at));
        at += line.len();
    }
    found
}

fn limits(line: &str, at: usize) -> Vec<Limit> {
    let Some(pattern) = LIMIT.as_ref() else { return Vec::new() };
    let mut found = Vec::new();
    for captured in pattern.captures_iter(line) {
        let (Some(whole), Some(value)) = (captured.get(0), captured.name("value")) else { continue };
        let Ok(number) = value.as_str().parse::<f64>() else { continue };
        let unit = captured.name("unit").map_or("", |unit| unit.as_str()).trim().to_owned();
        let words = words(line.get(..whole.start()).unwrap_or_default());
        found.push(Limit {
            words,
            value: number,
            unit,
            start: at + whole.start(),
            end: at + whole.start() + whole.as_str().trim_end().len(),
        });
    }
    found
}

/// What the words before a limit measure: those since the last sign that ends a thought.
fn words(before: &str) -> Vec<String> {
    let clause = before.rsplit(['(', ')', ',', ';', ':', '|', '→', '.']).next().unwrap_or_default();
    let words = clause.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase);
    let telling = words.filter(|word| {
        !word.is_empty() && !EMPTY.contains(&word.as_str()) && !word.chars().all(|letter| letter.is_ascii_digit())
    });
    telling.map(|word| word.strip_suffix('s').filter(|stem| stem.len() > 3).unwrap_or(&word).to_owned()).collect()
}

fn numbers(line: &str) -> Vec<(f64, String)> {
    let Some(pattern) = NUMBER.as_ref() else { return Vec::new() };
    let read = |captured: regex::Captures<'_>| {
        let value = captured.name("value")?.as_str().parse().ok()?;
        Some((value, captured.name("unit").map_or("", |unit| unit.as_str()).to_owned()))
    };
    pattern.captures_iter(line).filter_map(read).collect()
}

fn same(one: f64, other: f64) -> bool {
    (one - other).abs() < f64::EPSILON
}
