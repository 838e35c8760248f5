//! From a piece of the file to a runbook.

use super::{
    blocks::{Block, Kind},
    decisions,
    labels::label,
    sections::{RawSection, sections},
    signatures::Signatures,
    text::{dedented, line_number, plain, slug},
    titles,
    walk::{Keys, walk},
    windows::time_box,
};
use crate::runbooks::{RunbookDraft, Section, SectionKind, SeverityWords, Warning, WarningKind};

/// Where in the file a runbook stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Of the heading that begins it.
    pub(super) level: u8,
    /// Among the file's runbooks, from 1.
    pub(super) ordinal: u32,
    pub(super) start: usize,
    pub(super) end: usize,
}

pub(super) fn read(
    source: &str,
    heading: &str,
    blocks: &[Block],
    place: Place,
    words: &SeverityWords,
    warnings: &mut Vec<Warning>,
) -> RunbookDraft {
    let heading = titles::heading(heading);
    // Counted only where there is something to say: a file may hold thousands of runbooks.
    let line = || Some(line_number(source, place.start));
    let (intro, raw) = sections(source, blocks, place.level, place.end);
    let mut head = Head::read(source, intro);

    let mut keys = Keys::default();
    let mut signatures = Signatures::default();
    let mut found = Vec::new();
    // Steps that stand directly under the runbook's heading.
    if intro.iter().any(|block| matches!(block.kind, Kind::List { .. } | Kind::Fence { .. })) {
        let first = intro.first().map_or(place.start, |block| block.start);
        let end = raw.first().map_or(place.end, |section| section.start);
        let section =
            RawSection { kind: SectionKind::Mitigation, title: "Steps".to_owned(), start: first, end, blocks: &head.steps };
        found.push(read_section(source, &section, &mut keys));
    }
    for section in &raw {
        signatures.take(source, section.kind, section.blocks);
        found.push(read_section(source, section, &mut keys));
        if section.kind == SectionKind::Trigger && head.severity.is_none() {
            head.severity = severity_in(section.blocks);
        }
    }
    decisions::link(&mut found);

    let severity = head.severity.as_deref().and_then(|stated| words.read(stated));
    if let Some(words) = head.severity.filter(|_| severity.is_none()) {
        let message = format!("\u{201c}{words}\u{201d} is no severity that is known here. Choose one when you import.");
        warnings.push(Warning { kind: WarningKind::UnreadableSeverity, message, line: line() });
    }
    if !found.iter().any(|section| section.kind.is_action() && !section.steps.is_empty()) {
        let message =
            format!("\u{201c}{}\u{201d} has nothing to do in it. Add steps, or keep it as a handbook section.", heading.title);
        warnings.push(Warning { kind: WarningKind::NoSteps, message, line: line() });
    }
    for name in head.alerts {
        if !signatures.alerts.contains(&name) {
            signatures.alerts.push(name);
        }
    }
    RunbookDraft {
        external_id: heading.external_id,
        ordinal: heading.ordinal.unwrap_or(place.ordinal),
        slug: slug(heading.title),
        title: heading.title.to_owned(),
        severity,
        owners: head.owners,
        review_days: None,
        summary: head.summary,
        sections: found,
        alert_names: signatures.alerts,
        alerts: signatures.definitions,
        error_signatures: signatures.errors,
        references: Vec::new(),
    }
}

/// `Database Engineer / Lead Developer` are two.
pub(super) fn owners(text: &str) -> Vec<String> {
    text.split(['/', ',', ';', '+', '&']).map(str::trim).filter(|owner| !owner.is_empty()).map(str::to_owned).collect()
}

fn read_section(source: &str, raw: &RawSection<'_>, keys: &mut Keys) -> Section {
    // A heading that nobody knows, but that says when it applies, is a way to go.
    let hanging = raw.kind == SectionKind::Other && raw.title.to_lowercase().contains("(if ");
    let kind = if hanging { SectionKind::Mitigation } else { raw.kind };
    let walked = walk(source, kind, raw.blocks, keys);
    Section {
        key: keys.section(kind.word()),
        kind,
        title: raw.title.clone(),
        intro: walked.intro,
        start: raw.start,
        end: raw.end,
        time_box_minutes: time_box(&raw.title),
        steps: walked.steps,
        decisions: walked.decisions,
    }
}

/// What a runbook says about itself before its first section.
#[derive(Default)]
struct Head {
    severity: Option<String>,
    owners: Vec<String>,
    alerts: Vec<String>,
    summary: String,
    /// The blocks that say something else.
    steps: Vec<Block>,
}

impl Head {
    fn read(source: &str, intro: &[Block]) -> Self {
        let mut head = Self::default();
        let listed = intro.iter().any(|block| matches!(block.kind, Kind::List { .. } | Kind::Fence { .. }));
        for block in intro {
            if block.kind != Kind::Paragraph {
                if !head.take_list(source, block) && block.kind != Kind::Rule {
                    head.steps.push(block.clone());
                }
                continue;
            }
            let lines: Vec<&str> = block.text(source).lines().collect();
            let kept: Vec<&str> = lines.into_iter().filter(|line| !head.take(line)).collect();
            if !kept.is_empty() {
                let text = if listed { dedented(source, block.start, block.end) } else { kept.join("\n") };
                super::walk::append(&mut head.summary, &text);
            }
        }
        head
    }

    /// A list of nothing but such lines: `- **Owner:** SRE`.
    fn take_list(&mut self, source: &str, block: &Block) -> bool {
        let lines: Vec<&str> =
            block.children.iter().filter_map(|item| item.children.first()).map(|first| first.text(source)).collect();
        let all = matches!(block.kind, Kind::List { .. }) && !lines.is_empty() && lines.iter().all(|line| named(line).is_some());
        if all {
            for line in lines {
                self.take(line);
            }
        }
        all
    }

    fn take(&mut self, line: &str) -> bool {
        let Some((name, value)) = named(line) else {
            return false;
        };
        match name {
            Name::Severity => self.severity = Some(value.to_owned()),
            Name::Owner => self.owners = owners(value),
            Name::Alert => self.alerts.extend(
                value.split(',').map(|alert| alert.trim().trim_matches('`').to_owned()).filter(|alert| !alert.is_empty()),
            ),
        }
        true
    }
}

enum Name {
    Severity,
    Owner,
    Alert,
}

fn named(line: &str) -> Option<(Name, &str)> {
    let line = line.trim();
    let (name, value) = match label(line) {
        Some(label) => (label.name, label.rest),
        None => line.split_once(':')?,
    };
    let name = match plain(name).as_str() {
        "severity" | "priority" | "default severity" => Name::Severity,
        "owner" | "owners" | "team" | "owned by" => Name::Owner,
        "alert" | "alerts" | "alert name" | "alert names" => Name::Alert,
        _ => return None,
    };
    Some((name, value.trim())).filter(|(_, value)| !value.is_empty())
}

/// `Severity: P1` in the definition of an alert.
fn severity_in(blocks: &[Block]) -> Option<String> {
    let fences = blocks.iter().filter(|block| matches!(block.kind, Kind::Fence { .. }));
    fences
        .flat_map(|block| block.content.lines())
        .find_map(|line| line.trim().strip_prefix("Severity:"))
        .map(|words| words.trim().to_owned())
}
