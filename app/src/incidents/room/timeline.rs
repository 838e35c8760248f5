use domain::{
    incidents::{Incident, IncidentEvent},
    timeline::{Entry, Mark, mark, sentence},
};
use leptos::prelude::*;

use super::{body::Count, composer::Composer, evidence::EvidenceEntry, shown::Shown};
use crate::{
    live::Region,
    ui::{Face, Icon, IntoHtml, Moment},
};

/// The timeline, newest at the foot, with the composer below it.
#[component]
pub(super) fn Timeline(room: Shown) -> impl IntoView {
    // Newest first in the document: the pane is a reversed column, so the newest stands above the composer.
    let entries = room.read(|room| room.entries.clone());
    view! {
        <section class="pane time" aria-label="Timeline" id="timeline">
            <div class="pane-head"><h2>"Timeline"</h2><Count id="entries-count" words=entries.len().to_string()/></div>
            // Not a log, of which every line would be read out as it comes: the script says how many there are.
            <p class="hidden-visually" role="status" id="news" aria-label="New entries"></p>
            <div class="pane-body" tabindex="0" role="group" aria-label="Timeline events">
                <Region tag="ol" id="entries"><ol class="timeline" id="entries">
                    {entries.into_iter().map(|entry| view! { <EntryView room entry/> }).collect_view()}
                </ol></Region>
            </div>
            {room.may_work().then(|| view! { <Composer room/> })}
        </section>
    }
}

#[component]
fn EntryView(room: Shown, entry: Entry) -> impl IntoView {
    let Entry { recorded, html } = entry;
    let is_late = recorded.recorded_at - recorded.occurred_at > chrono::Duration::minutes(2);
    let kind = kind(mark(&recorded.event));
    let person = recorded.actor.person().cloned();
    let name = recorded.actor.name().to_owned();
    let body = match &recorded.event {
        IncidentEvent::Noted { text } => {
            let html = html.unwrap_or_else(|| text.clone());
            view! { <p class="by"><b>{name}</b>", note"</p><div class="prose note" inner_html=html></div> }.into_html()
        }
        IncidentEvent::EvidenceRecorded { number, .. } => {
            view! { <p class="by"><b>{name}</b>" ran a probe"</p><EvidenceEntry room number=*number/> }.into_html()
        }
        event => {
            let words = room.part(|incident: &Incident| sentence(event, incident));
            view! { <b>{name}</b>" "{words} }.into_html()
        }
    };
    let sign = match (&recorded.event, person) {
        (IncidentEvent::Noted { .. }, Some(person)) => view! { <Face person small=true/> }.into_html(),
        (event, _) => view! { <Icon name=sign(mark(event))/> }.into_html(),
    };
    let late =
        is_late.then(|| view! { " "<span class="quiet">"entered at "<Moment at=recorded.recorded_at today=room.now()/></span> });
    let region = format!("event-{}", recorded.seq);
    view! {
        <Region tag="li" id=region.clone()><li class="event" data-kind=kind id=region>
            <Moment at=recorded.occurred_at/>
            <span class="mark">{sign}</span>
            <div>{body}{late}</div>
        </li></Region>
    }
}

fn kind(mark: Mark) -> &'static str {
    match mark {
        Mark::Declare => "declare",
        Mark::Escalate => "escalation",
        Mark::Role => "role",
        Mark::Stage => "state",
        Mark::Note => "note",
        Mark::Check => "checklist",
        Mark::Decision => "decision",
        Mark::Evidence => "evidence",
        Mark::Record => "system",
    }
}

fn sign(mark: Mark) -> &'static str {
    match mark {
        Mark::Declare => "bell",
        Mark::Escalate => "alert",
        Mark::Role => "user",
        Mark::Stage => "next",
        Mark::Note => "doc",
        Mark::Check => "check",
        Mark::Decision => "branch",
        Mark::Evidence => "probe",
        Mark::Record => "pin",
    }
}
