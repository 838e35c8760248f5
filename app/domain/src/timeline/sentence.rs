use crate::{
    checklists::Checklist,
    ids::ChecklistId,
    incidents::{EscalationCause, FactChange, Facts, Incident, IncidentEvent, ItemChange, Recipient, reached},
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
        E::Escalated { .. } | E::CallFailed { .. } | E::CallSent { .. } => Mark::Escalate,
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
        | E::Summarised { .. }
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
        E::CallFailed { called, email, because, .. } => {
            format!("could not send the letter to {email} that calls {called}: {because}")
        }
        E::CallSent { called, email, .. } => format!("sent the letter to {email} that calls {called} after all"),
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
        E::Reopened { reason, .. } => because("reopened", reason),
        E::Regraded { severity, reason, .. } => because(&format!("re-graded to {}", severity.label()), reason),
        E::Retitled { title, replaced } => format!("changed the title to “{title}”{}", meanwhile(replaced.as_deref())),
        E::Summarised { summary, replaced } => summarised(summary, replaced.as_deref()),
        E::FactsRevised { facts, changed } => facts_revised(facts, changed),
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
        E::PostmortemReviewed { approved: false } => {
            "the post-mortem's approval no longer counts: it was edited, or is reviewed once more".to_owned()
        }
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

fn escalated(cause: &EscalationCause, recipients: &[Recipient]) -> String {
    let names = reached(recipients);
    let mut said = match (cause, names.as_str()) {
        (EscalationCause::Severity, "") => "called at once, as the severity asks, and reached nobody".to_owned(),
        (EscalationCause::Severity, names) => format!("called {names} at once, as the severity asks"),
        (EscalationCause::Unanswered { .. }, "") => "escalated, since nobody acknowledged in time, and reached nobody".to_owned(),
        (EscalationCause::Unanswered { .. }, names) => format!("escalated to {names}, since nobody acknowledged in time"),
    };
    for recipient in recipients.iter().filter(|recipient| recipient.email.is_none()) {
        said.extend([". Nobody was mailed for ", &recipient.called, ": ", &recipient.nobody_because]);
    }
    if recipients.is_empty() {
        said += ". The severity matrix names nobody to call";
    }
    said
}

fn summarised(summary: &str, replaced: Option<&str>) -> String {
    let meanwhile = meanwhile(replaced);
    if summary.is_empty() {
        format!("emptied the summary{meanwhile}")
    } else {
        format!("wrote the summary “{}”{meanwhile}", brief(summary))
    }
}

/// Events from before the changes were kept don't say what changed.
fn facts_revised(facts: &Facts, changed: &[FactChange]) -> String {
    let said: Vec<String> = changed.iter().map(|change| fact_changed(facts, change)).collect();
    if said.is_empty() { "revised the facts".to_owned() } else { format!("revised the facts: {}", said.join(", ")) }
}

fn fact_changed(facts: &Facts, FactChange { fact, replaced }: &FactChange) -> String {
    let words = |text: &str| if fact.is_moment() { text.replace('T', " ") } else { text.to_owned() };
    let (label, value) = (fact.label(), words(&facts.text(*fact)));
    let is = if value.is_empty() { format!("{label} emptied") } else { format!("{label} “{}”", brief(&value)) };
    format!("{is}{}", meanwhile(replaced.as_deref().map(words).as_deref()))
}

/// What somebody else had written, which whoever wrote over it had not seen: so people see both.
fn meanwhile(replaced: Option<&str>) -> String {
    match replaced {
        None => String::new(),
        Some("") => " (it had been emptied meanwhile)".to_owned(),
        Some(text) => format!(" (it had become “{}” meanwhile)", brief(text)),
    }
}

/// The beginning of a long text.
fn brief(text: &str) -> String {
    const MOST: usize = 200;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST - 1).chain(['…']).collect() }
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

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::incidents::Fact;

    fn told(event: &IncidentEvent) -> String {
        sentence(event, &Incident::default())
    }

    fn change(fact: Fact, replaced: Option<&str>) -> FactChange {
        FactChange { fact, replaced: replaced.map(str::to_owned) }
    }

    #[test]
    fn what_was_revised_is_named_with_what_it_is_now() {
        let facts = Facts {
            impact: "Orders fail".to_owned(),
            customers: "forty".to_owned(),
            impact_started_at: Some(DateTime::UNIX_EPOCH),
            ..Facts::default()
        };
        let changed = [Fact::Impact, Fact::Scope, Fact::ImpactStartedAt].map(|fact| change(fact, None)).to_vec();
        let words = told(&IncidentEvent::FactsRevised { facts, changed });
        assert_eq!(words, "revised the facts: Impact “Orders fail”, Scope emptied, Impact began “1970-01-01 00:00”");
        let old = IncidentEvent::FactsRevised { facts: Facts::default(), changed: vec![] };
        assert_eq!(told(&old), "revised the facts", "an event that does not say which");
        let summary = |text: &str| IncidentEvent::Summarised { summary: text.to_owned(), replaced: None };
        assert_eq!(told(&summary("One in five.")), "wrote the summary “One in five.”");
        assert_eq!(told(&summary("")), "emptied the summary");
    }

    #[test]
    fn what_two_people_wrote_at_once_is_told_of_both() {
        let facts = Facts { customers: "forty".to_owned(), ..Facts::default() };
        let changed = vec![
            change(Fact::Customers, Some("ten")),
            change(Fact::Services, Some("")),
            change(Fact::DetectedAt, Some("1970-01-01T00:00")),
        ];
        assert_eq!(
            told(&IncidentEvent::FactsRevised { facts, changed }),
            "revised the facts: Customers “forty” (it had become “ten” meanwhile), \
             Services emptied (it had been emptied meanwhile), \
             Detected emptied (it had become “1970-01-01 00:00” meanwhile)"
        );
        let (title, replaced) = ("Checkout is down".to_owned(), Some("Orders fail".to_owned()));
        let words = told(&IncidentEvent::Retitled { title, replaced });
        assert_eq!(words, "changed the title to “Checkout is down” (it had become “Orders fail” meanwhile)");
    }

    #[test]
    fn a_call_says_who_was_reached_and_who_was_not() {
        let recipient = |called: &str, email: Option<&str>| Recipient {
            called: called.to_owned(),
            email: email.map(str::to_owned),
            nobody_because: if email.is_none() { "no contact has this role".to_owned() } else { String::new() },
        };
        let called = |cause: EscalationCause, recipients: &[Recipient]| {
            told(&IncidentEvent::Escalated { cause, recipients: recipients.to_vec() })
        };
        let (lead, nobody) = (recipient("SRE Lead", Some("ben@example.org")), recipient("CTO", None));
        assert_eq!(
            called(EscalationCause::Severity, &[lead, nobody.clone()]),
            "called SRE Lead at once, as the severity asks. Nobody was mailed for CTO: no contact has this role"
        );
        assert_eq!(
            called(EscalationCause::Severity, &[nobody]),
            "called at once, as the severity asks, and reached nobody. Nobody was mailed for CTO: no contact has this role"
        );
    }

    #[test]
    fn a_long_text_is_cut() {
        let words = told(&IncidentEvent::Summarised { summary: "ü".repeat(10_000), replaced: Some("ö".repeat(10_000)) });
        assert_eq!(words.chars().filter(|&character| character == 'ü').count(), 199);
        assert_eq!(words.matches("…”").count(), 2);
    }
}
