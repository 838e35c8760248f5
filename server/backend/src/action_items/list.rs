use std::{fmt, str::FromStr};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    action_items::{ActionItem, ActionItemEvent, ActionItemSummary, Kind, State},
    ids::PersonId,
    incidents::Door,
    log::Recorded,
    people::Permission,
};

use super::work::action_item_id;
use crate::{Ask, Backend, Result, incidents::seen, log};

/// Which action items a list shows; absent means any.
#[derive(Debug, Clone, Copy, Default)]
pub struct ActionItemFilter {
    pub owner: Option<PersonId>,
    pub kind: Option<Kind>,
    pub state: Option<State>,
    pub incident_number: Option<i64>,
    /// Only those that are not done and were due before today (UTC).
    pub overdue: bool,
    /// Leaves out what is done.
    pub open_only: bool,
    /// Pages: only what comes after this place.
    pub after: Option<ActionItemPlace>,
}

/// A place in the list, which stays where it is while items move: what an item is sorted by. In an address it is written as
/// `2026-11-29_12`, for one that is done with the moment behind it, in microseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionItemPlace {
    done_at: Option<DateTime<Utc>>,
    due: NaiveDate,
    number: i64,
}

impl ActionItemPlace {
    fn of(item: &ActionItemSummary) -> Self {
        Self { done_at: item.done_at, due: item.due, number: item.number }
    }
}

impl fmt::Display for ActionItemPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.due, self.number)?;
        self.done_at.map_or(Ok(()), |at| write!(f, "_{}", at.timestamp_micros()))
    }
}

impl FromStr for ActionItemPlace {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        let mut parts = text.split('_');
        let due = parts.next().and_then(|day| day.parse().ok()).ok_or(())?;
        let number = parts.next().and_then(|number| number.parse().ok()).ok_or(())?;
        let at = |micros: &str| micros.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or(());
        Ok(Self { done_at: parts.next().map(at).transpose()?, due, number })
    }
}

/// A page of the list; `next` is the `after` of the page after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionItemPage {
    pub items: Vec<ActionItemSummary>,
    pub next: Option<ActionItemPlace>,
    /// How many fit the filter in all, not done, and of those overdue.
    pub open: i64,
    pub overdue: i64,
}

const PAGE: usize = 100;

/// Action items by filter, among those in these states.
macro_rules! listed {
    ($among:literal) => {
        concat!(
            "SELECT id, number, title, kind, owner_id, owner_name, due, state, incident_number, postmortem, added_at, done_at,
                    proof
             FROM action_items
             WHERE ",
            $among,
            " AND ($1 = FALSE OR owner_id = $2)
               AND (CAST($3 AS TEXT) IS NULL OR kind = $3)
               AND (CAST($4 AS TEXT) IS NULL OR state = $4)
               AND (CAST($5 AS BIGINT) IS NULL OR incident_number = $5)
               AND ($6 = FALSE OR due < $7)
               AND ($8 = FALSE
                    OR ($9 = FALSE AND state = 'done')
                    OR ($9 = (state = 'done')
                        AND (done_at < $10 OR (($9 = FALSE OR done_at = $10) AND (due > $11 OR (due = $11 AND number > $12))))))
               AND ",
            seen!("action_items.incident_number", "$14"),
            " ORDER BY CASE WHEN state = 'done' THEN 1 ELSE 0 END, done_at DESC, due, number
              LIMIT $13"
        )
    };
}

const ALL: &str = listed!("TRUE");
/// By the index of states: what is open is little, however much was done.
const OPEN: &str = listed!("state IN ('open', 'started')");

impl Backend {
    /// Lists action items of the whole organisation: what is open by due date, so that the overdue come first,
    /// then what is done, the latest first.
    pub async fn list_action_items(&self, ask: Ask<'_>, filter: ActionItemFilter) -> Result<ActionItemPage> {
        ask.may(Permission::Read)?;
        let after = filter.after;
        let mut tx = self.db.read().await?;
        let mut items: Vec<ActionItemSummary> = tx
            .query(if filter.open_only || filter.overdue { OPEN } else { ALL })
            .bind(filter.owner.is_some())
            .bind(filter.owner.unwrap_or_default())
            .bind(filter.kind)
            .bind(filter.state)
            .bind(filter.incident_number)
            .bind(filter.overdue)
            .bind(self.clock.now().date_naive())
            .bind(after.is_some())
            .bind(after.is_some_and(|place| place.done_at.is_some()))
            .bind(after.and_then(|place| place.done_at))
            .bind(after.map(|place| place.due).unwrap_or_default())
            .bind(after.map(|place| place.number).unwrap_or_default())
            .bind(i64::try_from(PAGE + 1).unwrap_or(i64::MAX))
            .bind(ask.person())
            .all()
            .await?;
        let more = items.len() > PAGE;
        items.truncate(PAGE);
        let next = if more { items.last().map(ActionItemPlace::of) } else { None };
        let (open, overdue) = tx
            .query(concat!(
                "SELECT COUNT(*), COUNT(CASE WHEN due < $1 THEN 1 END)
                 FROM action_items
                 WHERE state IN ('open', 'started')
                   AND ($2 = FALSE OR owner_id = $3)
                   AND (CAST($4 AS TEXT) IS NULL OR kind = $4)
                   AND (CAST($5 AS TEXT) IS NULL OR state = $5)
                   AND (CAST($6 AS BIGINT) IS NULL OR incident_number = $6)
                   AND ",
                seen!("action_items.incident_number", "$7"),
            ))
            .bind(self.clock.now().date_naive())
            .bind(filter.owner.is_some())
            .bind(filter.owner.unwrap_or_default())
            .bind(filter.kind)
            .bind(filter.state)
            .bind(filter.incident_number)
            .bind(ask.person())
            .one()
            .await?;
        Ok(ActionItemPage { items, next, open, overdue })
    }

    /// The action item `ACT-number`.
    pub async fn action_item(&self, ask: Ask<'_>, number: i64) -> Result<ActionItemSummary> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let id = action_item_id(&mut tx, number).await?;
        let item: ActionItem = log::load(&mut tx, &self.cache, ask.eyes(), id).await?;
        drop(tx);
        self.put_down_with(ask, &item, Door::ActionItem).await?;
        Ok(ActionItemSummary::from(&item))
    }

    /// What happened to `ACT-number`, in order.
    pub async fn action_item_history(&self, ask: Ask<'_>, number: i64) -> Result<Vec<Recorded<ActionItemEvent>>> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let id = action_item_id(&mut tx, number).await?;
        let item: ActionItem = log::load(&mut tx, &self.cache, ask.eyes(), id).await?;
        let events = log::entries_after(&mut tx, id, 0).await?;
        drop(tx);
        self.put_down_with(ask, &item, Door::ActionItem).await?;
        // What came after the look at who may see it is for the next look.
        Ok(events.into_iter().filter(|recorded: &Recorded<_>| recorded.seq <= item.seq).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::plan;

    #[tokio::test]
    async fn what_is_open_is_found_without_reading_what_is_done() {
        let plan = plan(OPEN).await;
        assert!(plan.contains("action_items_") && !plan.contains("SCAN"), "{plan}");
    }
}
