use domain::{
    action_items::ActionItem,
    ids::{IncidentId, PostmortemId},
    incidents::{Door, Incident, IncidentEvent},
    people::Permission,
    postmortems::{DUE_WITHIN, Postmortem, PostmortemSummary},
};

use super::documents::{Texts, content_hash};
use crate::{Ask, Backend, Error, Result, incidents::seen, log};

/// A page of the list, newest first; `next` is the `before` of the page after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostmortemList {
    pub postmortems: Vec<PostmortemSummary>,
    pub next: Option<i64>,
}

const PAGE: usize = 50;

/// The columns of a [`PostmortemSummary`]: of a post-mortem and its incident.
macro_rules! summary_columns {
    () => {
        "postmortems.id, postmortems.number, incidents.title, incidents.severity, postmortems.stage, postmortems.started_at,
         incidents.resolved_at, postmortems.approved_at, postmortems.reviewers, postmortems.reviewer_ids"
    };
}
pub(crate) use summary_columns;

/// Those that wait for somebody, by the index of stages: most are approved. What was resolved before `$1` is late.
const WAITING: &str = concat!(
    "SELECT ",
    summary_columns!(),
    " FROM postmortems JOIN incidents ON incidents.id = postmortems.incident
      WHERE postmortems.stage IN ('in_review', 'draft')
        AND (postmortems.stage = 'in_review' OR (incidents.severity IN ('p0', 'p1') AND incidents.resolved_at < $1))
        AND ",
    seen!("postmortems.number", "$2")
);

/// A post-mortem as its page shows it.
#[derive(Debug, Clone)]
pub struct PostmortemPage {
    pub postmortem: Postmortem,
    pub incident: Incident,
    /// In the order of the sections.
    pub texts: Texts,
    /// Of the texts, for an approval that binds to what was read.
    pub content_hash: String,
    pub action_items: Vec<ActionItem>,
}

impl Backend {
    /// Lists post-mortems, newest first. `before` pages: only numbers below it.
    pub async fn list_postmortems(&self, ask: Ask<'_>, before: Option<i64>) -> Result<PostmortemList> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let mut postmortems: Vec<PostmortemSummary> = tx
            .query(concat!(
                "SELECT ",
                summary_columns!(),
                " FROM postmortems JOIN incidents ON incidents.id = postmortems.incident
                  WHERE (CAST($1 AS BIGINT) IS NULL OR postmortems.number < $1)
                    AND ",
                seen!("postmortems.number", "$3"),
                " ORDER BY postmortems.number DESC
                  LIMIT $2",
            ))
            .bind(before)
            .bind(i64::try_from(PAGE + 1).unwrap_or(i64::MAX))
            .bind(ask.person())
            .all()
            .await?;
        let more = postmortems.len() > PAGE;
        postmortems.truncate(PAGE);
        let next = if more { postmortems.last().map(|postmortem| postmortem.number) } else { None };
        Ok(PostmortemList { postmortems, next })
    }

    /// Post-mortems that wait for somebody: in review, or not approved by the day they were due. Those that wait longest come
    /// first.
    pub async fn waiting_postmortems(&self, ask: Ask<'_>) -> Result<Vec<PostmortemSummary>> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let mut waiting: Vec<PostmortemSummary> =
            tx.query(WAITING).bind(self.clock.now() - DUE_WITHIN).bind(ask.person()).all().await?;
        // What is not due at all comes last.
        waiting.sort_by_key(|postmortem| (postmortem.due_at().is_none(), postmortem.due_at(), postmortem.number));
        Ok(waiting)
    }

    /// The post-mortem of `INC-number`.
    pub async fn postmortem_page(&self, ask: Ask<'_>, number: i64) -> Result<PostmortemPage> {
        self.postmortem_through(ask, number, Door::Postmortem).await
    }

    pub(super) async fn postmortem_through(&self, ask: Ask<'_>, number: i64, door: Door) -> Result<PostmortemPage> {
        ask.may(Permission::Read)?;
        let id = self.postmortem_of(ask, number).await?;
        let postmortem: Postmortem = self.state(ask.eyes(), id.0).await?;
        let incident: Incident = self.state(ask.eyes(), postmortem.incident.0).await?;
        self.put_down(ask, &incident, door).await?;
        let texts = self.section_texts(ask, id).await?;
        let action_items = self.action_items_of(ask, &postmortem).await?;
        Ok(PostmortemPage { content_hash: content_hash(&texts), postmortem, incident, texts, action_items })
    }

    /// Which post-mortem `INC-number` has, or [`Error::NotFound`].
    pub async fn postmortem_of(&self, ask: Ask<'_>, number: i64) -> Result<PostmortemId> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let row: Option<(PostmortemId,)> =
            tx.query("SELECT id FROM postmortems WHERE number = $1").bind(number).optional().await?;
        let (id,) = row.ok_or(Error::NotFound)?;
        log::load::<Postmortem>(&mut tx, &self.cache, ask.eyes(), id.0).await?;
        Ok(id)
    }

    /// How far its workflow has come, and the incident that it is kept with.
    pub async fn postmortem_progress(&self, ask: Ask<'_>, id: PostmortemId) -> Result<(i64, IncidentId)> {
        ask.may(Permission::Read)?;
        let postmortem: Postmortem = self.state(ask.eyes(), id.0).await?;
        Ok((postmortem.seq, postmortem.incident))
    }

    /// What came out of its incident, in the order of the incident's log.
    async fn action_items_of(&self, ask: Ask<'_>, postmortem: &Postmortem) -> Result<Vec<ActionItem>> {
        let mut tx = self.db.read().await?;
        let events = log::entries_after::<IncidentEvent>(&mut tx, postmortem.incident.0, 0).await?;
        let mut items = Vec::new();
        for recorded in events {
            if let IncidentEvent::ActionItemAdded { id, .. } = recorded.event {
                items.push(log::load::<ActionItem>(&mut tx, &self.cache, ask.eyes(), id.0).await?);
            }
        }
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use domain::incidents::Severity;

    use super::*;
    use crate::testing::plan;

    #[tokio::test]
    async fn what_waits_is_found_without_reading_what_is_approved() {
        for severity in Severity::ALL {
            assert_eq!(WAITING.contains(&format!("'{}'", severity.word())), severity.is_grave(), "{severity:?}");
        }
        let plan = plan(WAITING).await;
        assert!(plan.contains("postmortems_stage") && !plan.contains("SCAN"), "{plan}");
    }
}
