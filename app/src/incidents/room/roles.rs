use domain::{
    incidents::{COMMANDER, ROLES},
    log::Person,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{form::RoomForm, state::RoomState};
use crate::{incidents::room_api::AssignRole, ui::Face};

/// The seats of the incident: who holds which role, and empty ones to fill. And who is here now.
#[component]
pub(super) fn Roles(room: RoomState) -> impl IntoView {
    view! {
        <section class="roles" aria-label="Roles">
            {ROLES.into_iter().map(|role| view! { <Seat room role/> }).collect_view()}
            <PeopleHere room/>
        </section>
    }
}

#[component]
fn Seat(room: RoomState, role: &'static str) -> impl IntoView {
    let holder = room.part(move |incident| incident.roles.get(role).cloned());
    let face = move || match holder.get() {
        Some(person) => view! { <Face person/> }.into_any(),
        None => view! { <span class="face" data-empty aria-hidden="true">"?"</span> }.into_any(),
    };
    let name = move || holder.get().map_or_else(|| "Nobody yet".to_owned(), |person| person.name);
    if !room.may_work() {
        return view! { <span class="seat">{face}<span><b>{name}</b><small>{role}</small></span></span> }.into_any();
    }
    let me = room.fixed.with_value(|fixed| fixed.me.clone());
    let take = if role == COMMANDER { "Take command".to_owned() } else { format!("Take {}", role.to_lowercase()) };
    view! {
        <details class="menu seat-menu">
            <summary class="seat" data-empty=move || holder.get().is_none().then_some("")>{face}<span><b>{name}</b><small>{role}</small></span></summary>
            <div class="menu-sheet">
                {me.map(|me| view! {
                    <RoomForm room action=AssignRole::PATH about=format!("take-{role}")>
                        <input type="hidden" name="role" value=role/>
                        <input type="hidden" name="person" value=me.id.to_string()/>
                        <button class="button" data-size="small" type="submit">{take}</button>
                    </RoomForm>
                })}
                <Assign room role/>
            </div>
        </details>
    }.into_any()
}

#[component]
fn Assign(room: RoomState, role: &'static str) -> impl IntoView {
    let id = format!("seat-{}", role.replace(' ', "-").to_lowercase());
    let people = room.fixed.with_value(|fixed| fixed.people.clone());
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

#[component]
fn PeopleHere(room: RoomState) -> impl IntoView {
    view! {
        <section class="here push" aria-label="People here">
            <span class="faces">
                {move || room.here.get().into_iter().map(|presence| view! { <Face person=presence.person small=true/> }).collect_view()}
            </span>
            " "
            <span>{move || {
                let names: Vec<String> = room.here.with(|here| here.iter().map(|presence| presence.person.name.clone()).collect());
                if names.is_empty() { String::new() } else { format!("{} here", names.join(", ")) }
            }}</span>
        </section>
    }
}
