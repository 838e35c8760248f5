use domain::{
    incidents::{COMMANDER, ROLES},
    live::Presence,
    log::Person,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{drawn::Own, form::RoomForm, name::DO_TAKE_COMMAND, shown::Shown};
use crate::{
    incidents::room_api::{AssignRole, ME},
    live::Region,
    ui::{Face, Html, IntoHtml},
};

/// The seats of the incident: who holds which role, and empty ones to fill. And who is here now.
#[component]
pub(super) fn Roles(room: Shown) -> impl IntoView {
    view! {
        <section class="roles" id="roles" aria-label="Roles">
            {ROLES.into_iter().map(|role| view! { <Seat room role/> }).collect_view()}
            {match use_context::<Own>() {
                Some(own) => Html::new(own.here),
                None => view! { <PeopleHere people=Vec::new()/> }.into_html(),
            }}
        </section>
    }
}

#[component]
fn Seat(room: Shown, role: &'static str) -> impl IntoView {
    let holder = room.part(move |incident| incident.roles.get(role).cloned());
    // Once nobody works on it, nobody is missing.
    let is_open = room.part(|incident| incident.stage.is_open());
    let state = (holder.is_none() && is_open).then_some("empty");
    let face = match holder.clone() {
        Some(person) => view! { <Face person/> }.into_html(),
        None => view! { <span class="face" data-empty aria-hidden="true">"?"</span> }.into_html(),
    };
    let name = holder.map_or_else(|| if is_open { "Nobody yet" } else { "Nobody" }.to_owned(), |person| person.name);
    if !room.may_work() {
        return view! { <span class="seat" data-state=state>{face}<span><b>{name}</b><small>{role}</small></span></span> }
            .into_html();
    }
    let take = if role == COMMANDER { "Take command".to_owned() } else { format!("Take {}", role.to_lowercase()) };
    view! {
        <details class="menu seat-menu">
            <summary class="seat" data-state=state>{face}<span><b>{name}</b><small>{role}</small></span></summary>
            <div class="menu-sheet">
                <RoomForm room action=AssignRole::PATH about=format!("take-{role}")>
                    <input type="hidden" name="role" value=role/>
                    <input type="hidden" name="person" value=ME/>
                    <button class="button" id=(role == COMMANDER).then_some(DO_TAKE_COMMAND) data-size="small" type="submit">{take}</button>
                </RoomForm>
                <Assign room role/>
            </div>
        </details>
    }.into_html()
}

#[component]
fn Assign(room: Shown, role: &'static str) -> impl IntoView {
    let id = format!("seat-{}", role.replace(' ', "-").to_lowercase());
    let people = room.read(|room| room.people.clone());
    view! {
        <RoomForm room action=AssignRole::PATH about=format!("assign-{role}") class="form" label=format!("Assign {}", role.to_lowercase())>
            <input type="hidden" name="role" value=role/>
            <div class="field"><label for=id.clone()>{role}</label>
                <select class="input" id=id name="person">
                    {people.into_iter().map(|person: Person| view! { <option value=person.id.to_string()>{person.name}</option> }).collect_view()}
                    <option value="">"Nobody"</option>
                </select></div>
            <button class="button" data-size="small" type="submit">"Assign role"</button>
        </RoomForm>
    }
}

/// Who has the room open.
#[component]
pub(super) fn PeopleHere(people: Vec<Presence>) -> impl IntoView {
    let names: Vec<String> = people.iter().map(|presence| presence.person.name.clone()).collect();
    let words = if names.is_empty() { String::new() } else { format!("{} here", names.join(", ")) };
    view! {
        <Region tag="section" id="here"><section class="here push" id="here" aria-label="People here">
            <span class="faces">{people.into_iter().map(|presence| view! { <Face person=presence.person small=true/> }).collect_view()}</span>
            " "
            <span>{words}</span>
        </section></Region>
    }
}
