use domain::{
    Refusal,
    ids::{IncidentId, PersonId, PostmortemId},
    incidents::{self, Incident, IncidentEvent},
    log::{Person, Recorded},
    people::{Permission, Role, Who},
    postmortems::{Command, Postmortem, ReviewStage, decide},
};
use uuid::Uuid;

use super::documents::{self, content_hash};
use crate::{
    Ask, Backend, Result,
    db::Tx,
    log::{self, Change},
    mail::{self, Mail},
};

impl Backend {
    /// Asks people who may approve it to review it, beside those who were asked since it went into review, and writes to each.
    pub async fn request_review(&self, ask: Ask<'_>, id: PostmortemId, reviewers: &[PersonId]) -> Result<Postmortem> {
        ask.may(Permission::WritePostmortem)?;
        let mut tx = self.db.write().await?;
        let postmortem: Postmortem = log::load(&mut tx, &self.cache, ask.eyes(), id.0).await?;
        // Whoever reopens the incident writes there first, too.
        log::hold(&mut tx, postmortem.incident.0).await?;
        let incident: Incident = log::load(&mut tx, &self.cache, ask.eyes(), postmortem.incident.0).await?;
        let (people, addresses) = reviewers_in(&mut tx, reviewers).await?;
        for person in &people {
            incidents::may_have_a_part(&incident, "reviewer", person)?;
        }
        let request = |postmortem: &Postmortem, _| {
            let mut reviewers = if postmortem.stage == ReviewStage::InReview { postmortem.reviewers.clone() } else { vec![] };
            reviewers.extend(people.iter().filter(|person| !postmortem.is_reviewed_by(person.id)).cloned());
            decide(postmortem, Command::RequestReview { reviewers }, &ask.who.actor)
        };
        let change = self.change_in(&mut tx, id.0, ask, &request).await?.ok_or(Refusal::Stale)?;
        if !change.news.is_empty() {
            for recipient in addresses {
                let letter = invitation(&incident, ask.who.actor.name(), recipient);
                mail::post(&mut tx, self.ids.next(), letter, self.clock.now()).await?;
            }
        }
        // What is reviewed once more is not approved.
        let told = tell_incident(self, &mut tx, postmortem.incident, ask.who, change.state.approval.is_some()).await?;
        tx.commit().await?;
        self.wake(id.0, &change);
        self.wake(postmortem.incident.0, &told);
        Ok(change.state)
    }

    /// Approves the text as it is now. `seen` is the hash of the text that the reviewer has read, where the
    /// page does not follow the text by itself: if it has changed since, nothing is approved. Where the reviewer has written on
    /// it, the approval says so: nobody else may be there who could.
    pub async fn approve_postmortem(&self, ask: Ask<'_>, id: PostmortemId, seen: Option<&str>) -> Result<Postmortem> {
        ask.may(Permission::ApprovePostmortem)?;
        let Postmortem { incident, sections, .. } = self.state(ask.eyes(), id.0).await?;
        let keys: Vec<String> = sections.into_iter().map(|section| section.key).collect();
        let mut tx = self.db.write().await?;
        documents::lock(&mut tx, id.0).await?;
        // Whoever reopens the incident writes there first, too.
        log::hold(&mut tx, incident.0).await?;
        let content_hash = content_hash(&documents::read(&mut tx, id.0, &keys).await?);
        if seen.is_some_and(|seen| seen != content_hash) {
            return Err(
                Refusal::unlawful("The text was changed after you opened this page. Read it again, then approve it.").into()
            );
        }
        let own = match ask.who.actor.person() {
            Some(me) => documents::has_written(&mut tx, id.0, me.id).await?,
            None => false,
        };
        let approve = |postmortem: &Postmortem, _| {
            decide(postmortem, Command::Approve { content_hash: content_hash.clone(), own }, &ask.who.actor)
        };
        let change = self.change_in(&mut tx, id.0, ask, &approve).await?.ok_or(Refusal::Stale)?;
        // Sent once more, it may be void by now.
        let told = tell_incident(self, &mut tx, incident, ask.who, change.state.approval.is_some()).await?;
        tx.commit().await?;
        self.wake(id.0, &change);
        self.wake(incident.0, &told);
        Ok(change.state)
    }

    /// Sends it back to be written on.
    pub async fn ask_for_changes(&self, ask: Ask<'_>, id: PostmortemId, comment: &str) -> Result<Postmortem> {
        ask.may(Permission::WritePostmortem)?;
        let send_back = |postmortem: &Postmortem, _| {
            decide(postmortem, Command::AskForChanges { comment: comment.to_owned() }, &ask.who.actor)
        };
        Ok(self.change(id.0, ask, send_back).await?.state)
    }
}

/// Streams that grew in a transaction, to be told about after its commit.
#[derive(Default)]
pub(super) struct Voided(Option<(Change<Postmortem>, Change<Incident>)>);

impl Voided {
    pub(super) fn wake(&self, backend: &Backend) {
        if let Some((postmortem, incident)) = &self.0 {
            backend.wake(postmortem.state.id.0, postmortem);
            backend.wake(incident.state.id.0, incident);
        }
    }
}

/// An edit after the approval: it no longer counts, and the incident hears of it. In the transaction that
/// stores the edit. An edit that changed nothing, as `hash` shows, leaves it as it is.
pub(super) async fn void_approval(backend: &Backend, tx: &mut Tx, id: Uuid, who: &Who, hash: &str) -> Result<Voided> {
    let row: Option<(ReviewStage, IncidentId)> =
        tx.query("SELECT stage, incident FROM postmortems WHERE id = $1").bind(id).optional().await?;
    let Some((ReviewStage::Approved, incident)) = row else { return Ok(Voided::default()) };
    // Whoever reopens the incident writes there first, too.
    log::hold(tx, incident.0).await?;
    let void = |postmortem: &Postmortem, _| match &postmortem.approval {
        Some(approval) if approval.content_hash != hash => {
            decide(postmortem, Command::VoidApproval { reopened: false }, &who.actor)
        }
        _ => Ok(vec![]),
    };
    let change = backend.change_in(tx, id, Ask::by(who), &void).await?.ok_or(Refusal::Stale)?;
    if change.news.is_empty() {
        return Ok(Voided::default());
    }
    let told = tell_incident(backend, tx, incident, who, false).await?;
    Ok(Voided(Some((change, told))))
}

/// The incident is back: what was learned of it is not all that there is to learn. In the transaction that says so.
pub(crate) async fn void_approval_of_reopened(
    tx: &mut Tx,
    backend: &Backend,
    incident: &Incident,
    recorded: &Recorded<IncidentEvent>,
) -> Result<()> {
    let Some(id) = incident.postmortem else { return Ok(()) };
    // Whoever reopened the incident was allowed to.
    let who = Who { actor: recorded.actor.clone(), role: Role::Responder };
    let ask = Ask::by(&who).occurred_at(Some(recorded.occurred_at));
    let void = |postmortem: &Postmortem, _| decide(postmortem, Command::VoidApproval { reopened: true }, &who.actor);
    backend.change_in(tx, id.0, ask, &void).await?.ok_or(Refusal::Stale)?;
    Ok(())
}

async fn tell_incident(
    backend: &Backend,
    tx: &mut Tx,
    incident: IncidentId,
    who: &Who,
    approved: bool,
) -> Result<Change<Incident>> {
    let tell = |incident: &Incident, at| incidents::decide(incident, incidents::Command::ReviewPostmortem { approved }, who, at);
    Ok(backend.change_in(tx, incident.0, Ask::by(who), &tell).await?.ok_or(Refusal::Stale)?)
}

/// The people behind the ids, in the order asked, and where they get mail. Refuses who could read it and not approve it.
async fn reviewers_in(tx: &mut Tx, asked: &[PersonId]) -> Result<(Vec<Person>, Vec<String>)> {
    let mut people = Vec::with_capacity(asked.len());
    let mut addresses = Vec::with_capacity(asked.len());
    for id in asked {
        let row: Option<(String, String, Role)> =
            tx.query("SELECT name, email, role FROM people WHERE id = $1 AND disabled_at IS NULL").bind(*id).optional().await?;
        let (name, email, role) =
            row.ok_or_else(|| Refusal::invalid("reviewer", "One of them is not here any longer: choose again."))?;
        if !Permission::ApprovePostmortem.allows(role) {
            let sentence = format!("{name} may not approve post-mortems: choose a commander or an administrator.");
            return Err(Refusal::invalid("reviewer", sentence).into());
        }
        if !people.iter().any(|person: &Person| person.id == *id) {
            people.push(Person { id: *id, name });
            addresses.push(email);
        }
    }
    Ok((people, addresses))
}

fn invitation(incident: &Incident, by: &str, recipient: String) -> Mail {
    let number = incident.number;
    let title = if incident.is_restricted() { "a restricted incident" } else { &incident.title };
    Mail {
        recipient,
        subject: format!("Review the post-mortem of INC-{number}: {title}"),
        body: format!(
            "{by} asks you to review the post-mortem of INC-{number}, {} {title}.\n\nRead it at {{site}}/postmortems/{number}, then approve it or ask for changes.\n",
            incident.severity.label()
        ),
    }
}
