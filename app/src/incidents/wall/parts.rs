use std::cmp::Ordering;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{
    checklists::Checklist,
    incidents::{Incident, IncidentEvent, ROLES, Stage, is_too_quiet},
    log::Person,
    timeline::{Entry, sentence},
};
use leptos::prelude::*;

use crate::ui::{Face, IntoHtml, Moment, duration_words, percent};

/// The stages, and where it stands.
#[component]
pub(super) fn Road(incident: Incident, now: DateTime<Utc>) -> impl IntoView {
    let current = incident.stage;
    let stages = Stage::ALL.map(|stage| {
        let entered = incident.stages.iter().rev().find(|interval| interval.stage == stage).map(|interval| interval.from);
        let state = match stage.cmp(&current) {
            Ordering::Equal => "active",
            Ordering::Less => "done",
            Ordering::Greater => "ahead",
        };
        let at = entered.filter(|_| stage <= current).map(|at| view! { <small><Moment at today=now/></small> });
        view! { <li data-state=state aria-current=(stage == current).then_some("step")><b>{stage.label()}</b>{at}</li> }
    });
    view! { <ol class="stepper" aria-label="State of the incident">{stages.into_iter().collect_view()}</ol> }
}

/// How long, whether somebody answered, and how long nobody has put anything on record.
#[component]
pub(super) fn Clocks(incident: Incident, quiet_since: DateTime<Utc>, now: DateTime<Utc>) -> impl IntoView {
    let declared_at = incident.declared_at;
    let (respond, value, tone) = match (incident.answered_at(), incident.respond_by) {
        (Some(at), _) => ("Answered in", duration_words(at - declared_at), None),
        (None, _) if !incident.stage.is_open() => ("Response", "none needed".to_owned(), None),
        (None, Some(by)) if by < now => ("Response late by", duration_words(now - by), Some("late")),
        (None, Some(by)) => ("Answer within", duration_words(by - now), Some("soon")),
        (None, None) => ("Response", "no clock".to_owned(), None),
    };
    let by = incident.first_answer.as_ref().filter(|_| !incident.awaits_answer()).and_then(|answer| answer.by.as_ref());
    let below = match (by, incident.respond_by.filter(|_| incident.awaits_answer())) {
        (Some(person), _) => format!("by {}", person.name).into_html(),
        (None, Some(by)) => view! { "due "<Moment at=by today=now/>" UTC" }.into_html(),
        (None, None) => ().into_html(),
    };
    let (open, length) = match incident.resolved_at {
        Some(at) => ("Took", duration_words(at - declared_at)),
        None => ("Open for", duration_words(now - declared_at)),
    };
    let stage_since = incident.stages.last().map_or(declared_at, |interval| interval.from);
    let quiet_tone = is_too_quiet(&incident, quiet_since, now).then_some("soon");
    let quiet = incident.stage.is_open().then(|| duration_words(now - quiet_since));
    view! {
        <dl class="clocks wall-clocks">
            <div class="clock"><dt>{open}</dt><dd>{length}</dd><dd>"since "<Moment at=declared_at today=now/>" UTC"</dd></div>
            <div class="clock"><dt>{incident.stage.label()}" for"</dt><dd>{duration_words(now - stage_since)}</dd><dd>"since "<Moment at=stage_since today=now/>" UTC"</dd></div>
            <div class="clock" data-tone=tone><dt>{respond}</dt><dd>{value}</dd><dd>{below}</dd></div>
            {quiet.map(|quiet| view! { <div class="clock" data-tone=quiet_tone><dt>"Last entry"</dt><dd>{quiet}</dd><dd>"ago"</dd></div> })}
        </dl>
    }
}

/// The newest entries of the timeline, newest first.
#[component]
pub(super) fn Last(entries: Vec<Entry>, incident: Incident, now: DateTime<Utc>) -> impl IntoView {
    let rows = entries.into_iter().map(|Entry { recorded, html }| {
        let name = recorded.actor.name().to_owned();
        let body = match (&recorded.event, html) {
            (IncidentEvent::Noted { .. }, Some(html)) => {
                view! { <b>{name}</b><div class="prose" inner_html=html></div> }.into_html()
            }
            (event, _) => view! { <p><b>{name}</b>" "{sentence(event, &incident)}</p> }.into_html(),
        };
        view! { <li><Moment at=recorded.occurred_at today=now/><div>{body}</div></li> }
    });
    view! { <section class="wall-last" aria-labelledby="last"><h2 id="last">"Last on the timeline"</h2><ol>{rows.collect_view()}</ol></section> }
}

/// Who does what, and which seats are empty.
#[component]
pub(super) fn Seats(roles: BTreeMap<String, Person>) -> impl IntoView {
    let others: Vec<String> = roles.keys().filter(|role| !ROLES.contains(&role.as_str())).cloned().collect();
    let seats = ROLES.into_iter().map(str::to_owned).chain(others).map(|role| match roles.get(&role) {
        Some(person) => view! { <li class="seat"><Face person=person.clone()/><span><b>{person.name.clone()}</b><small>{role}</small></span></li> }.into_html(),
        None => view! { <li class="seat" data-state="empty"><span class="face" data-empty aria-hidden="true">"?"</span><span><b>"Nobody yet"</b><small>{role}</small></span></li> }.into_html(),
    });
    view! { <section aria-labelledby="seats"><h2 id="seats">"Roles"</h2><ul class="wall-seats">{seats.collect_view()}</ul></section> }
}

/// How much of the checklists is done, and what is late.
#[component]
pub(super) fn Steps(incident: Incident, now: DateTime<Utc>) -> impl IntoView {
    if incident.checklists.is_empty() {
        return view! { <section aria-labelledby="steps"><h2 id="steps">"Open steps"</h2><p class="quiet">"No checklist was started."</p></section> }
            .into_html();
    }
    let tallies = incident.checklists.iter().map(|list| (list.title.clone(), list.tally(), late(list, now)));
    let rows = tallies.map(|(title, (open, total), late)| {
        let done = percent(total - open, total);
        view! {
            <li>
                <span class="wall-steps"><b>{open}</b>{format!(" of {total} open")}{(late > 0).then(|| view! { <span class="late">{format!(", {late} late")}</span> })}</span>
                <svg class="use-bar" aria-hidden="true"><rect class="rest" width="100%" height="100%"></rect><rect class="mark" width=done height="100%"></rect></svg>
                <small>{title}</small>
            </li>
        }
    });
    view! { <section aria-labelledby="steps"><h2 id="steps">"Open steps"</h2><ul class="wall-lists">{rows.collect_view()}</ul></section> }.into_html()
}

fn late(list: &Checklist, now: DateTime<Utc>) -> usize {
    list.late(now).map(|(_, items)| items).sum()
}
