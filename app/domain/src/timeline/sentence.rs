use crate::{
    checklists::Checklist,
    ids::ChecklistId,
    incidents::{EscalationCause, Incident, IncidentEvent, ItemChange},
};

/// Which sign stands beside an entry, and how loud it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Declare,
    Escalate,
    Role,
    Stage,
    Note,
    Check,
    Decision,
    Evidence,
    Record,
}

/// The sign for an event.
pub fn mark(event: &IncidentEvent) -> Mark {
    use IncidentEvent as E;
    match event {
        E::Declared { .. } => Mark::Declare,
        E::Escalated { .. } => Mark::Escalate,
        E::Acknowledged | E::RoleAssigned { .. } | E::RoleReleased { .. } => Mark::Role,
        E::StageEntered { .. }
        | E::Reopened { .. }
        | E::Regraded { .. }
        | E::Restricted { .. }
        | E::PersonNamed { .. }
        | E::PersonUnnamed { .. }
        | E::RestrictionLifted { .. } => Mark::Stage,
        E::Noted { .. } => Mark::Note,
        E::ChecklistStarted { .. }
        | E::ItemChanged { .. }
        | E::ItemAdded { .. }
        | E::ValueSet { .. }
        | E::RecoveryChecked { .. } => Mark::Check,
        E::BranchChosen { .. } => Mark::Decision,
        E::EvidenceRecorded { .. } => Mark::Evidence,
        E::Retitled { .. }
        | E::FactsRevised { .. }
        | E::LessonSetAside { .. }
        | E::LessonOfferedAgain { .. }
        | E::PreventionWaived { .. }
        | E::ActionItemAdded { .. }
        | E::PostmortemStarted { .. }
        | E::PostmortemReviewed { .. } => Mark::Record,
    }
}

/// What happened, as the end of a sentence that begins with who did it: "Ada" + "acknowledged".
pub fn sentence(event: &IncidentEvent, incident: &Incident) -> String {
    use IncidentEvent as E;
    match event {
        E::Declared { severity, title, drill, .. } => {
            format!("declared {}{}: {title}", if *drill { "a drill, " } else { "" }, severity.label())
        }
        E::Acknowledged => "acknowledged".to_owned(),
        E::Escalated { cause, recipients } => escalated(cause, recipients),
        E::RoleAssigned { role, person } => format!("gave {} to {}", lower(role), person.name),
        E::RoleReleased { role } => format!("left the seat of {} empty", lower(role)),
        E::Restricted { people, reason, .. } => {
            let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
            because(&format!("restricted it to {}", names.join(", ")), reason)
        }
        E::PersonNamed { person, reason } => because(&format!("named {}: they see it now", person.name), reason),
        E::PersonUnnamed { person } => format!("took {} off those who see it", person.name),
        E::RestrictionLifted { reason } => because("opened it to everybody", reason),
        E::StageEntered { stage, reason, overridden } if overridden.is_empty() => {
            because(&format!("moved to {}", stage.word()), reason)
        }
        E::StageEntered { stage, reason, overridden } => {
            let gates: Vec<&str> = overridden.iter().map(|gate| gate.short()).collect();
            format!("moved to {}, overriding a gate ({}): {reason}", stage.word(), gates.join(", "))
        }
        E::Reopened { reason } => because("reopened", reason),
        E::Regraded { severity, reason, .. } => because(&format!("re-graded to {}", severity.label()), reason),
        E::Retitled { title } => format!("changed the title to “{title}”"),
        E::FactsRevised { .. } => "revised the facts".to_owned(),
        E::Noted { text } => format!("noted: {text}"),
        E::RecoveryChecked { statement, passed, evidence } => {
            let verdict = if *passed { "recovery check passed" } else { "recovery check failed" };
            let rests_on = evidence.map(|number| format!(" (E-{number})")).unwrap_or_default();
            format!("{verdict}: {statement}{rests_on}")
        }
        E::PreventionWaived { reason } => format!("waived prevention: {reason}"),
        E::ActionItemAdded { number, title, owner, due, .. } => {
            format!("added action item ACT-{number} “{title}” for {}, due {due}", owner.name)
        }
        E::PostmortemStarted { .. } => "started the post-mortem".to_owned(),
        E::PostmortemReviewed { approved: true } => "the post-mortem is approved".to_owned(),
        E::PostmortemReviewed { approved: false } => "the post-mortem's approval no longer counts: it was edited".to_owned(),
        E::ChecklistStarted { plan, .. } => format!("started the checklist “{}”", plan.title),
        E::ItemChanged { checklist, item, change } => item_changed(&item_text(incident, *checklist, item), change),
        E::ItemAdded { text, .. } => format!("added the item “{text}”"),
        E::ValueSet { checklist, name, value } => value_set(&list_title(incident, *checklist), name, value),
        E::LessonSetAside { text, words, reason, .. } => {
            because(&format!("set aside what “{}” taught ({words})", plain(text)), reason)
        }
        E::LessonOfferedAgain { text, .. } => format!("offered what “{}” taught again", plain(text)),
        E::BranchChosen { checklist, decision, branch, reason, evidence } => {
            let rests_on = evidence.map(|number| format!(" (E-{number})")).unwrap_or_default();
            because(&format!("chose {}{rests_on}", branch_text(incident, *checklist, decision, branch)), reason)
        }
        E::EvidenceRecorded { number, run, .. } => {
            format!("E-{number} {} on {}: {}. {}", run.title, run.target, run.outcome.label(), run.explanation)
        }
    }
}

fn because(what: &str, reason: &str) -> String {
    if reason.is_empty() { what.to_owned() } else { format!("{what}: {reason}") }
}

/// "Incident commander" within a sentence; abbreviations stay as they are.
fn lower(role: &str) -> String {
    let mut characters = role.chars();
    match (characters.next(), characters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(role.chars().skip(1)).collect(),
        _ => role.to_owned(),
    }
}

fn escalated(cause: &EscalationCause, recipients: &[crate::incidents::Recipient]) -> String {
    let why = match cause {
        EscalationCause::Severity => "called at once, as the severity asks",
        EscalationCause::Unanswered { .. } => "nobody acknowledged in time: escalated",
    };
    let (reached, missed): (Vec<_>, Vec<_>) = recipients.iter().partition(|recipient| recipient.email.is_some());
    let names = |list: &[&crate::incidents::Recipient]| {
        list.iter().map(|recipient| recipient.called.clone()).collect::<Vec<_>>().join(", ")
    };
    let mut said = if reached.is_empty() { why.to_owned() } else { format!("{why} to {}", names(&reached)) };
    for recipient in missed {
        said.extend([". Nobody was mailed for ", &recipient.called, ": ", &recipient.nobody_because]);
    }
    if recipients.is_empty() {
        said += ". The severity matrix names nobody to call";
    }
    said
}

fn item_changed(text: &str, change: &ItemChange) -> String {
    match change {
        ItemChange::Checked => format!("checked “{text}”"),
        ItemChange::Unchecked => format!("took back the tick at “{text}”"),
        ItemChange::Skipped { reason } => format!("skipped “{text}”: {reason}"),
        ItemChange::NotApplicable { reason } => format!("“{text}” does not apply: {reason}"),
        ItemChange::Assigned { person: Some(person) } => format!("gave “{text}” to {}", person.name),
        ItemChange::Assigned { person: None } => format!("took “{text}” from its assignee"),
        ItemChange::Noted { text: note } => format!("noted at “{text}”: {note}"),
    }
}

fn value_set(list: &str, name: &str, value: &str) -> String {
    if value.is_empty() {
        format!("took back the value of {name} in “{list}”")
    } else {
        format!("set {name} to “{value}” in “{list}”")
    }
}

fn checklist(incident: &Incident, id: ChecklistId) -> Option<&Checklist> {
    incident.checklist(id)
}

fn item_text(incident: &Incident, id: ChecklistId, key: &str) -> String {
    checklist(incident, id).and_then(|list| list.item(key)).map_or_else(|| key.to_owned(), |item| plain(&item.text))
}

fn list_title(incident: &Incident, id: ChecklistId) -> String {
    checklist(incident, id).map_or_else(|| "a checklist".to_owned(), |list| list.title.clone())
}

/// A step's words without Markdown's marks.
fn plain(text: &str) -> String {
    text.replace("**", "").replace('`', "")
}

fn branch_text(incident: &Incident, id: ChecklistId, decision: &str, branch: &str) -> String {
    let found = checklist(incident, id).and_then(|list| list.decision(decision)).and_then(|point| {
        let branch = point.branches.iter().find(|candidate| candidate.key == branch)?;
        Some(format!("“{}” at the decision “{}”", branch.label, point.ask))
    });
    found.unwrap_or_else(|| format!("“{branch}”"))
}
