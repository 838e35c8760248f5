use chrono::{DateTime, Utc};
use domain::{
    checklists::{Item, ItemState},
    ids::ChecklistId,
    runbooks::{Danger, Language},
};
use leptos::prelude::*;

use super::{
    filled::filled,
    item_menu::ItemMenu,
    name::{item_name, region_name},
    shown::Shown,
};
use crate::{
    live::Region,
    runbooks::CopyButton,
    ui::{Face, Icon, IntoHtml, Moment},
};

/// An item of a checklist: its tick, its words, who and when, and what one can do with it.
#[component]
pub(super) fn ItemView(room: Shown, id: ChecklistId, key: String) -> impl IntoView {
    let found = room.part(|incident| {
        let list = incident.checklist(id)?;
        let due = list.groups.iter().find(|group| group.items.iter().any(|item| item.key == key)).and_then(|group| group.due_at);
        list.item(&key).map(|item| (item.clone(), list.filled_in(item).text, due))
    });
    let Some((item, words, due)) = found else { return ().into_html() };
    let is_done = item.state == ItemState::Done;
    let is_aside = matches!(item.state, ItemState::Skipped { .. } | ItemState::NotApplicable { .. });
    let state = match item.state {
        ItemState::Done => Some("done"),
        ItemState::Skipped { .. } | ItemState::NotApplicable { .. } => Some("skipped"),
        ItemState::Open => due.is_some_and(|due| due < room.now()).then_some("late"),
    };
    let (region, text_id) = (region_name(&item_name(&id.to_string(), &key)), format!("item-{id}-{key}"));
    view! {
        <Region tag="li" id=region.clone()><li class="item" id=region data-state=state>
            <button class="checkbox" role="checkbox" type="submit" form=format!("tick-{id}") value=key.clone()
                name=if is_done { "uncheck" } else { "check" }
                aria-checked=if is_done { "true" } else { "false" }
                aria-labelledby=text_id.clone() disabled=is_aside || !room.may_work()></button>
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
            {(!item.commands.is_empty()).then(|| view! { <Commands room id item=item.clone()/> })}
        </li></Region>
    }.into_html()
}

/// What is to be typed or sent, with the values in it, and a button that copies it where there is a script.
#[component]
fn Commands(room: Shown, id: ChecklistId, item: Item) -> impl IntoView {
    let commands = item.commands.into_iter().map(|command| {
        view! {
            <figure class="code">
                <figcaption>{language(command.language)}<CopyButton/></figcaption>
                <pre tabindex="0"><code>{filled(room, id, &command.text, Some(command.language))}</code></pre>
            </figure>
        }
    });
    view! {
        <details class="item-detail">
            <summary class="meta">"Commands"</summary>
            {commands.collect_view()}
        </details>
    }
}

fn language(language: Language) -> &'static str {
    match language {
        Language::Shell => "Shell",
        Language::Sql => "SQL",
        Language::Http => "HTTP",
        Language::Other => "Code",
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
