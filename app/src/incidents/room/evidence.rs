use leptos::prelude::*;

use super::state::RoomState;

/// A probe's result on the timeline.
#[component]
pub(super) fn EvidenceEntry(room: RoomState, number: i64) -> impl IntoView {
    let evidence =
        room.incident.with_untracked(|incident| incident.evidence.iter().find(|evidence| evidence.number == number).cloned());
    evidence.map(|evidence| {
        let run = evidence.run;
        view! {
            <article class="evidence" id=format!("e{number}") aria-label=format!("Evidence E-{number}")>
                <header><h3>{format!("E-{number} {}", run.title)}</h3><span class="tag">{run.target}</span></header>
                <div class="verdict" data-outcome=run.outcome.key()><div><b>{run.outcome.label()}</b>": "{run.explanation}</div></div>
            </article>
        }
    })
}
