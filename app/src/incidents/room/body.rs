use domain::checklists::Checklist;
use leptos::prelude::*;

use super::{
    checklists::Checklists,
    facts::FactsPane,
    head::Head,
    shown::{Shown, Tab},
    timeline::Timeline,
};
use crate::{incidents::RoomView, live::Region};

/// The room's parts; on a phone one of the three columns at a time.
#[component]
pub(super) fn Body(
    room: RoomView,
    /// The one that is shown at first.
    #[prop(optional)]
    tab: Tab,
) -> impl IntoView {
    let room = Shown::new(room, tab);
    let is = move |one: Tab| tab == one;
    let (open, total) = room.part(|incident| {
        incident.checklists.iter().map(Checklist::tally).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    });
    let (entries, evidence) = room.read(|room| (room.entries.len(), room.incident.evidence.len()));
    view! {
        <Head room/>
        <div class="tabs room-tabs" role="group" aria-label="Part of the room">
            <label><input type="radio" name="pane" id="tab-lists" checked=is(Tab::Lists)/>"Checklists "<Count id="tab-lists-count" words=format!("{}/{total}", total - open)/></label>
            <label><input type="radio" name="pane" id="tab-time" checked=is(Tab::Time)/>"Timeline "<Count id="tab-time-count" words=entries.to_string()/></label>
            <label><input type="radio" name="pane" id="tab-facts" checked=is(Tab::Facts)/>"Facts "<Count id="tab-facts-count" words=evidence.to_string()/></label>
        </div>
        <div class="columns">
            <Checklists room=room.within(Tab::Lists)/>
            <Timeline room=room.within(Tab::Time)/>
            <FactsPane room=room.within(Tab::Facts)/>
        </div>
    }
}

/// A figure that changes on its own.
#[component]
pub(super) fn Count(id: &'static str, words: String) -> impl IntoView {
    view! { <Region tag="span" id=id><span class="count" id=id>{words}</span></Region> }
}
