use chrono::{DateTime, Utc};
use domain::incidents::{IncidentSummary, Recipient, Severity};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::AnswerIncident;
use crate::{
    incidents::{Called, WouldCall},
    ui::{Ago, Form, Hidden, IntoHtml, SeverityBadge, Tag, countdown},
};

/// Whether nobody has answered yet and a clock runs.
pub(super) fn awaits_answer(incident: &IncidentSummary) -> bool {
    incident.stage.is_open() && incident.acknowledged_at.is_none() && incident.respond_by.is_some()
}

/// Incidents that nobody has answered, each with its clock. There may be more of them, `count` in all.
#[component]
pub(super) fn Calls(
    incidents: Vec<IncidentSummary>,
    count: usize,
    would_call: Vec<(Severity, Vec<Recipient>)>,
    may_work: bool,
    now: DateTime<Utc>,
) -> impl IntoView {
    (!incidents.is_empty()).then(|| {
        let is_cut = count > incidents.len();
        view! {
            <section class="part" aria-labelledby="unanswered">
                <div class="part-head"><h2 id="unanswered">"Answer now"</h2><span class="count" data-tone="late">{count}</span>
                    {is_cut.then(|| view! { <a class="push" href="/incidents">"All incidents"</a> })}</div>
                {incidents.into_iter().map(|incident| {
                    let of_its_grade = would_call.iter().find(|(severity, _)| *severity == incident.severity);
                    let to = of_its_grade.map(|(_, to)| to.clone()).unwrap_or_default();
                    view! { <Call incident to may_work now/> }
                }).collect_view()}
            </section>
        }
    })
}

#[component]
fn Call(incident: IncidentSummary, to: Vec<Recipient>, may_work: bool, now: DateTime<Utc>) -> impl IntoView {
    let number = incident.number;
    let (is_called, reached, missed) = (incident.called_at.is_some(), incident.reached.clone(), incident.missed.clone());
    let services = if incident.services.is_empty() { String::new() } else { format!(" on {}", incident.services) };
    let declared = incident.declared_at;
    view! {
        <article class="page-call" id=format!("incident-{number}") data-severity=incident.severity.word()>
            <div>
                <h3><SeverityBadge severity=incident.severity wordy=true/><a href=format!("/incidents/{number}") data-row>{incident.title.clone()}</a>{incident.drill.then(|| view! { <Tag words="Drill"/> })}</h3>
                <p>{format!("INC-{number}{services}, declared ")}<Ago at=declared now/>". "<Clock respond_by=incident.respond_by to is_called now/></p>
                {incident.called_at.map(|at| view! { <p><Called at reached missed now/></p> })}
            </div>
            {may_work.then(|| view! {
                <Form action=AnswerIncident::PATH of=number.to_string() class="do">
                    <Hidden name="number" value=number.to_string()/>
                    <div class="buttons"><button class="button" data-kind="primary" type="submit">"Acknowledge"</button></div>
                </Form>
            })}
        </article>
    }
}

/// What is left of the time to answer, or how long ago it ran out.
#[component]
fn Clock(respond_by: Option<DateTime<Utc>>, to: Vec<Recipient>, is_called: bool, now: DateTime<Utc>) -> impl IntoView {
    respond_by.map(|by| {
        if by > now {
            let left = countdown(by - now);
            view! { <WouldCall by to again=is_called now/>" "<b class="soon num" data-until=by.timestamp()>{left}</b>" left." }
                .into_html()
        } else {
            let called = if is_called { "." } else { ", and nobody has been called yet." };
            view! { "Its time to answer ran out "<b class="late num"><Ago at=by now/></b>{called} }.into_html()
        }
    })
}
