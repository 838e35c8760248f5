//! What becomes of the lessons of a checklist, beside a proposal.

use crate::{
    checklists::{ChecklistSource, Lesson, lessons},
    ids::ChecklistId,
    incidents::{Incident, IncidentEvent},
    refusal::{Refusal, bounded},
};

type Decision = Result<Vec<IncidentEvent>, Refusal>;

pub(super) fn set_aside(incident: &Incident, checklist: ChecklistId, key: String, reason: &str) -> Decision {
    let lesson = find(incident, checklist, &key)?;
    let reason = bounded("reason", reason, 500)?;
    if lesson.aside.is_some() {
        return Ok(vec![]);
    }
    let words = lesson.departure.words();
    Ok(vec![IncidentEvent::LessonSetAside { checklist, lesson: key, text: lesson.text, words, reason }])
}

pub(super) fn offer_again(incident: &Incident, checklist: ChecklistId, key: String) -> Decision {
    let lesson = find(incident, checklist, &key)?;
    if lesson.aside.is_none() {
        return Ok(vec![]);
    }
    Ok(vec![IncidentEvent::LessonOfferedAgain { checklist, lesson: key, text: lesson.text }])
}

fn find(incident: &Incident, checklist: ChecklistId, key: &str) -> Result<Lesson, Refusal> {
    let list = incident.checklist(checklist).filter(|list| matches!(list.source, ChecklistSource::Runbook { .. }));
    let found = list.and_then(|list| lessons(incident, list).into_iter().find(|lesson| lesson.key == key));
    found.ok_or_else(|| {
        Refusal::unlawful("That is not among what this checklist taught by now. Reload the page to see what it did teach.")
    })
}
