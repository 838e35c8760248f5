use leptos::prelude::*;

use super::shown::Shown;
use crate::diagnostics::EvidenceCard;

/// A probe's result on the timeline.
#[component]
pub(super) fn EvidenceEntry(room: Shown, number: i64) -> impl IntoView {
    let evidence = room.part(|incident| incident.evidence.iter().find(|evidence| evidence.number == number).cloned());
    evidence.map(|evidence| view! { <EvidenceCard evidence/> })
}
