use chrono::{DateTime, Utc};
use domain::{
    checklists::{Item, ItemState},
    ids::ChecklistId,
    runbooks::Danger,
};
use leptos::prelude::*;

use super::{
    filled::filled,
    item_detail::DetailView,
    item_evidence::ItemEvidence,
    item_menu::ItemMenu,
    name::{item_name, region_name},
    shown::Shown,
    tick::Tick,
};
use crate::{
    live::Region,
    ui::{Face, Icon, IntoHtml, Moment},
};

/// An item of a checklist: its tick, its words, who and when, what one can do with it, what was seen, and what its runbook says
/// of it.
#[component]
pub(super) fn ItemView(room: Shown, id: ChecklistId, key: String) -> impl IntoView {
    let found = room.part(|incident| {
        let list = incident.checklist(id)?;
        let (group, item) =
            list.groups.iter().find_map(|group| Some((group, group.items.iter().find(|item| item.key == key)?)))?;
        Some((item.clone(), list.filled_in(item).text, list.is_late(item, group, room.now())))
    });
    let Some((item, words, is_late)) = found else { return ().into_html() };
    let state = match item.state {
        ItemState::Done => Some("done"),
        ItemState::Skipped { .. } | ItemState::NotApplicable { .. } => Some("skipped"),
        ItemState::Open => is_late.then_some("late"),
    };
    let (region, text_id) = (region_name(&item_name(&id.to_string(), &key)), format!("item-{id}-{key}"));
    view! {
        <Region tag="li" id=region.clone()><li class="item" id=region data-state=state>
            <Tick room id item=item.clone() words=words.clone() text_id=text_id.clone()/>
            <span class="item-text" id=text_id>{filled(room, id, &item.text, None)}</span>
            <p class="meta">
                {danger(&item)}
                {who_and_when(&item, room.now())}
                <span class="key">{(!item.is_added).then(|| key.clone())}</span>
            </p>
            <div class="act">
                {item.assignee.clone().map(|person| view! { <Face person small=true/> })}
                {(!item.commands.is_empty() && room.may_work()).then(|| view! {
                    <a class="button" data-size="small" href=format!("/incidents/{}/probe?checklist={id}&item={key}", room.number())><Icon name="run"/>"Run"</a>
                })}
                {room.may_work().then(|| view! { <ItemMenu room id key=key.clone() item=item.clone() words/> })}
            </div>
            <ItemEvidence room id key=key.clone()/>
            <DetailView room id item=item.clone()/>
        </li></Region>
    }.into_html()
}

fn danger(item: &Item) -> Option<impl IntoView + use<>> {
    let words = match item.danger {
        Danger::None => return None,
        Danger::Caution => "Changes production",
        Danger::Destructive => "Can't be undone",
    };
    Some(view! { <span class="person soon"><Icon name="hazard"/>{words}</span> })
}

fn who_and_when(item: &Item, now: DateTime<Utc>) -> impl IntoView + use<> {
    let by = item.by.as_ref().map(|actor| actor.name().to_owned());
    let at = item.at.map(|at| view! { <Moment at today=now/> });
    let reason = match &item.state {
        ItemState::Skipped { reason } => Some(format!("Skipped: {reason}")),
        ItemState::NotApplicable { reason } => Some(format!("Not applicable: {reason}")),
        _ => None,
    };
    let added = (item.is_added && item.state == ItemState::Open).then_some("added by ");
    let note = (!item.note.is_empty()).then(|| item.note.clone());
    view! {
        {reason.map(|reason| view! { <span>{reason}</span> })}
        {by.map(|by| view! { <span>{added}{by}" "{at}</span> })}
        {note.map(|note| view! { <span class="second">{note}</span> })}
    }
}
