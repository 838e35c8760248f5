//! What follows from an action item's events in the same transaction: mail to its owner, and the reminder.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Utc};
use domain::{
    action_items::{ActionItem, ActionItemEvent},
    log::{Actor, Recorded},
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

async fn tell_owner(
    item: &ActionItem,
    tx: &mut Tx,
    backend: &Backend,
    at: DateTime<Utc>,
    subject: String,
    first: &str,
) -> Result<()> {
    let Some(owner) = &item.owner else { return Ok(()) };
    let Some(recipient) = email_of(tx, owner.id).await? else { return Ok(()) };
    let (label, title, due) = (item.label(), title_in_letters(item, tx).await?, item.due.format("%A, %-d %B %Y"));
    let from = match item.origin.incident_number {
        Some(number) => format!("It came out of INC-{number}: {{site}}/incidents/{number}\n"),
        None => String::new(),
    };
    let body = format!(
        "{first}\n\n{label}: {title}\nDue on {due}.\n{from}\nOpen {{site}}/actions?mine=yes to mark it done, to move its due date or to \
         give it to somebody else.\n"
    );
    mail::post(tx, backend.ids.next(), Mail { recipient, subject, body }, at).await
}

impl Backend {
    /// The due date has passed: whoever owns it is reminded, and again each week until it is done.
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
            tell_owner(&item, &mut tx, self, now, subject, &late).await?;
            let mut next = fire_at + AGAIN;
            while next <= now {
                next += AGAIN;
            }
            timers::arm(&mut tx, self.ids.next(), TimerKind::ActionItemDue, id, next).await?;
        }
        tx.commit().await
    }
}
