use domain::{
    checklists::{Checklist, ChecklistGroup, ChecklistSource, Item, ItemState},
    ids::ChecklistId,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    body::Count, decision::Decision, form::RoomForm, item::ItemView, shown::Shown, start::StartChecklist, values::Values,
};
use crate::{
    incidents::{
        lessons::lessons_link,
        room_api::{AddItem, TickItem},
    },
    live::Region,
    ui::{IntoHtml, Moment, duration_words},
};

/// The column of checklists.
#[component]
pub(super) fn Checklists(room: Shown) -> impl IntoView {
    let ids = room.part(|incident| incident.checklists.iter().map(|list| list.id).collect::<Vec<_>>());
    let tally = room.part(|incident| {
        incident.checklists.iter().map(Checklist::tally).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    });
    view! {
        <section class="pane lists" aria-label="Checklists">
            <div class="pane-head">
                <h2>"Checklists"</h2>
                <Count id="lists-count" words=format!("{} of {}", tally.1 - tally.0, tally.1)/>
            </div>
            <div class="pane-body" tabindex="0" role="group" aria-label="Checklist items">
                <Region tag="div" id="lists"><div id="lists">
                    {ids.into_iter().map(|id| view! { <List room id/> }).collect_view()}
                </div></Region>
                {room.may_work().then(|| view! { <StartChecklist room/> })}
            </div>
        </section>
    }
}

#[component]
fn List(room: Shown, id: ChecklistId) -> impl IntoView {
    let Some(list) = room.part(|incident| incident.checklist(id).cloned()) else { return ().into_html() };
    let keys: Vec<String> = list.groups.iter().map(|group| group.key.clone()).collect();
    let origin = match &list.source {
        ChecklistSource::Runbook { slug, version, .. } => {
            view! { <a href=format!("/runbooks/{slug}")>{list.title.clone()}</a>" "<span class="tag">{format!("v{version}")}</span> }.into_html()
        }
        ChecklistSource::Triage | ChecklistSource::Protocol => list.title.clone().into_html(),
    };
    let region = format!("list-{id}");
    let lessons = room.part(|incident| lessons_link(incident, &list));
    view! {
        <Region tag="section" id=region.clone()><section class="checklist" id=region>
        <div class="list-head">
            <h3>{origin}</h3>
            <p class="meta"><span>{format!("Started by {}, ", list.started_by.name())}<Moment at=list.started_at today=room.now()/>" UTC"</span></p>
            {lessons}
        </div>
        <RoomForm room action=TickItem::PATH about=format!("tick-{id}") class="tick-form" attr:id=format!("tick-{id}")>
            <input type="hidden" name="checklist" value=id.to_string()/>
        </RoomForm>
        <Values room id/>
        {keys.into_iter().map(|key| view! { <GroupView room id key/> }).collect_view()}
        </section></Region>
    }.into_html()
}

/// A window of the checklist: its items, and the decision at its end.
#[component]
fn GroupView(room: Shown, id: ChecklistId, key: String) -> impl IntoView {
    let group = room.part(|incident| {
        let list = incident.checklist(id)?;
        list.groups
            .iter()
            .find(|group| group.key == key)
            .map(|group| (group.clone(), list.is_live(group), list.has_ended(group, room.now())))
    });
    let Some((group, is_live, has_ended)) = group else { return ().into_html() };
    let (done, total) = tally(&group);
    let decision = group.decision.as_ref().map(|decision| decision.key.clone());
    // What is finished is folded, so that the first open item is in sight.
    let open = is_live && (done < total || group.decision.as_ref().is_some_and(|decision| decision.chosen.is_none()));
    let (region, head) = (format!("window-{id}-{key}"), format!("head-{id}-{key}"));
    let items: Vec<String> = group.items.iter().map(|item| item.key.clone()).collect();
    view! {
        <Region tag="details" id=region.clone()><details class="window" id=region open=open>
            <Region tag="summary" id=head.clone()><summary class="window-head" id=head>
                <h4>{group.title.clone()}</h4>
                <small>{window_words(&group, is_live, room.now())}</small>
                <Gauge group=group.clone() has_ended/>
            </summary></Region>
            <ul>{items.into_iter().map(|key| view! { <ItemView room id key/> }).collect_view()}</ul>
            {decision.map(|key| view! { <Decision room id key/> })}
            {room.may_work().then(|| view! { <AddItemForm room id group=key.clone()/> })}
        </details></Region>
    }
    .into_html()
}

fn tally(group: &ChecklistGroup) -> (usize, usize) {
    (group.items.iter().filter(|item| item.state != ItemState::Open).count(), group.items.len())
}

fn window_words(group: &ChecklistGroup, live: bool, now: chrono::DateTime<chrono::Utc>) -> String {
    let (done, total) = tally(group);
    if !live {
        return "opens with the decision".to_owned();
    }
    if total == 0 {
        let words = group.decision.as_ref().map(|decision| if decision.chosen.is_some() { "decided" } else { "to be decided" });
        return words.unwrap_or_default().to_owned();
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
fn Gauge(group: ChecklistGroup, has_ended: bool) -> impl IntoView {
    let state = |item: &Item| match (&item.state, has_ended) {
        (ItemState::Open, true) => Some("late"),
        (ItemState::Open, false) => None,
        _ => Some("done"),
    };
    view! { <span class="gauge" aria-hidden="true">{group.items.iter().map(|item| view! { <i data-state=state(item)></i> }).collect_view()}</span> }
}

#[component]
fn AddItemForm(room: Shown, id: ChecklistId, group: String) -> impl IntoView {
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
