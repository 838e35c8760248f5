//! Titles by which files announce what is not a runbook.

use super::text::plain;
use crate::runbooks::HandbookKind;

const TITLES: &[(HandbookKind, &[&str])] = &[
    (
        HandbookKind::Overview,
        &[
            "overview",
            "introduction",
            "about",
            "about this document",
            "purpose",
            "scope",
            "purpose and scope",
            "how to use",
            "how to use this document",
            "how to use these runbooks",
            "summary",
            "background",
        ],
    ),
    (HandbookKind::TableOfContents, &["table of contents", "contents", "toc"]),
    (HandbookKind::Index, &["runbook index", "index", "list of runbooks", "runbooks"]),
    (
        HandbookKind::SeverityMatrix,
        &[
            "severity levels",
            "incident severity levels",
            "severity matrix",
            "incident severity",
            "severity",
            "severities",
            "severity definitions",
        ],
    ),
    (
        HandbookKind::Contacts,
        &[
            "emergency contacts",
            "escalation contacts",
            "contacts",
            "on call contacts",
            "contact list",
            "contact information",
            "who to call",
        ],
    ),
    (
        HandbookKind::PostmortemTemplate,
        &["post mortem template", "postmortem template", "post mortem", "postmortem", "incident report template"],
    ),
    (
        HandbookKind::Protocol,
        &[
            "incident handling protocol",
            "protocol",
            "incident protocol",
            "incident response protocol",
            "response protocol",
            "incident process",
            "how we handle incidents",
        ],
    ),
    (
        HandbookKind::TriageChecklist,
        &["general triage checklist", "triage checklist", "general triage", "triage", "first look", "before anything else"],
    ),
    (
        HandbookKind::Monitoring,
        &[
            "monitoring and alerts",
            "monitoring alerts",
            "monitoring and alerting",
            "monitoring",
            "alerting",
            "alerts",
            "metrics",
            "dashboards",
            "alert policy",
        ],
    ),
    (
        HandbookKind::Commands,
        &["useful commands reference", "useful commands", "commands", "command reference", "common commands", "handy commands"],
    ),
    (
        HandbookKind::VersionHistory,
        &["version history", "changelog", "change log", "revision history", "document history", "history"],
    ),
    (
        HandbookKind::References,
        &["references", "reference", "appendix", "related documents", "links", "see also", "further reading", "glossary"],
    ),
];

/// What a title announces, if it is exactly one of the usual ones. `3. Monitoring is blind` is none.
pub(super) fn handbook_kind(title: &str) -> Option<HandbookKind> {
    let title = plain(title);
    TITLES.iter().find(|(_, titles)| titles.contains(&title.as_str())).map(|(kind, _)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_title_makes_a_handbook_section() {
        assert_eq!(handbook_kind("Post-Mortem Template"), Some(HandbookKind::PostmortemTemplate));
        assert_eq!(handbook_kind("Monitoring & Alerts"), Some(HandbookKind::Monitoring));
        assert_eq!(handbook_kind("Monitoring is blind"), None);
    }
}
