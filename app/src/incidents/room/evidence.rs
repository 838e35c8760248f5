use leptos::prelude::*;

use super::state::RoomState;
use crate::diagnostics::EvidenceCard;

/// A probe's result on the timeline.
#[component]
pub(super) fn EvidenceEntry(room: RoomState, number: i64) -> impl IntoView {
    let evidence =
        room.incident.with_untracked(|incident| incident.evidence.iter().find(|evidence| evidence.number == number).cloned());
    evidence.map(|evidence| view! { <EvidenceCard evidence/> })
}
