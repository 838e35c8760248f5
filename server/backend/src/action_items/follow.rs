//! What follows from an action item's events in the same transaction: mail to its owner, and the reminder.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Utc};
use domain::{
    action_items::{ActionItem, ActionItemEvent},
    ids::PersonId,
    incidents::Incident,
    log::{Actor, Recorded},
    people::{Permission, Role},
};
use uuid::Uuid;

use super::project::{HIDDEN, is_kept_back};
use crate::{
    Backend, Result,
    accounts::email_of,
    db::Tx,
    log::{self, Eyes},
    mail::{self, Mail},
    timers::{self, TimerKind},
};

/// Who is late is reminded at once, and then so often.
const AGAIN: Duration = Duration::weeks(1);

pub(super) async fn follow(item: &ActionItem, tx: &mut Tx, backend: &Backend, news: &[Recorded<ActionItemEvent>]) -> Result<()> {
    use ActionItemEvent as E;
    for recorded in news {
        let at = recorded.recorded_at;
        if matches!(recorded.event, E::Added { .. } | E::Rescheduled { .. } | E::Completed { .. } | E::Reopened { .. }) {
            timers::cancel(tx, TimerKind::ActionItemDue, item.id.0, at).await?;
        }
        if matches!(recorded.event, E::Added { .. } | E::Rescheduled { .. } | E::Reopened { .. }) {
            timers::arm(tx, backend.ids.next(), TimerKind::ActionItemDue, item.id.0, first_reminder(item.due)).await?;
        }
        if matches!(recorded.event, E::Added { .. } | E::Reassigned { .. }) && !gave_it_to_themself(item, &recorded.actor) {
            let giver = recorded.actor.name();
            let (title, first) = (title_in_letters(item, tx).await?, format!("{giver} gave this to you."));
            let subject = format!("{} is yours: {title}", item.label());
            tell_owner(item, tx, backend, at, subject, &first).await?;
        }
    }
    Ok(())
}

/// The start of the day after the due date: until then one is in time, at least in UTC.
fn first_reminder(due: NaiveDate) -> DateTime<Utc> {
    due.checked_add_days(Days::new(1)).unwrap_or(due).and_time(NaiveTime::MIN).and_utc()
}

fn gave_it_to_themself(item: &ActionItem, giver: &Actor) -> bool {
    giver.person().is_some_and(|person| item.is_of(person.id))
}

/// A letter goes where anybody may read it: of a restricted incident it says nothing.
async fn title_in_letters(item: &ActionItem, tx: &mut Tx) -> Result<String> {
    Ok(if is_kept_back(item, tx).await? { HIDDEN.to_owned() } else { item.title.clone() })
}

/// Gives whether its owner is here.
async fn tell_owner(
    item: &ActionItem,
    tx: &mut Tx,
    backend: &Backend,
    at: DateTime<Utc>,
    subject: String,
    first: &str,
) -> Result<bool> {
    let Some(owner) = &item.owner else { return Ok(false) };
    let Some(recipient) = email_of(tx, owner.id).await? else { return Ok(false) };
    let last = "Open {site}/actions?mine=yes to mark it done, to move its due date or to give it to somebody else.";
    let body = body(item, tx, first, last).await?;
    mail::post(tx, backend.ids.next(), Mail { recipient, subject, body }, at).await?;
    Ok(true)
}

/// What somebody owes who is not here any longer is brought to those who can give it to somebody else.
async fn tell_others(
    item: &ActionItem,
    tx: &mut Tx,
    backend: &Backend,
    at: DateTime<Utc>,
    subject: &str,
    late: &str,
) -> Result<()> {
    let Some(owner) = &item.owner else { return Ok(()) };
    let first = format!("{late} {} is not here any longer: give it to somebody else.", owner.name);
    let last = format!("Open {{site}}/actions/{} to give it to somebody else.", item.number);
    let body = body(item, tx, &first, &last).await?;
    for recipient in who_may_give_it_on(item, tx, backend).await? {
        let letter = Mail { recipient, subject: subject.to_owned(), body: body.clone() };
        mail::post(tx, backend.ids.next(), letter, at).await?;
    }
    Ok(())
}

/// The address of whoever added it; where they are not here or may not, those of all who may. Of a restricted incident, only of
/// those who are named.
async fn who_may_give_it_on(item: &ActionItem, tx: &mut Tx, backend: &Backend) -> Result<Vec<String>> {
    let audience = match item.origin.incident {
        Some(incident) => log::load::<Incident>(tx, &backend.cache, Eyes::Tocsin, incident.0).await?.audience,
        None => None,
    };
    let mut people: Vec<(PersonId, String, Role)> =
        tx.query("SELECT id, email, role FROM people WHERE disabled_at IS NULL ORDER BY email").all().await?;
    people.retain(|(person, _, role)| {
        Permission::ManageActionItems.allows(*role) && audience.as_ref().is_none_or(|audience| audience.holds(*person))
    });
    let events: Vec<Recorded<ActionItemEvent>> = log::entries_after(tx, item.id.0, 0).await?;
    let added_by = events.first().and_then(|added| added.actor.person()).map(|person| person.id);
    if people.iter().any(|(person, ..)| Some(*person) == added_by) {
        people.retain(|(person, ..)| Some(*person) == added_by);
    }
    Ok(people.into_iter().map(|(_, email, _)| email).collect())
}

async fn body(item: &ActionItem, tx: &mut Tx, first: &str, last: &str) -> Result<String> {
    let (label, title, due) = (item.label(), title_in_letters(item, tx).await?, item.due.format("%A, %-d %B %Y"));
    let from = match item.origin.incident_number {
        Some(number) => format!("It came out of INC-{number}: {{site}}/incidents/{number}\n"),
        None => String::new(),
    };
    Ok(format!("{first}\n\n{label}: {title}\nDue on {due}.\n{from}\n{last}\n"))
}

impl Backend {
    /// The due date has passed: whoever owns it is reminded, or those who can give it on, and again each week until it is done.
    pub(crate) async fn action_item_became_overdue(&self, id: Uuid, fire_at: DateTime<Utc>) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        // Taken first, so that a server that died before it could say so does not remind twice.
        if !timers::take(&mut tx, TimerKind::ActionItemDue, id, fire_at, now).await? {
            return Ok(());
        }
        let item: ActionItem = log::load(&mut tx, &self.cache, Eyes::Tocsin, id).await?;
        if item.is_overdue(now.date_naive()) {
            let days = now.date_naive().signed_duration_since(item.due).num_days();
            let subject = format!("{} is overdue: {}", item.label(), title_in_letters(&item, &mut tx).await?);
            let late = if days == 1 { "It was due yesterday.".to_owned() } else { format!("It was due {days} days ago.") };
            if !tell_owner(&item, &mut tx, self, now, subject.clone(), &late).await? {
                tell_others(&item, &mut tx, self, now, &subject, &late).await?;
            }
            let mut next = fire_at + AGAIN;
            while next <= now {
                next += AGAIN;
            }
            timers::arm(&mut tx, self.ids.next(), TimerKind::ActionItemDue, id, next).await?;
        }
        tx.commit().await
    }
}
