use domain::checklists::Checklist;
use leptos::prelude::*;

use super::{checklists::Checklists, enhance, facts::FactsPane, head::Head, state::RoomState, timeline::Timeline};
use crate::{incidents::room_api::RoomView, live::ConnectionStrip};

/// The room as an island: what the server has rendered, kept up to date by events.
#[island]
pub(super) fn Room(room: RoomView) -> impl IntoView {
    let room = RoomState::new(room);
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| enhance::begin(room));
    let items = room.part(|incident| {
        let (open, total) =
            incident.checklists.iter().map(Checklist::tally).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        (total - open, total)
    });
    view! {
        <div class="room-body" on:submit=move |event| enhance::submit(&event, room)>
            <ConnectionStrip/>
            <Head room/>
            <div class="tabs room-tabs" role="group" aria-label="Part of the room">
                <label><input type="radio" name="pane" id="tab-lists" checked/>"Checklists "
                    <span class="count">{move || items.get().0}"/"{move || items.get().1}</span></label>
                <label><input type="radio" name="pane" id="tab-time"/>"Timeline "
                    <span class="count">{move || room.entries.with(Vec::len)}</span></label>
                <label><input type="radio" name="pane" id="tab-facts"/>"Facts "
                    <span class="count">{move || room.incident.with(|incident| incident.evidence.len())}</span></label>
            </div>
            <div class="columns">
                <Checklists room/>
                <Timeline room/>
                <FactsPane room/>
            </div>
        </div>
    }
}
