use chrono::{DateTime, Utc};
use domain::incidents::{Call, missed, reached};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{form::RoomForm, gates::Gates, name::DO_ACKNOWLEDGE, nudges::Nudges, roles::Roles, shown::Shown, stepper::Stepper};
use crate::{
    incidents::{Called, WouldCall, room_api::AcknowledgeIncident},
    live::Region,
    ui::{Icon, IntoHtml, Moment, SeverityBadge, Tag, countdown, duration_words},
};

/// Severity, number, title, the way through the stages, clocks, seats. What is done seldom stands beside the title; on a
/// phone it waits in a sheet behind “More to do”.
#[component]
pub(super) fn Head(room: Shown) -> impl IntoView {
    let severity = room.part(|incident| incident.severity);
    let title = room.part(|incident| incident.title.clone());
    let (awaits, is_restricted) = room.part(|incident| (incident.awaits_answer(), incident.is_restricted()));
    view! {
        <Region tag="div" id="room-head"><div class="room-head" id="room-head">
            <div class="room-line">
                <SeverityBadge severity wordy=true large=true/>
                <span class="room-number">{format!("INC-{}", room.number())}</span>
                {room.part(|incident| incident.drill).then(|| view! { <Tag words="Drill"/> })}
                {is_restricted.then(|| view! { <Tag words="Restricted"/> })}
                <h1>{title}</h1>
                {(room.may_work() || !is_restricted).then(|| view! {
                    <button class="button room-more" data-shape="square" type="button" popovertarget="room-tools" aria-label="More to do">
                        <Icon name="more"/>
                    </button>
                })}
                <div class="buttons room-tools" id="room-tools" popover>
                    {room.may_work().then(|| view! { <Gates room/> })}
                    // A wall is there for everybody who passes.
                    {(!is_restricted).then(|| view! {
                        <a class="button" data-kind="quiet" data-size="small" href=format!("/incidents/{}/wall", room.number())>
                            <Icon name="screen"/>"Wall view"
                        </a>
                    })}
                </div>
            </div>
            {awaits.then(|| view! { <Unanswered room/> })}
            <Nudges room/>
            <div class="room-road"><Stepper room/><Clocks room/></div>
            <Roles room/>
        </div></Region>
    }
}

/// The banner while nobody has answered: who was called because of it, who will be, and the button that ends it.
#[component]
fn Unanswered(room: Shown) -> impl IntoView {
    let now = room.now();
    let (call, respond_by) = room.part(|incident| (incident.call.clone(), incident.respond_by));
    let is_late = respond_by.is_some_and(|by| by < now);
    let by = respond_by.filter(|_| !is_late);
    let to = room.read(|room| room.would_call.clone());
    let is_called = call.is_some();
    view! {
        <div class="notice" role="alert" data-tone=if is_late { "late" } else { "soon" }>
            <Icon name="bell"/>
            <div>
                <b>{if is_late { "Nobody acknowledged in time." } else { "Nobody has acknowledged this yet." }}</b>
                {call.map(|Call { at, to, .. }| view! { <p><Called at reached=reached(&to) missed=missed(&to) now/></p> })}
                {by.map(|by| view! { <p><WouldCall by to again=is_called now/></p> })}
                {(is_late && !is_called).then(|| view! { <p>"Nobody has been called yet."</p> })}
            </div>
            {room.may_work().then(|| view! {
                <RoomForm room action=AcknowledgeIncident::PATH about="acknowledge" class="push">
                    <button class="button" id=DO_ACKNOWLEDGE data-kind="ink" type="submit">"Acknowledge"</button>
                </RoomForm>
            })}
        </div>
    }
}

/// How long one has to answer, and how long it has lasted. The script lets them run.
#[component]
fn Clocks(room: Shown) -> impl IntoView {
    let (declared, respond_by, answered, ended) =
        room.part(|incident| (incident.declared_at, incident.respond_by, incident.answered_at(), incident.resolved_at));
    let now = room.now();
    let (tone, respond_words, respond) = match (answered, respond_by) {
        (Some(at), _) => (None, "Responded in", view! { <dd>{duration_words(at - declared)}</dd> }.into_html()),
        // What is over needs no answer any more.
        (None, _) if ended.is_some() => (None, "Response", view! { <dd>"none needed"</dd> }.into_html()),
        (None, Some(by)) if by < now => (Some("late"), "Response late by", view! { <Since at=by now/> }.into_html()),
        (None, Some(by)) => (Some("soon"), "Respond within", view! { <Until at=by now/> }.into_html()),
        (None, None) => (None, "Response", view! { <dd>"no clock"</dd> }.into_html()),
    };
    let (open_words, open) = match ended {
        Some(ended) => ("Took", view! { <dd>{duration_words(ended - declared)}</dd> }.into_html()),
        None => ("Open for", view! { <Since at=declared now/> }.into_html()),
    };
    view! {
        <Region tag="dl" id="clocks"><dl class="clocks" id="clocks">
            <div class="clock" data-tone=tone>
                <dt>{respond_words}</dt>{respond}
                <dd>{respond_by.map(|at| view! { "due "<Moment at today=now/>" UTC" })}</dd>
            </div>
            <div class="clock">
                <dt>{open_words}</dt>{open}
                <dd>"since "<Moment at=declared today=now/>" UTC"</dd>
            </div>
        </dl></Region>
    }
}

#[component]
fn Since(at: DateTime<Utc>, now: DateTime<Utc>) -> impl IntoView {
    view! { <dd data-since=at.timestamp()>{duration_words(now - at)}</dd> }
}

#[component]
fn Until(at: DateTime<Utc>, now: DateTime<Utc>) -> impl IntoView {
    view! { <dd data-until=at.timestamp()>{countdown(at - now)}</dd> }
}
