use domain::{
    checklists::{Item, ItemState},
    ids::ChecklistId,
    log::Person,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{form::RoomForm, shown::Shown};
use crate::{
    incidents::room_api::{AssignItem, NoteItem, SetItemAside},
    ui::{Icon, IntoHtml, Within},
};

/// What one can do with an item beside ticking it: give it to somebody, leave it aside with a reason, remark on it.
#[component]
pub(super) fn ItemMenu(
    room: Shown,
    id: ChecklistId,
    key: String,
    item: Item,
    /// The item's text as it is shown.
    words: String,
) -> impl IntoView {
    let words = format!("More for {}", words.replace(['*', '`'], ""));
    let is_aside = matches!(item.state, ItemState::Skipped { .. } | ItemState::NotApplicable { .. });
    let note = item.note;
    view! {
        <details class="menu" data-align="end">
            <summary class="button" data-kind="quiet" data-size="small" data-shape="square" aria-label=words><Icon name="more"/></summary>
            <div class="menu-sheet">
                <Assign room id key=key.clone()/>
                {if is_aside {
                    view! { <TakeUp room id key=key.clone()/> }.into_html()
                } else {
                    view! { <SetAside room id key=key.clone()/> }.into_html()
                }}
                <Remark room id key note/>
            </div>
        </details>
    }
}

/// A form about one item.
#[component]
fn ItemForm(
    room: Shown,
    action: &'static str,
    #[prop(into)] about: String,
    class: &'static str,
    id: ChecklistId,
    key: String,
    children: Within,
) -> impl IntoView {
    view! {
        <RoomForm room action about class>
            <input type="hidden" name="checklist" value=id.to_string()/>
            <input type="hidden" name="item" value=key/>
            {children.draw()}
        </RoomForm>
    }
}

#[component]
fn Assign(room: Shown, id: ChecklistId, key: String) -> impl IntoView {
    let field = format!("give-{id}-{key}");
    let people = room.read(|room| room.people.clone());
    view! {
        <ItemForm room action=AssignItem::PATH about=field.clone() class="inline-form" id key>
            <div class="field"><label for=field.clone()>"Assign to"</label>
                <select class="input" id=field name="person">
                    {people.into_iter().map(|person: Person| view! { <option value=person.id.to_string()>{person.name}</option> }).collect_view()}
                    <option value="">"Nobody"</option>
                </select></div>
            <button class="button" data-size="small" type="submit">"Assign"</button>
        </ItemForm>
    }
}

#[component]
fn SetAside(room: Shown, id: ChecklistId, key: String) -> impl IntoView {
    let field = format!("aside-{id}-{key}");
    view! {
        <ItemForm room action=SetItemAside::PATH about=field.clone() class="form" id key>
            <div class="field"><label for=field.clone()>"Leave it aside because"</label>
                <input class="input" id=field name="reason" maxlength="500" required autocomplete="off"/></div>
            <div class="buttons">
                <button class="button" data-size="small" type="submit" name="aside" value="skipped">"Skip"</button>
                <button class="button" data-size="small" type="submit" name="aside" value="not_applicable">"Not applicable"</button>
            </div>
        </ItemForm>
    }
}

#[component]
fn TakeUp(room: Shown, id: ChecklistId, key: String) -> impl IntoView {
    view! {
        <ItemForm room action=SetItemAside::PATH about=format!("back-{id}-{key}") class="" id key>
            <button class="button" data-size="small" type="submit" name="aside" value="open">"Take it up again"</button>
        </ItemForm>
    }
}

/// An item has one remark: what is saved stands in its stead.
#[component]
fn Remark(room: Shown, id: ChecklistId, key: String, note: String) -> impl IntoView {
    let field = format!("remark-{id}-{key}");
    view! {
        <ItemForm room action=NoteItem::PATH about=field.clone() class="inline-form" id key attr:data-keeps="">
            <div class="field"><label for=field.clone()>"Remark"</label>
                <input class="input" id=field.clone() name="text" value=note.clone() maxlength="2000" autocomplete="off"/>
                <input type="hidden" value=note data-was=field/></div>
            <button class="button" data-size="small" type="submit">"Save remark"</button>
        </ItemForm>
    }
}
