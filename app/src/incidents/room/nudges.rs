use chrono::{DateTime, Utc};
use domain::incidents::{LateWindow, Nudge, nudges};
use leptos::prelude::*;

use super::shown::Shown;
use crate::{
    live::Region,
    ui::{Icon, IntoHtml, duration_words},
};

/// What the room reminds of by itself, a line each. Rooms are drawn anew every few seconds, so a line comes and goes while
/// nobody does anything.
#[component]
pub(super) fn Nudges(room: Shown) -> impl IntoView {
    let now = room.now();
    let lines = room.read(|room| nudges(&room.incident, &room.entries, now));
    // Without a line it is there still, and takes no room: only what was there before its words come is read out.
    view! {
        <Region tag="div" id="nudges"><div class="nudges" id="nudges" role="status" aria-label="Needs attention" aria-atomic="false">
            {lines.into_iter().map(|nudge| view! { <Line nudge now/> }).collect_view()}
        </div></Region>
    }
}

#[component]
fn Line(nudge: Nudge, now: DateTime<Utc>) -> impl IntoView {
    match nudge {
        // The script lets it run, and nobody is told of each minute.
        Nudge::Quiet { since } => view! {
            <p class="soon"><Icon name="pencil"/>" Nothing recorded for "<span aria-live="off" data-since=since.timestamp()>{duration_words(now - since)}</span></p>
        }
        .into_html(),
        Nudge::Unled => view! {
            <p class="soon" data-leads=""><Icon name="user"/>" No incident commander: fill "<a href="#roles">"the seat"</a></p>
        }
        .into_html(),
        Nudge::Late(windows) => view! {
            <p class="late" data-leads=""><Icon name="clock"/>" "{windows.into_iter().enumerate().map(|(nth, window)| view! { <Late nth window/> }).collect_view()}</p>
        }
        .into_html(),
    }
}

/// A window within the one line of all that are late; its name leads to it.
#[component]
fn Late(nth: usize, window: LateWindow) -> impl IntoView {
    let LateWindow { checklist, group, title, items } = window;
    let words = match (nth, items) {
        (0, 1) => "1 item late in ".to_owned(),
        (0, items) => format!("{items} items late in "),
        (_, items) => format!(", {items} in "),
    };
    view! { {words}<a href=format!("#window-{checklist}-{group}")>{title}</a> }
}
