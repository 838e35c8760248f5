//! What files call the sections of a runbook.

use super::text::plain;
use crate::runbooks::SectionKind::{
    self, Causes, Diagnostics, Escalation, Immediate, Mitigation, PostIncident, Prevention, Symptoms, Trigger,
};

/// Beginnings of words that give a heading away. The first line that fits decides, so that
/// "Post-Incident Actions" is not taken for actions.
const STEMS: &[(SectionKind, &[&str])] = &[
    (PostIncident, &["post incident", "after the incident", "aftermath", "follow up", "afterwards", "after recovery"]),
    (Symptoms, &["symptom", "what you see", "what users see", "signs", "detection"]),
    (Trigger, &["trigger", "alert"]),
    (Escalation, &["escalat", "when to page", "who to call"]),
    (Prevention, &["prevent", "long term", "hardening"]),
    (Causes, &["root cause", "cause", "likely cause", "rca", "why it happens"]),
    (Immediate, &["immediate", "first response", "first minutes", "first aid"]),
    (Diagnostics, &["diagnos", "investigat", "deep dive", "triage", "analysis", "narrow it down", "find out"]),
    (
        Mitigation,
        &[
            "mitigat",
            "resol",
            "recover",
            "fix",
            "rollback",
            "roll back",
            "remediat",
            "repair",
            "restor",
            "procedure",
            "reset",
            "containment",
            "workaround",
            "verif",
            "validat",
            "confirm",
            "failover",
            "scale",
            "scaling",
            "actions",
            "what to do",
        ],
    ),
];

/// Lines that are a heading although they aren't marked as one. Only whole lines count here: any
/// bold word may stand before a list.
const LINES: &[(SectionKind, &[&str])] = &[
    (Trigger, &["trigger", "alert trigger", "alerts"]),
    (Symptoms, &["symptom", "symptoms"]),
    (Causes, &["causes", "likely causes", "root causes"]),
    (Diagnostics, &["diagnosis", "diagnostics", "deep dive", "investigation", "investigation steps"]),
    (Immediate, &["immediate", "immediate actions", "immediate action", "immediate steps", "first response"]),
    (
        Mitigation,
        &[
            "mitigation",
            "mitigation steps",
            "resolution",
            "resolution steps",
            "recovery",
            "recovery steps",
            "actions",
            "remediation",
            "verification",
        ],
    ),
    (Escalation, &["escalation"]),
    (Prevention, &["prevention", "prevention measures", "long term", "long term fix"]),
    (PostIncident, &["post incident", "post incident actions", "follow up actions"]),
];

/// What a heading announces.
pub(super) fn heading_kind(title: &str) -> Option<SectionKind> {
    let title = plain(title);
    let fits = |stem: &str| title.strip_prefix(stem).is_some() || title.contains(&format!(" {stem}"));
    STEMS.iter().find(|(_, stems)| stems.iter().any(|stem| fits(stem))).map(|(kind, _)| *kind)
}

/// What a line that stands alone announces.
pub(super) fn line_kind(line: &str) -> Option<SectionKind> {
    let line = plain(line);
    LINES.iter().find(|(_, lines)| lines.contains(&line.as_str())).map(|(kind, _)| *kind)
}

/// A title that is nothing but the name of a section: in `# Redis is down` / `## Symptoms` the
/// first divides the file, not the second.
pub(super) fn is_section_name(title: &str) -> bool {
    plain(title).split(' ').count() <= 3 && heading_kind(title).is_some()
}
