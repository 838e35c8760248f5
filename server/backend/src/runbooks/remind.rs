//! Once a week: a mail to each who answers for runbooks whose review is due.

use std::{collections::BTreeMap, fmt::Write as _};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use domain::{
    organisation::Organisation,
    people::{Permission, Role},
    runbooks::RunbookSummary,
};
use uuid::Uuid;

use super::summaries::summaries;
use crate::{
    Backend, Result,
    db::Tx,
    mail::{self, Mail},
    timers::{self, TimerKind},
};

/// There is one reminder for all runbooks, so it is about none in particular.
const ALL: Uuid = Uuid::nil();
/// UTC, on Mondays: the week can still be planned.
const AT: NaiveTime = match NaiveTime::from_hms_opt(7, 0, 0) {
    Some(at) => at,
    None => NaiveTime::MIN,
};
/// What is due within a week from Monday on is due this week.
const WEEK: Days = Days::new(6);
/// A longer list is no reminder; the page has them all.
const MOST: usize = 30;

impl Backend {
    /// Sees to it that the next reminder of reviews is armed. To be called now and then.
    pub async fn keep_reminding_of_reviews(&self) -> Result<()> {
        let mut tx = self.db.read().await?;
        let armed: i64 = tx
            .query("SELECT COUNT(*) FROM timers WHERE kind = $1 AND done_at IS NULL")
            .bind(TimerKind::ReviewsDue)
            .scalar()
            .await?;
        drop(tx);
        if armed > 0 {
            return Ok(());
        }
        let mut tx = self.db.write().await?;
        timers::arm_once(&mut tx, self.ids.next(), TimerKind::ReviewsDue, ALL, next_monday(self.clock.now())).await?;
        tx.commit().await
    }

    /// Mails those who answer for runbooks that are due. Whoever is named as an owner is found among people and contacts;
    /// runbooks whose owner is not known there go to all who may review.
    pub(crate) async fn remind_of_reviews(&self, fire_at: DateTime<Utc>) -> Result<()> {
        let organisation = self.organisation().await?;
        let now = self.clock.now();
        let today = now.date_naive();
        let mut tx = self.db.write().await?;
        if !timers::take(&mut tx, TimerKind::ReviewsDue, ALL, fire_at, now).await? {
            return Ok(());
        }
        let due: Vec<RunbookSummary> = tx
            .query(summaries!(
                "WHERE retired = FALSE AND next_review <= $1
                 ORDER BY next_review, sort_key, slug"
            ))
            .bind(today.checked_add_days(WEEK).unwrap_or(today))
            .all()
            .await?;
        for (recipient, runbooks) in share_out(&mut tx, &organisation, due).await? {
            mail::post(&mut tx, self.ids.next(), reminder(recipient, &runbooks, today), now).await?;
        }
        tx.commit().await
    }
}

/// Whose which runbooks are, by their address.
async fn share_out(
    tx: &mut Tx,
    organisation: &Organisation,
    due: Vec<RunbookSummary>,
) -> Result<BTreeMap<String, Vec<RunbookSummary>>> {
    let people: Vec<(String, String, Role)> =
        tx.query("SELECT name, email, role FROM people WHERE disabled_at IS NULL ORDER BY email").all().await?;
    let reviewers = || people.iter().filter(|(_, _, role)| *role >= Permission::ReviewRunbook.least());
    let mut shares: BTreeMap<String, Vec<RunbookSummary>> = BTreeMap::new();
    for runbook in due {
        let mut whose: Vec<String> = vec![];
        for owner in runbook.owners.split(',').map(str::trim).filter(|owner| !owner.is_empty()) {
            let is_meant = |known: &str| known.trim().to_lowercase() == owner.to_lowercase();
            let person = people.iter().find(|(name, email, _)| is_meant(name) || is_meant(email));
            let contact = organisation.contacts.iter().find(|contact| {
                !contact.email.is_empty() && (contact.answers_to(owner) || is_meant(&contact.name) || is_meant(&contact.email))
            });
            whose.extend(person.map(|(_, email, _)| email.clone()).or_else(|| contact.map(|contact| contact.email.clone())));
        }
        if whose.is_empty() {
            whose.extend(reviewers().map(|(_, email, _)| email.clone()));
        }
        whose.sort_unstable();
        whose.dedup();
        for recipient in whose {
            shares.entry(recipient).or_default().push(runbook.clone());
        }
    }
    Ok(shares)
}

fn reminder(recipient: String, runbooks: &[RunbookSummary], today: NaiveDate) -> Mail {
    let subject = match runbooks.len() {
        1 => "A runbook is to be reviewed".to_owned(),
        sum => format!("{sum} runbooks are to be reviewed"),
    };
    let mut body = format!("{subject}. A runbook that nobody has looked at for long is a guess.\n\n");
    for runbook in runbooks.iter().take(MOST) {
        let days = (today - runbook.next_review).num_days();
        let when = match days {
            1 => "overdue since yesterday".to_owned(),
            days if days > 1 => format!("{days} days overdue"),
            0 => "due today".to_owned(),
            _ => format!("due on {}", runbook.next_review.format("%A, %-d %B")),
        };
        let _ = write!(body, "- {}: {when}\n  {{site}}/runbooks/{}\n", runbook.title, runbook.slug);
    }
    if let Some(more) = runbooks.len().checked_sub(MOST).filter(|more| *more > 0) {
        let _ = writeln!(body, "and {more} more: {{site}}/runbooks/reviews");
    }
    body.push_str("\nRead each, record what you think of it, and set the next day. One that has to wait can be put off there.\n");
    Mail { recipient, subject, body }
}

/// The first such hour after `now`.
fn next_monday(now: DateTime<Utc>) -> DateTime<Utc> {
    let monday = now.date_naive() - Days::new(now.weekday().num_days_from_monday().into());
    let this = monday.and_time(AT).and_utc();
    if this > now { this } else { this + chrono::Duration::weeks(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reminder_comes_on_the_next_monday_morning() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let monday = at("2026-11-23T07:00:00Z");
        assert_eq!(next_monday(at("2026-11-22T23:00:00Z")), monday);
        assert_eq!(next_monday(at("2026-11-23T06:59:59Z")), monday);
        assert_eq!(next_monday(monday), at("2026-11-30T07:00:00Z"));
    }
}
