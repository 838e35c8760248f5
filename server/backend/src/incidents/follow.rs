//! What follows from an incident's events in the same transaction: its response clock, mail to
//! those called, its post-mortem.

use chrono::{DateTime, Utc};
use domain::{
    Refusal,
    checklists::ChecklistSource,
    incidents::{Command, EscalationCause, Incident, IncidentEvent, Recipient, decide},
    log::{Person, Recorded},
    people::Who,
};
use uuid::Uuid;

use super::given::tell_receiver;
use crate::{
    Ask, Backend, Error, Result,
    accounts::email_of,
    action_items,
    ask::OWN,
    db::Tx,
    mail::{self, Calling, Mail},
    postmortems::{start_postmortem_in, void_approval_of_reopened},
    proposals, runbooks,
    timers::{self, TimerKind},
};

pub(super) async fn follow(incident: &Incident, tx: &mut Tx, backend: &Backend, news: &[Recorded<IncidentEvent>]) -> Result<()> {
    use IncidentEvent as E;
    for recorded in news {
        let at = recorded.recorded_at;
        match &recorded.event {
            E::Declared { respond_by, .. } | E::Regraded { respond_by, .. } | E::Reopened { respond_by, .. } => {
                timers::cancel(tx, TimerKind::Respond, incident.id.0, at).await?;
                if let Some(fire_at) = respond_by {
                    timers::arm(tx, backend.ids.next(), TimerKind::Respond, incident.id.0, *fire_at).await?;
                }
                if matches!(recorded.event, E::Reopened { .. }) {
                    void_approval_of_reopened(tx, backend, incident, recorded).await?;
                }
            }
            E::Acknowledged => timers::cancel(tx, TimerKind::Respond, incident.id.0, at).await?,
            E::StageEntered { stage, .. } if !stage.is_open() => {
                timers::cancel(tx, TimerKind::Respond, incident.id.0, at).await?;
            }
            // The runbook would tell everybody where it was used.
            E::ChecklistStarted { .. } if incident.is_restricted() => {}
            E::ChecklistStarted { source: ChecklistSource::Runbook { runbook, version, .. }, .. } => {
                runbooks::exercised(tx, backend, &recorded.actor, incident.number, *runbook, *version).await?;
            }
            E::Escalated { cause, recipients } => {
                for (email, called) in by_address(recipients) {
                    let letter = call(incident, cause, &called, email);
                    let calling = Calling { incident: incident.id.0, seq: recorded.seq, called: called.join(", ") };
                    mail::post_call(tx, backend.ids.next(), letter, calling, at).await?;
                }
            }
            E::RoleAssigned { .. } | E::ItemChanged { .. } => tell_receiver(incident, tx, backend, recorded).await?,
            E::Restricted { .. } | E::RestrictionLifted { .. } => relist(tx, incident).await?,
            E::PersonNamed { person, reason } if !reason.is_empty() => {
                tell_those_named(tx, backend, incident, person, reason, at).await?;
            }
            E::PostmortemStarted { id } => start_postmortem_in(tx, backend, incident, *id, recorded).await?,
            _ => {}
        }
    }
    Ok(())
}

/// What lists say of all that came out of the incident.
async fn relist(tx: &mut Tx, incident: &Incident) -> Result<()> {
    action_items::relist(tx, incident.number).await?;
    proposals::relist(tx, incident.number).await
}

/// Somebody named themselves: all others who are named hear of it.
async fn tell_those_named(
    tx: &mut Tx,
    backend: &Backend,
    incident: &Incident,
    newcomer: &Person,
    reason: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    let (label, number, name) = (incident.label(), incident.number, &newcomer.name);
    for person in incident.audience.iter().flat_map(|audience| audience.named.keys()).filter(|&&id| id != newcomer.id) {
        let Some(recipient) = email_of(tx, *person).await? else { continue };
        let letter = Mail {
            recipient,
            subject: format!("{name} can see the restricted incident {label} now"),
            body: format!(
                "{name} is an administrator, was not named on {label}, and named themself. The reason that they gave:\n\n{reason}\n\n\
                 If that should not be, take them off at {{site}}/incidents/{number}, and talk to them.\n"
            ),
        };
        mail::post(tx, backend.ids.next(), letter, at).await?;
    }
    Ok(())
}

/// Each address once, with all the names under which it is called.
fn by_address(recipients: &[Recipient]) -> Vec<(&str, Vec<&str>)> {
    let mut letters: Vec<(&str, Vec<&str>)> = Vec::new();
    for recipient in recipients {
        let Some(email) = recipient.email.as_deref() else { continue };
        if let Some((_, called)) = letters.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(email)) {
            called.push(&recipient.called);
        } else {
            letters.push((email, vec![recipient.called.as_str()]));
        }
    }
    letters
}

/// "the On-call SRE and the Backend Lead"
fn listed(called: &[&str]) -> String {
    let names: Vec<String> = called.iter().map(|name| format!("the {name}")).collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => names.concat(),
    }
}

fn call(incident: &Incident, cause: &EscalationCause, called: &[&str], email: &str) -> Mail {
    const TIME: &str = "%H:%M UTC on %Y-%m-%d";
    let called = listed(called);
    let (label, severity, title) = (incident.label(), incident.severity.label(), &incident.title);
    let why = match cause {
        EscalationCause::Severity => format!("A {severity} calls {called} at once."),
        EscalationCause::Unanswered { due_at } => {
            format!("Nobody acknowledged it by {}, so it now calls {called}.", due_at.format(TIME))
        }
    };
    if incident.is_restricted() {
        return restricted_call(incident, &why, email);
    }
    let (drill, practise) = if incident.drill { ("Drill: ", "This is a drill. Answer as if it were not.\n\n") } else { ("", "") };
    let summary = if incident.summary.is_empty() { String::new() } else { format!("\n{}\n", incident.summary) };
    let declared = format!("Declared at {} by {}.", incident.declared_at.format(TIME), incident.declared_by);
    Mail {
        recipient: email.to_owned(),
        subject: format!("{drill}{severity} {label}: {title}"),
        body: format!(
            "{practise}{why}\n\n{severity} {label}: {title}\n{declared}\n{summary}\nOpen {{site}}/incidents/{} and acknowledge it.\n",
            incident.number
        ),
    }
}

/// A letter goes where anybody may read it, and to people who may not be named: it says nothing of what happened.
fn restricted_call(incident: &Incident, why: &str, email: &str) -> Mail {
    let (label, severity, number) = (incident.label(), incident.severity.label(), incident.number);
    let drill = if incident.drill { "Drill: " } else { "" };
    let by = &incident.declared_by;
    Mail {
        recipient: email.to_owned(),
        subject: format!("{drill}{severity} {label}: a restricted incident"),
        body: format!(
            "{why}\n\nIt is restricted: only people who are named see it. If you are, open {{site}}/incidents/{number} and \
             acknowledge it. If that page is not found, ask {by}, who declared it, to name you.\n"
        ),
    }
}

impl Backend {
    /// The response clock ran out: if nobody has answered, those named in the matrix are called.
    pub(crate) async fn response_clock_ran_out(&self, incident: Uuid, due_at: DateTime<Utc>) -> Result<()> {
        let organisation = self.organisation().await?;
        let who = Who::tocsin();
        let decide = |state: &Incident, at| {
            let cause = EscalationCause::Unanswered { due_at };
            decide(state, Command::Escalate { cause, recipients: organisation.would_call(state.severity) }, &who, at)
        };
        // A server may have died after the call and before it could say that the timer has fired: then it fires once more.
        let name = format!("{OWN}unanswered {incident} {due_at}");
        match self.change(incident, Ask::by(&who).once_by_itself(&name), decide).await {
            Ok(_) => Ok(()),
            // The incident is gone or the call unlawful by now: nothing is left to do.
            Err(Error::Refused(refusal)) if refusal != Refusal::Stale => Ok(()),
            Err(error) => Err(error),
        }
    }
}
