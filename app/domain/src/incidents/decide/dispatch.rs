use chrono::{DateTime, Utc};

use super::{audience, checklist, lessons, lifecycle, record};
use crate::{
    incidents::{Command, Incident, IncidentEvent},
    people::Who,
    refusal::Refusal,
};

/// Decides. Asking for what is so already gives no events and no refusal, so that a repeated click is harmless.
pub fn decide(incident: &Incident, command: Command, by: &Who, at: DateTime<Utc>) -> Result<Vec<IncidentEvent>, Refusal> {
    let is_new = incident.seq == 0;
    if is_new != matches!(command, Command::Declare(_)) {
        return Err(Refusal::unlawful("There is no such incident. Look for it in the list of incidents."));
    }
    match command {
        Command::Declare(declaration) => lifecycle::declare(declaration, by, at),
        Command::Acknowledge => Ok(lifecycle::acknowledge(incident)),
        Command::Escalate { cause, recipients } => Ok(lifecycle::escalate(incident, cause, recipients)),
        Command::TellOfCall { call, called, email, failure } => Ok(lifecycle::tell_of_call(call, called, email, failure)),
        Command::EnterStage { stage, override_reason } => lifecycle::enter_stage(incident, stage, override_reason, by),
        Command::Reopen { reason, promise } => lifecycle::reopen(incident, &reason, promise, at),
        Command::Regrade { severity, reason, promise } => lifecycle::regrade(incident, severity, &reason, promise, at),
        Command::AssignRole { role, person } => record::assign_role(incident, &role, person),
        Command::ReleaseRole { role } => Ok(record::release_role(incident, role)),
        Command::Restrict { record, people, reason } => audience::restrict(incident, record, people, &reason, by),
        Command::NamePerson { person } => audience::name(incident, person, ""),
        Command::NameOneself { reason } => audience::name_oneself(incident, &reason, by),
        Command::UnnamePerson { person } => audience::unname(incident, &person),
        Command::LiftRestriction { reason } => audience::lift(incident, &reason, by),
        Command::ReviseFacts { was, now } => record::revise_facts(incident, &was, &now),
        Command::Note { text } => record::note(&text),
        Command::CheckRecovery { statement, passed, evidence } => record::check_recovery(incident, &statement, passed, evidence),
        Command::WaivePrevention { reason } => record::waive_prevention(&reason),
        Command::AddActionItem { id, number, title, kind, owner, due } => {
            audience::may_have_a_part(incident, "owner", &owner)?;
            Ok(vec![IncidentEvent::ActionItemAdded { id, number, title, item_kind: kind, owner, due }])
        }
        Command::StartPostmortem { id } => Ok(record::start_postmortem(incident, id)),
        Command::ReviewPostmortem { approved } => Ok(record::review_postmortem(incident, approved)),
        Command::RecordEvidence { run, item } => Ok(record::evidence(incident, run, item)),
        Command::StartChecklist { id, source, plan } => checklist::start(incident, id, source, plan),
        Command::ChangeItem { at, change } => checklist::change_item(incident, at, change),
        Command::ConfirmItem { at } => checklist::confirm_item(incident, at),
        Command::AddItem { checklist, group, text } => checklist::add_item(incident, checklist, group, &text),
        Command::SetLessonAside { checklist, lesson, reason } => lessons::set_aside(incident, checklist, lesson, &reason),
        Command::OfferLessonAgain { checklist, lesson } => lessons::offer_again(incident, checklist, lesson),
        Command::SetValues { checklist, values } => checklist::set_values(incident, checklist, values),
        Command::ChooseBranch { checklist, decision, branch, reason, evidence } => {
            checklist::choose_branch(incident, checklist, decision, branch, &reason, evidence)
        }
    }
}
