use chrono::{DateTime, Utc};
use domain::{
    incidents::{Answer, Incident, TimeInStage},
    postmortems::{Postmortem, ReviewStage, due_at, span},
};
use leptos::prelude::*;

use crate::{
    incidents::TimeInStageBar,
    ui::{Moment, SeverityBadge},
};

/// What the log knows, so that nobody has to type it.
#[component]
pub(super) fn Head(postmortem: Postmortem, incident: Incident, now: DateTime<Utc>) -> impl IntoView {
    let number = incident.number;
    let due = due_at(incident.severity, incident.resolved_at).filter(|_| postmortem.stage != ReviewStage::Approved);
    view! {
        <div class="head">
            <div class="head-line">
                <SeverityBadge severity=incident.severity large=true wordy=true/>
                <h1>{incident.title.clone()}</h1>
                <div class="buttons">
                    <a class="button" data-size="small" href=format!("/incidents/{number}")>"Room"</a>
                    <a class="button" data-size="small" href=format!("/postmortems/{number}/export.md")>"Export Markdown"</a>
                </div>
            </div>
            <p class="meta">
                <span>{incident.label()}", "{incident.declared_at.format("%A %-d %B %Y").to_string()}</span>
                {due.map(|at| view! {
                    <span class=if at < now { "late" } else { "soon" }>{if at < now { "late since " } else { "due " }}<Moment at dated=true/></span>
                })}
            </p>
            <dl class="clocks figures">{figures(&incident).into_iter().map(|(what, value, detail)| view! {
                <div class="clock"><dt>{what}</dt><dd>{value}</dd><dd>{detail}</dd></div>
            }).collect_view()}</dl>
            <TimeInStageBar time=TimeInStage::of(&incident, now)/>
        </div>
    }
}

/// What, how much, and how one knows. Nothing is guessed: what nobody said is left out.
fn figures(incident: &Incident) -> Vec<(&'static str, String, String)> {
    let clock = |at: DateTime<Utc>| at.format("%H:%M").to_string();
    let mut figures = Vec::new();
    let from = incident.facts.impact_started_at.unwrap_or(incident.declared_at);
    match incident.resolved_at {
        Some(to) => figures.push(("Duration", span(to - from), format!("{} to {} UTC", clock(from), clock(to)))),
        None => figures.push(("Duration", "not over".to_owned(), format!("since {} UTC", clock(from)))),
    }
    if let (Some(began), Some(detected)) = (incident.facts.impact_started_at, incident.facts.detected_at) {
        figures.push(("Detected after", span(detected - began), format!("at {} UTC", clock(detected))));
    }
    if let Some(Answer { at, by }) = &incident.first_answer {
        let by = by.as_ref().map(|person| format!("by {}", person.name)).unwrap_or_default();
        figures.push(("Answered in", span(*at - incident.declared_at), by));
    }
    if let Some(at) = incident.mitigated_at {
        figures.push(("Mitigated after", span(at - incident.declared_at), "from declared".to_owned()));
    }
    figures
}
