use chrono::{DateTime, Datelike, NaiveDate, Utc};
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
    // In the order in which they were recorded. The pane is a reversed column: one sees its foot first, above the composer.
    let entries = room.read(|room| room.entries.clone());
    let (days, today) = (days(&entries, room.now()), room.now().date_naive());
    view! {
        <section class="pane time" aria-label="Timeline" id="timeline">
            <div class="pane-head"><h2>"Timeline"</h2><Count id="entries-count" words=entries.len().to_string()/></div>
            // Not a log, of which every line would be read out as it comes: the script says how many there are.
            <p class="hidden-visually" role="status" id="news" aria-label="New entries"></p>
            <div class="pane-body" tabindex="0" role="group" aria-label="Timeline events">
                <Region tag="ol" id="entries"><ol class="timeline" id="entries">
                    {days.into_iter().zip(entries).map(|(day, entry)| view! {
                        {day.map(|day| view! { <DayLine day today/> })}
                        <EntryView room entry/>
                    }).collect_view()}
                </ol></Region>
            </div>
            {room.may_work().then(|| view! { <Composer room/> })}
        </section>
    }
}

/// Of each entry, the day in UTC that begins with it. Where all are of today, none: their times say enough.
fn days(entries: &[Entry], now: DateTime<Utc>) -> Vec<Option<NaiveDate>> {
    let day = |entry: &Entry| entry.recorded.recorded_at.date_naive();
    let is_of_today = entries.iter().all(|entry| day(entry) == now.date_naive());
    let mut last: Option<NaiveDate> = None;
    let begins = |entry: &Entry| {
        let day = day(entry);
        let is_new = !is_of_today && last.is_none_or(|last| last < day);
        is_new.then(|| *last.insert(day))
    };
    entries.iter().map(begins).collect()
}

/// Stands above the first entry of a day, so that the time of each entry is enough.
#[component]
fn DayLine(day: NaiveDate, today: NaiveDate) -> impl IntoView {
    let form = if day.year() == today.year() { "%A, %-d %B" } else { "%A, %-d %B %Y" };
    view! { <li class="day" id=format!("day-{day}")>{day.format(form).to_string()}</li> }
}

#[component]
fn EntryView(room: Shown, entry: Entry) -> impl IntoView {
    let Entry { recorded, html } = entry;
    let is_late = recorded.recorded_at - recorded.occurred_at > chrono::Duration::minutes(2);
    // It stands where it was recorded, beneath the line of another day.
    let is_of_other_day = recorded.occurred_at.date_naive() != recorded.recorded_at.date_naive();
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
    let late = is_late.then(|| view! { " "<span class="quiet">"entered at "<Moment at=recorded.recorded_at/></span> });
    let region = format!("event-{}", recorded.seq);
    view! {
        <Region tag="li" id=region.clone()><li class="event" data-kind=kind data-other-day=is_of_other_day.then_some("") id=region>
            <Moment at=recorded.occurred_at today=recorded.recorded_at/>
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
