use chrono::{DateTime, Utc};
use domain::incidents::Stage;
use leptos::{prelude::*, server_fn::ServerFn};

use super::form::RoomForm;
use super::{gates::Gates, roles::Roles, state::RoomState, stepper::Stepper};
use crate::{
    incidents::room_api::AcknowledgeIncident,
    ui::{Icon, SeverityBadge, duration_words},
};

/// Severity, number, title, the way through the stages, clocks, seats.
#[component]
pub(super) fn Head(room: RoomState) -> impl IntoView {
    let severity = room.part(|incident| incident.severity);
    let title = room.part(|incident| incident.title.clone());
    let awaits = room.part(domain::incidents::Incident::awaits_answer);
    view! {
        <div class="room-head">
            <div class="room-line">
                <SeverityBadge severity wordy=true large=true/>
                <span class="room-number">{format!("INC-{}", room.number())}</span>
                <h1>{move || title.get()}</h1>
                {room.may_work().then(|| view! { <Gates room/> })}
            </div>
            {move || awaits.get().then(|| view! { <Unanswered room/> })}
            <div class="room-road"><Stepper room/><Clocks room/></div>
            <Roles room/>
        </div>
    }
}

/// The banner while nobody has answered: who was called because of it, and the button that ends it.
#[component]
fn Unanswered(room: RoomState) -> impl IntoView {
    let escalated = room.part(|incident| incident.escalated_at);
    let is_late = move || room.incident.with(|incident| incident.respond_by).is_some_and(|by| by < room.now.get());
    view! {
        <div class="notice" role="alert" data-tone=move || if is_late() { "late" } else { "soon" }>
            <Icon name="bell"/>
            <div>
                <b>{move || if is_late() { "Nobody acknowledged in time." } else { "Nobody has acknowledged this yet." }}</b>
                <p>{move || escalated.get().map(|at| format!("Escalated at {} UTC; the timeline says to whom.", at.format("%H:%M")))}</p>
            </div>
            {room.may_work().then(|| view! {
                <RoomForm room action=AcknowledgeIncident::PATH about="acknowledge" class="push">
                    <button class="button" data-kind="ink" type="submit">"Acknowledge"</button>
                </RoomForm>
            })}
        </div>
    }
}

#[derive(Clone, PartialEq)]
struct Times {
    stage: Stage,
    declared_at: DateTime<Utc>,
    respond_by: Option<DateTime<Utc>>,
    acknowledged_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
}

#[component]
fn Clocks(room: RoomState) -> impl IntoView {
    let times = room.part(|incident| Times {
        stage: incident.stage,
        declared_at: incident.declared_at,
        respond_by: incident.respond_by,
        acknowledged_at: incident.acknowledged_at,
        ended_at: incident.closed_at.or(incident.resolved_at),
    });
    let now = room.now;
    let respond = move || {
        let times = times.get();
        match (times.acknowledged_at, times.respond_by) {
            (Some(at), _) => ("Responded in", duration_words(at - times.declared_at), None),
            (None, Some(by)) if by < now.get() => ("Response late by", duration_words(now.get() - by), Some("late")),
            (None, Some(by)) => ("Respond within", countdown(by - now.get()), Some("soon")),
            (None, None) => ("Response", "no clock".to_owned(), None),
        }
    };
    let open = move || {
        let times = times.get();
        match times.ended_at {
            Some(ended) => ("Took", duration_words(ended - times.declared_at)),
            None => ("Open for", duration_words(now.get() - times.declared_at)),
        }
    };
    view! {
        <dl class="clocks">
            <div class="clock" data-tone=move || respond().2>
                <dt>{move || respond().0}</dt><dd>{move || respond().1}</dd>
                <dd>{move || times.get().respond_by.map(|by| format!("due {} UTC", by.format("%H:%M")))}</dd>
            </div>
            <div class="clock">
                <dt>{move || open().0}</dt><dd>{move || open().1}</dd>
                <dd>{move || format!("since {} UTC", times.get().declared_at.format("%-d %b %H:%M"))}</dd>
            </div>
        </dl>
    }
}

/// "4:59"
fn countdown(left: chrono::Duration) -> String {
    let seconds = left.num_seconds().max(0);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
