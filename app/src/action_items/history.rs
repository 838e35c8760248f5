use domain::{action_items::ActionItemEvent, log::Recorded};
use leptos::prelude::*;

use crate::ui::Moment;

/// What happened to an action item, the latest first.
#[component]
pub(super) fn History(history: Vec<Recorded<ActionItemEvent>>) -> impl IntoView {
    let entries = history.into_iter().rev().map(|recorded| {
        let who = recorded.actor.name().to_owned();
        view! {
            <li class="lead"><span><b>{who}</b>" "{sentence(&recorded.event)}</span><span><Moment at=recorded.occurred_at dated=true/></span></li>
        }
    });
    view! {
        <section class="part" aria-labelledby="history">
            <div class="part-head"><h2 id="history">"History"</h2></div>
            <ul class="rows">{entries.collect_view()}</ul>
        </section>
    }
}

/// What an event says after the name of who did it.
fn sentence(event: &ActionItemEvent) -> String {
    use ActionItemEvent as E;
    const DAY: &str = "%-d %b %Y";
    match event {
        E::Added { owner, due, .. } => format!("added it for {}, due {}", owner.name, due.format(DAY)),
        E::Started => "started work".to_owned(),
        E::Reassigned { owner } => format!("gave it to {}", owner.name),
        E::Rescheduled { due, reason } => format!("moved the due date to {}: {reason}", due.format(DAY)),
        E::Completed { proof } => format!("marked it done: {proof}"),
        E::Reopened { reason } if reason.is_empty() => "reopened it".to_owned(),
        E::Reopened { reason } => format!("reopened it: {reason}"),
    }
}
