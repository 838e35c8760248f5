use domain::{
    checklists::{Checklist, ChecklistGroup, ChecklistSource, ItemState},
    ids::ChecklistId,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{decision::Decision, form::RoomForm, item::ItemView, start::StartChecklist, state::RoomState};
use crate::{
    incidents::room_api::{AddItem, TickItem},
    ui::duration_words,
};

/// The column of checklists.
#[component]
pub(super) fn Checklists(room: RoomState) -> impl IntoView {
    let ids = room.part(|incident| incident.checklists.iter().map(|list| list.id).collect::<Vec<_>>());
    let tally = room.part(|incident| {
        incident.checklists.iter().map(Checklist::tally).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    });
    view! {
        <section class="pane lists" aria-label="Checklists">
            <div class="pane-head">
                <h2>"Checklists"</h2>
                <span class="count">{move || { let (open, total) = tally.get(); format!("{} of {total}", total - open) }}</span>
            </div>
            <div class="pane-body" tabindex="0" role="group" aria-label="Checklist items">
                {room.may_work().then(|| view! { <StartChecklist room/> })}
                <For each=move || ids.get() key=|id| *id children=move |id| view! { <List room id/> }/>
            </div>
        </section>
    }
}

#[component]
fn List(room: RoomState, id: ChecklistId) -> impl IntoView {
    let Some(list) = room.incident.with_untracked(|incident| incident.checklist(id).cloned()) else { return ().into_any() };
    let keys: Vec<String> = list.groups.iter().map(|group| group.key.clone()).collect();
    let origin = match &list.source {
        ChecklistSource::Runbook { slug, version, .. } => {
            view! { <a href=format!("/runbooks/{slug}")>{list.title.clone()}</a>" "<span class="tag">{format!("v{version}")}</span> }.into_any()
        }
        ChecklistSource::Triage | ChecklistSource::Protocol => list.title.clone().into_any(),
    };
    view! {
        <div class="list-head">
            <h3>{origin}</h3>
            <p class="meta"><span>{format!("Started by {}, {} UTC", list.started_by.name(), list.started_at.format("%H:%M"))}</span></p>
        </div>
        <RoomForm room action=TickItem::PATH about=format!("tick-{id}") class="tick-form" attr:id=format!("tick-{id}")>
            <input type="hidden" name="checklist" value=id.to_string()/>
        </RoomForm>
        {keys.into_iter().map(|key| view! { <GroupView room id key/> }).collect_view()}
    }.into_any()
}

/// A window of the checklist: its items, and the decision at its end.
#[component]
fn GroupView(room: RoomState, id: ChecklistId, key: String) -> impl IntoView {
    let read = {
        let key = key.clone();
        move |list: &Checklist| {
            list.groups.iter().find(|group| group.key == key).map(|group| (group.clone(), list.is_live(group)))
        }
    };
    let group = room.part(move |incident| incident.checklist(id).and_then(&read));
    let Some((first, is_live)) = group.get_untracked() else { return ().into_any() };
    let items = Memo::new(move |_| {
        group.get().map(|(group, _)| group.items.iter().map(|item| item.key.clone()).collect::<Vec<_>>()).unwrap_or_default()
    });
    let (done, total) = tally(&first);
    let decision = first.decision.as_ref().map(|decision| decision.key.clone());
    // What is finished is folded, so that the first open item is in sight.
    let open = is_live && (done < total || first.decision.as_ref().is_some_and(|decision| decision.chosen.is_none()));
    view! {
        <details class="window" open=open data-branch=move || group.get().is_some_and(|(_, live)| !live).then_some("closed")>
            <summary class="window-head">
                <h4>{first.title.clone()}</h4>
                {move || group.get().map(|(group, live)| view! { <small>{window_words(&group, live, room.now.get())}</small> })}
                <Gauge room group/>
            </summary>
            <ul>
                <For each=move || items.get() key=Clone::clone children=move |key| view! { <ItemView room id key/> }/>
            </ul>
            {decision.map(|key| view! { <Decision room id key/> })}
            {room.may_work().then(|| view! { <AddItemForm room id group=key.clone()/> })}
        </details>
    }
    .into_any()
}

fn tally(group: &ChecklistGroup) -> (usize, usize) {
    (group.items.iter().filter(|item| item.state != ItemState::Open).count(), group.items.len())
}

fn window_words(group: &ChecklistGroup, live: bool, now: chrono::DateTime<chrono::Utc>) -> String {
    let (done, total) = tally(group);
    if !live {
        return "opens with the decision".to_owned();
    }
    let due = match group.due_at {
        Some(_) if done == total => String::new(),
        Some(due) if due < now => format!("{} late, ", duration_words(now - due)),
        Some(due) => format!("{} left, ", duration_words(due - now)),
        None => String::new(),
    };
    format!("{due}{done} of {total}")
}

#[component]
fn Gauge(room: RoomState, group: Memo<Option<(ChecklistGroup, bool)>>) -> impl IntoView {
    let strokes = move || {
        let Some((group, _)) = group.get() else { return vec![] };
        let late = group.due_at.is_some_and(|due| due < room.now.get());
        let state = |item: &domain::checklists::Item| match (&item.state, late) {
            (ItemState::Open, true) => Some("late"),
            (ItemState::Open, false) => None,
            _ => Some("done"),
        };
        group.items.iter().map(state).collect::<Vec<_>>()
    };
    view! { <span class="gauge" aria-hidden="true">{move || strokes().into_iter().map(|state| view! { <i data-state=state></i> }).collect_view()}</span> }
}

#[component]
fn AddItemForm(room: RoomState, id: ChecklistId, group: String) -> impl IntoView {
    let field = format!("add-{id}-{group}");
    view! {
        <details class="add-item">
            <summary class="meta">"Add an item"</summary>
            <RoomForm room action=AddItem::PATH about=field.clone() class="inline-form">
                <input type="hidden" name="checklist" value=id.to_string()/>
                <input type="hidden" name="group" value=group/>
                <div class="field"><label class="hidden-visually" for=field.clone()>"What is to be done"</label>
                    <input class="input" id=field name="text" maxlength="500" required placeholder="What is to be done" autocomplete="off"/></div>
                <button class="button" data-size="small" type="submit">"Add item"</button>
            </RoomForm>
        </details>
    }
}
