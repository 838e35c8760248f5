//! What the page Now may ask.

use chrono::{DateTime, Utc};
use domain::{
    action_items::ActionItemSummary,
    incidents::{IncidentSummary, Recipient, Severity},
    log::Person,
    postmortems::PostmortemSummary,
    proposals::ProposalSummary,
    runbooks::RunbookSummary,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
#[cfg(feature = "ssr")]
use crate::request;
#[cfg(feature = "ssr")]
use backend::{Ask, action_items::ActionItemFilter, incidents::IncidentFilter, proposals::ProposalFilter};
#[cfg(feature = "ssr")]
use domain::{people::Permission, proposals::Stage};

/// Everything that may need somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    pub me: Option<Person>,
    /// Open incidents, the most pressing first, as many as a page has; and how many there are in all, which nobody has answered
    /// while a clock runs, and others.
    pub incidents: Vec<IncidentSummary>,
    pub unanswered: usize,
    pub others: usize,
    /// Whom the severity matrix calls when nobody answers in time.
    pub would_call: Vec<(Severity, Vec<Recipient>)>,
    /// My action items that are not done, the most pressing first.
    pub mine: Vec<ActionItemSummary>,
    /// What others are late with.
    pub overdue_of_others: Vec<ActionItemSummary>,
    /// Some of the runbooks whose review date has passed, the longest overdue first; and how many there are in all.
    pub reviews: Vec<RunbookSummary>,
    pub reviews_sum: i64,
    /// Post-mortems that wait for my review, and open ones that are late.
    pub postmortems: Vec<PostmortemSummary>,
    /// Changes of runbooks that wait for me: to be reviewed, or approved and to be published.
    pub proposals: Vec<ProposalSummary>,
    pub steps: Steps,
    /// Sentences about calls that would reach nobody; for those who may mend that.
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

/// So many runbooks to review are shown; the rest is in the library.
#[cfg(feature = "ssr")]
const REVIEWS: i64 = 6;

#[server(prefix = "/api", endpoint = "load_needs")]
pub async fn load_needs() -> Result<Needs, Fault> {
    let (backend, who) = request::backend_and_who()?;
    let ask = Ask::by(&who);
    let me = who.actor.person().cloned();
    let open = backend.open_incidents(ask).await?;
    let open_only = ActionItemFilter { open_only: true, ..Default::default() };
    let mine = match &me {
        Some(me) => backend.list_action_items(ask, ActionItemFilter { owner: Some(me.id), ..open_only }).await?.items,
        None => vec![],
    };
    let overdue = backend.list_action_items(ask, ActionItemFilter { overdue: true, ..open_only }).await?.items;
    let overdue_of_others = overdue.into_iter().filter(|item| me.as_ref().is_none_or(|me| item.owner_id != me.id)).collect();
    let may = |permission| who.may(permission).is_ok();
    let organisation = backend.organisation().await?;
    let warnings = if may(Permission::ChangeSettings) { organisation.calls_in_vain() } else { vec![] };
    let (reviews, reviews_sum) = backend.overdue_runbooks(ask, REVIEWS).await?;
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
        has_runbooks: !backend.offered_runbooks(ask).await?.is_empty(),
        has_incidents: !backend.list_incidents(ask, IncidentFilter::default()).await?.incidents.is_empty(),
        has_company: backend.list_people(ask).await?.len() > 1,
        may_import: may(Permission::ImportRunbooks),
        may_declare: may(Permission::DeclareIncident),
        may_invite: may(Permission::ManagePeople),
    };
    Ok(Needs {
        me,
        incidents: open.incidents,
        unanswered: open.unanswered,
        others: open.others,
        would_call: Severity::ALL.map(|severity| (severity, organisation.would_call(severity))).to_vec(),
        mine,
        overdue_of_others,
        reviews,
        reviews_sum,
        postmortems,
        proposals,
        steps,
        warnings,
        may_work: may(Permission::WorkOnIncident),
        now,
    })
}

/// Whether it is in review and I was asked.
pub(super) fn waits_for(postmortem: &PostmortemSummary, me: Option<&Person>) -> bool {
    me.is_some_and(|me| postmortem.is_reviewed_by(me.id))
}

/// Answers an incident from here and goes to its room.
#[server(prefix = "/api", endpoint = "answer_incident")]
pub async fn answer_incident(number: i64) -> Result<(), Fault> {
    let (backend, who) = request::backend_and_who()?;
    backend.work_on_incident(Ask::by(&who), number, domain::incidents::Command::Acknowledge).await?;
    request::go_to(&format!("/incidents/{number}"));
    Ok(())
}
