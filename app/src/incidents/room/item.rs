use domain::{
    checklists::{Item, ItemState},
    ids::ChecklistId,
    runbooks::Danger,
};
use leptos::prelude::*;

use super::{
    item_menu::ItemMenu,
    state::{RoomState, item_name},
};
use crate::ui::{Face, Icon};

/// An item of a checklist: its tick, its words, who and when, and what one can do with it.
#[component]
pub(super) fn ItemView(room: RoomState, id: ChecklistId, key: String) -> impl IntoView {
    let read = key.clone();
    let item = room.part(move |incident| incident.checklist(id).and_then(|list| list.item(&read)).cloned());
    let due = {
        let key = key.clone();
        room.part(move |incident| {
            let list = incident.checklist(id)?;
            list.groups.iter().find(|group| group.items.iter().any(|item| item.key == key)).and_then(|group| group.due_at)
        })
    };
    let name = item_name(&id.to_string(), &key);
    let pending = Memo::new(move |_| room.pending.with(|pending| pending.get(&name).copied()));
    let ticked =
        Memo::new(move |_| pending.get().unwrap_or_else(|| item.get().is_some_and(|item| item.state == ItemState::Done)));
    let state = move || match item.get().map(|item| item.state) {
        Some(ItemState::Done) => Some("done"),
        Some(ItemState::Skipped { .. } | ItemState::NotApplicable { .. }) => Some("skipped"),
        _ if ticked.get() => Some("done"),
        _ if due.get().is_some_and(|due| due < room.now.get()) => Some("late"),
        _ => None,
    };
    let Some(first) = item.get_untracked() else { return ().into_any() };
    let text_id = format!("item-{id}-{key}");
    let aside =
        move || item.get().is_some_and(|item| matches!(item.state, ItemState::Skipped { .. } | ItemState::NotApplicable { .. }));
    view! {
        <li class="item" data-state=state data-pending=move || pending.get().is_some().then_some("")>
            <button class="checkbox" role="checkbox" type="submit" form=format!("tick-{id}") value=key.clone()
                name=move || if ticked.get() { "uncheck" } else { "check" }
                aria-checked=move || if ticked.get() { "true" } else { "false" }
                aria-labelledby=text_id.clone() disabled=move || aside() || !room.may_work()></button>
            <span class="item-text" id=text_id>{plain(&first.text)}</span>
            <p class="meta">
                {danger(&first)}
                {move || item.get().map(|item| who_and_when(&item))}
                <span class="key">{(!first.is_added).then(|| key.clone())}</span>
            </p>
            <div class="act">
                {move || item.get().and_then(|item| item.assignee).map(|person| view! { <Face person small=true/> })}
                {(!first.commands.is_empty() && room.may_work()).then(|| view! {
                    <a class="button" data-size="small" href=format!("/incidents/{}/probe?checklist={id}&item={key}", room.number())><Icon name="run"/>"Run"</a>
                })}
                {room.may_work().then(|| view! { <ItemMenu room id key=key.clone() item/> })}
            </div>
            {(!first.commands.is_empty()).then(|| view! { <Commands item=first.clone()/> })}
        </li>
    }.into_any()
}

#[component]
fn Commands(item: Item) -> impl IntoView {
    view! {
        <details class="item-detail">
            <summary class="meta">"Commands"</summary>
            {item.commands.into_iter().map(|command| view! { <pre tabindex="0"><code>{command.text}</code></pre> }).collect_view()}
        </details>
    }
}

fn danger(item: &Item) -> Option<impl IntoView + use<>> {
    let words = match item.danger {
        Danger::None => return None,
        Danger::Caution => "Changes production",
        Danger::Destructive => "Can't be undone",
    };
    Some(view! { <span class="person soon"><Icon name="hazard"/>{words}</span> })
}

fn who_and_when(item: &Item) -> impl IntoView + use<> {
    let by = item.by.as_ref().map(|actor| actor.name().to_owned());
    let at = item.at.map(|at| at.format("%H:%M").to_string());
    let reason = match &item.state {
        ItemState::Skipped { reason } => Some(format!("Skipped: {reason}")),
        ItemState::NotApplicable { reason } => Some(format!("Not applicable: {reason}")),
        _ => None,
    };
    let added = (item.is_added && item.state == ItemState::Open).then_some("added by ");
    let note = (!item.note.is_empty()).then(|| item.note.clone());
    view! {
        {reason.map(|reason| view! { <span>{reason}</span> })}
        {by.map(|by| view! { <span>{added}{by}" "<time>{at}</time></span> })}
        {note.map(|note| view! { <span class="second">{note}</span> })}
    }
}

/// A step's text without Markdown's marks: an item is one line.
fn plain(text: &str) -> String {
    text.replace("**", "").replace('`', "")
}
