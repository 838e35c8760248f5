use domain::runbooks::{Danger, RunbookDraft, SectionKind};

use crate::lint::{Finding, Rule, sheet::Sheet};

/// Words by which one sees that a repair has worked.
const CHECKS: [&str; 21] = [
    "verify",
    "npm test",
    "run the tests",
    "compare",
    "test the",
    "confirm",
    "check that",
    "expect",
    "should ",
    "validate",
    "make sure",
    "monitor",
    "until",
    "see that",
    "look again",
    "drops back",
    "returns to",
    "watch ",
    "is healthy",
    "are healthy",
    "rollout status",
];

/// What a runbook needs and hasn't.
pub(in crate::lint) fn missing(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (piece, draft) in sheet.runbooks() {
        let heading = (piece.start, piece.start + sheet.line_at(piece.start).trim_end().len());
        let title = &draft.title;
        let mut say = |rule: Rule, what: String| found.push(sheet.finding(rule, heading, what));
        if draft.owners.is_empty() {
            say(Rule::MissingOwner, format!("Nobody is named who answers for “{title}”."));
        }
        if draft.severity.is_none() {
            say(Rule::MissingSeverity, format!("“{title}” names no severity."));
        }
        if repairs(draft) && !is_verified(sheet, draft) {
            say(Rule::MissingVerification, format!("“{title}” says what to do, and not how to see that it worked."));
        }
        let ahead =
            draft.sections.iter().any(|section| matches!(section.kind, SectionKind::Prevention | SectionKind::PostIncident));
        if !ahead {
            say(Rule::MissingPrevention, format!("“{title}” says nothing about preventing the next time."));
        }
    }
    found
}

fn is_repair(kind: SectionKind) -> bool {
    matches!(kind, SectionKind::Mitigation | SectionKind::Immediate)
}

fn repairs(draft: &RunbookDraft) -> bool {
    let steps = |kind| draft.sections.iter().filter(move |section| section.kind == kind).flat_map(|section| &section.steps);
    steps(SectionKind::Mitigation).next().is_some() || steps(SectionKind::Immediate).any(|step| step.danger != Danger::None)
}

/// Whether the repair itself says how it is known to have worked.
fn is_verified(sheet: &Sheet<'_>, draft: &RunbookDraft) -> bool {
    let sections = draft.sections.iter().filter(|section| is_repair(section.kind) && section.kind != SectionKind::Immediate);
    let mut text: String = sections.map(|section| sheet.slice(section.start, section.end).to_lowercase()).collect();
    if text.is_empty() {
        text = draft
            .sections
            .iter()
            .filter(|section| is_repair(section.kind))
            .map(|section| sheet.slice(section.start, section.end).to_lowercase())
            .collect();
    }
    CHECKS.iter().any(|word| text.contains(word))
}
