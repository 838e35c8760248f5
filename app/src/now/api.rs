//! What the page Now may ask.

use chrono::{DateTime, Utc};
use domain::{
    action_items::ActionItemSummary,
    incidents::IncidentSummary,
    log::Person,
    postmortems::{PostmortemSummary, ReviewStage},
    proposals::ProposalSummary,
    runbooks::RunbookSummary,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::request;
#[cfg(feature = "ssr")]
use backend::{
    Ask, Backend, action_items::ActionItemFilter, incidents::IncidentFilter, proposals::ProposalFilter, runbooks::RunbookFilter,
};
#[cfg(feature = "ssr")]
use domain::{people::Permission, proposals::Stage};

/// Everything that may need somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    pub me: Option<Person>,
    /// Open incidents, the worst first.
    pub incidents: Vec<IncidentSummary>,
    /// My action items that are not done, the most pressing first.
    pub mine: Vec<ActionItemSummary>,
    /// What others are late with.
    pub overdue_of_others: Vec<ActionItemSummary>,
    /// Runbooks whose review date has passed, the longest overdue first.
    pub reviews: Vec<RunbookSummary>,
    /// Post-mortems that wait for my review, and open ones that are late.
    pub postmortems: Vec<PostmortemSummary>,
    /// Changes of runbooks that wait for me: to be reviewed, or approved and to be published.
    pub proposals: Vec<ProposalSummary>,
    pub steps: Steps,
    /// Sentences about roles that escalations would call in vain; for those who may mend that.
    pub warnings: Vec<String>,
    pub may_work: bool,
    pub now: DateTime<Utc>,
}

/// How far an installation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Steps {
    pub has_runbooks: bool,
    pub has_incidents: bool,
    pub has_company: bool,
    pub may_import: bool,
    pub may_declare: bool,
    pub may_invite: bool,
}

#[server(prefix = "/api", endpoint = "load_needs")]
pub async fn load_needs() -> Result<Needs, Fault> {
    let (backend, who) = request::backend_and_who()?;
    let ask = Ask::by(&who);
    let me = who.actor.person().cloned();
    let mut incidents = backend.list_incidents(ask, IncidentFilter { open_only: true, ..Default::default() }).await?.incidents;
    incidents.sort_by_key(|incident| (incident.severity, incident.number));
    let open_only = ActionItemFilter { open_only: true, ..Default::default() };
    let mine = match &me {
        Some(me) => backend.list_action_items(ask, ActionItemFilter { owner: Some(me.id), ..open_only }).await?.items,
        None => vec![],
    };
    let overdue = backend.list_action_items(ask, ActionItemFilter { overdue: true, ..open_only }).await?.items;
    let overdue_of_others = overdue.into_iter().filter(|item| me.as_ref().is_none_or(|me| item.owner_id != me.id)).collect();
    let may = |permission| who.may(permission).is_ok();
    let warnings = if may(Permission::ChangeSettings) { warnings(&backend).await? } else { vec![] };
    let overdue = RunbookFilter { overdue_only: true, ..Default::default() };
    let library = backend.list_runbooks(ask, overdue).await?;
    let mut reviews = library.runbooks;
    reviews.sort_by_key(|runbook| runbook.next_review);
    let now = backend.clock.now();
    let mut postmortems = backend.waiting_postmortems(ask).await?;
    postmortems.retain(|postmortem| waits_for(postmortem, me.as_ref()) || postmortem.is_overdue(now));
    let may_review = may(Permission::ReviewRunbook);
    let mut proposals = backend.list_proposals(ask, ProposalFilter { waiting: true, ..Default::default() }).await?.proposals;
    proposals.retain(|proposal| {
        let is_mine = me.as_ref().is_some_and(|me| proposal.author_id == Some(me.id));
        match proposal.stage {
            Stage::InReview => may_review && !is_mine,
            Stage::Approved => may_review || is_mine,
            _ => false,
        }
    });
    let steps = Steps {
        has_runbooks: library.total > 0,
        has_incidents: !backend.list_incidents(ask, IncidentFilter::default()).await?.incidents.is_empty(),
        has_company: backend.list_people(ask).await?.len() > 1,
        may_import: may(Permission::ImportRunbooks),
        may_declare: may(Permission::DeclareIncident),
        may_invite: may(Permission::ManagePeople),
    };
    let may_work = may(Permission::WorkOnIncident);
    Ok(Needs { me, incidents, mine, overdue_of_others, reviews, postmortems, proposals, steps, warnings, may_work, now })
}

/// Whether it is in review and I was asked.
pub(super) fn waits_for(postmortem: &PostmortemSummary, me: Option<&Person>) -> bool {
    let was_asked = |me: &Person| postmortem.reviewers.split(',').any(|name| name.trim() == me.name);
    postmortem.stage == ReviewStage::InReview && me.is_some_and(was_asked)
}

#[cfg(feature = "ssr")]
async fn warnings(backend: &Backend) -> Result<Vec<String>, Fault> {
    Ok(backend.organisation().await?.uncovered_roles().iter().map(domain::organisation::Uncovered::sentence).collect())
}

/// Answers an incident from here and goes to its room.
#[server(prefix = "/api", endpoint = "answer_incident")]
pub async fn answer_incident(number: i64) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.work_on_incident(Ask::by(&who), number, domain::incidents::Command::Acknowledge).await?;
    request::go_to(&format!("/incidents/{number}"));
    Ok(())
}
