use std::time::Instant;

use anyhow::Context;
use backend::{Ask, Backend, incidents::Declare, runbooks::RunbookFilter};
use chrono::{DateTime, Duration, NaiveTime, Utc};
use domain::{
    checklists::Item,
    incidents::{COMMANDER, Command, Incident, ItemChange, ItemRef, Severity, Stage as Course},
    people::Who,
};

use super::cast::{Cast, person};

/// Where the story is told: a backend whose clock is moved to when each thing happened.
pub(super) struct Stage<'b> {
    pub(super) backend: &'b Backend,
    pub(super) cast: Cast,
    began_at: DateTime<Utc>,
    began: Instant,
}

impl<'b> Stage<'b> {
    /// Everybody joins `ago`.
    pub(super) async fn set(backend: &'b Backend, ago: Duration) -> anyhow::Result<Self> {
        let (began_at, began) = (backend.clock.now(), Instant::now());
        backend.clock.advance(-ago);
        Ok(Self { backend, cast: Cast::join(backend).await?, began_at, began })
    }

    /// Moves to so long before the present. What was due on the way has happened.
    pub(super) async fn at(&self, ago: Duration) -> anyhow::Result<()> {
        let present = self.began_at + Duration::from_std(self.began.elapsed())?;
        self.backend.clock.advance(present - ago - self.backend.clock.now());
        self.backend.fire_due_timers().await?;
        Ok(())
    }

    /// How long ago a time of day (UTC) was, so many days before today.
    pub(super) fn since(&self, days: i64, hour: i64, minute: i64) -> Duration {
        let today = self.began_at.date_naive().and_time(NaiveTime::MIN).and_utc();
        self.began_at - (today - Duration::days(days) + Duration::hours(hour) + Duration::minutes(minute))
    }

    pub(super) async fn declare(
        &self,
        by: &Who,
        severity: Severity,
        title: &str,
        service: &str,
        summary: &str,
    ) -> anyhow::Result<i64> {
        let (title, service, summary) = (title.to_owned(), service.to_owned(), summary.to_owned());
        let declare = Declare { id: None, title, severity, summary, service, drill: false, restricted: false };
        Ok(self.backend.declare_incident(Ask::by(by), declare).await?.number)
    }

    pub(super) async fn work(&self, by: &Who, number: i64, command: Command) -> anyhow::Result<Incident> {
        Ok(self.backend.work_on_incident(Ask::by(by), number, command).await?)
    }

    pub(super) async fn note(&self, by: &Who, number: i64, text: &str) -> anyhow::Result<()> {
        self.work(by, number, Command::Note { text: text.to_owned() }).await.map(drop)
    }

    pub(super) async fn enter(&self, by: &Who, number: i64, stage: Course) -> anyhow::Result<()> {
        self.work(by, number, Command::EnterStage { stage, override_reason: None }).await.map(drop)
    }

    pub(super) async fn lead(&self, by: &Who, number: i64) -> anyhow::Result<()> {
        self.take(by, number, COMMANDER, by).await
    }

    pub(super) async fn take(&self, by: &Who, number: i64, role: &str, who: &Who) -> anyhow::Result<()> {
        self.work(by, number, Command::AssignRole { role: role.to_owned(), person: person(who)? }).await.map(drop)
    }

    /// Starts the checklist of the runbook that is found by these words, and gives its items.
    pub(super) async fn start(&self, by: &Who, number: i64, words: &str) -> anyhow::Result<Vec<(ItemRef, Item)>> {
        let filter = RunbookFilter { query: Some(words.to_owned()), ..RunbookFilter::default() };
        let found = self.backend.list_runbooks(Ask::by(by), filter).await?.runbooks;
        let slug = &found.first().with_context(|| format!("no runbook is found by “{words}”"))?.slug;
        let incident = self.backend.start_checklist(Ask::by(by), number, slug).await?;
        let list = incident.checklists.last().context("no checklist was started")?;
        let items = list.groups.iter().filter(|group| list.is_live(group)).flat_map(|group| &group.items);
        Ok(items.map(|item| (ItemRef { checklist: list.id, item: item.key.clone() }, item.clone())).collect())
    }

    /// Adds something to do beside an item, and does it.
    pub(super) async fn add_item(&self, by: &Who, number: i64, beside: &ItemRef, text: &str) -> anyhow::Result<()> {
        let group = |incident: &Incident| {
            let list = incident.checklist(beside.checklist)?;
            list.groups.iter().find(|group| group.items.iter().any(|item| item.key == beside.item)).cloned()
        };
        let key = group(&self.backend.incident(Ask::by(by), number).await?).context("there is no such item")?.key;
        let add = Command::AddItem { checklist: beside.checklist, group: key, text: text.to_owned() };
        let incident = self.work(by, number, add).await?;
        let added = group(&incident).and_then(|group| group.items.last().cloned()).context("nothing was added")?;
        self.tick(by, number, &ItemRef { checklist: beside.checklist, item: added.key }).await
    }

    pub(super) async fn tick(&self, by: &Who, number: i64, at: &ItemRef) -> anyhow::Result<()> {
        self.work(by, number, Command::ChangeItem { at: at.clone(), change: ItemChange::Checked }).await.map(drop)
    }
}
