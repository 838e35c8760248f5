use domain::{
    incidents::{Audience, Named},
    log::Person,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    form::RoomForm,
    name::NAME,
    reason::{Reason, complaint, refused},
    shown::Shown,
};
use crate::{
    incidents::audience_api::{LiftRestriction, NameOnIncident, UnnameOnIncident},
    live::Region,
    ui::{Face, Moment},
};

/// Who sees a restricted incident. There, but hidden, while everybody does.
#[component]
pub(super) fn WhoSeesIt(room: Shown) -> impl IntoView {
    let audience = room.part(|incident| incident.audience.clone());
    let is_hidden = audience.is_none();
    view! {
        <Region tag="section" id="audience"><section class="fact" id="audience" aria-label="Who sees it" hidden=is_hidden>
            {audience.map(|audience| view! { <NamedPeople room audience/> })}
        </section></Region>
    }
}

#[component]
fn NamedPeople(room: Shown, audience: Audience) -> impl IntoView {
    let Audience { since, by, reason, named, .. } = audience;
    let mut people: Vec<Named> = named.into_values().collect();
    people.sort_by(|one, other| one.person.name.cmp(&other.person.name));
    let (count, looked) = (people.len(), format!("/incidents/{}/access", room.number()));
    let rows = people.into_iter().map(|named| view! { <Row room named/> });
    view! {
        <h3>"Who sees it "<span class="count">{count}</span>
            <a class="button" data-kind="quiet" data-size="small" href=looked>"Who looked"</a></h3>
        <p class="meta"><span>{format!("Restricted by {}, ", by.name())}<Moment at=since today=room.now()/>" UTC"</span></p>
        {(!reason.is_empty()).then(|| view! { <p>{reason}</p> })}
        <ul class="rows named">{rows.collect_view()}</ul>
        {room.may_work().then(|| view! { <NameForm room/><Lift room/> })}
    }
}

/// Somebody who is named; with their reason where they named themselves.
#[component]
fn Row(room: Shown, named: Named) -> impl IntoView {
    let Named { person, at, reason, .. } = named;
    let (id, name) = (person.id.to_string(), person.name.clone());
    let refused = refused(UnnameOnIncident::PATH).filter(|flash| flash.typed("person") == Some(id.as_str()));
    let complaint = complaint(refused.as_ref());
    let (about, label) = (format!("unname-{id}"), format!("Take {name} off"));
    view! {
        <li>
            <span class="person"><Face person small=true/><span>{name}</span></span>
            {room.may_work().then(|| view! {
                <RoomForm room action=UnnameOnIncident::PATH about>
                    <input type="hidden" name="person" value=id/>
                    <button class="button" data-kind="quiet" data-size="small" type="submit" aria-label=label>"Take off"</button>
                </RoomForm>
            })}
            {complaint.map(|sentence| view! { <span class="error">{sentence}</span> })}
            {(!reason.is_empty()).then(|| view! {
                <p class="meta"><span>"Named themselves, "<Moment at today=room.now()/>{format!(" UTC: {reason}")}</span></p>
            })}
        </li>
    }
}

#[component]
fn NameForm(room: Shown) -> impl IntoView {
    let people = room.read(|room| room.unnamed.clone());
    let first = if people.is_empty() { "Everybody is named" } else { "Choose" };
    let options = people.into_iter().map(|person: Person| view! { <option value=person.id.to_string()>{person.name}</option> });
    let complaint = complaint(refused(NameOnIncident::PATH).as_ref());
    let is_refused = complaint.is_some();
    let remark = format!("{NAME}-error");
    let described = is_refused.then(|| remark.clone());
    view! {
        <RoomForm room action=NameOnIncident::PATH about="name" class="inline-form" label="Name somebody".to_owned()>
            <div class="field"><label for=NAME>"Who else"</label>
                <select class="input" id=NAME name="person" required
                    aria-invalid=is_refused.then_some("true") aria-describedby=described>
                    <option value="">{first}</option>
                    {options.collect_view()}
                </select>
                {complaint.map(|sentence| view! { <span class="error" id=remark>{sentence}</span> })}</div>
            <button class="button" data-size="small" type="submit">"Name somebody"</button>
        </RoomForm>
    }
}

#[component]
fn Lift(room: Shown) -> impl IntoView {
    let refused = refused(LiftRestriction::PATH);
    let is_refused = refused.is_some();
    view! {
        <details class="fold" open=is_refused>
            <summary>"Open it to everybody"</summary>
            <RoomForm room action=LiftRestriction::PATH about="lift" class="form">
                <Reason id="lift-reason" ask="Why everybody may see it now" required=true refused/>
                <p class="meta">
                    "Everybody who can sign in then sees all of it, also what was written meanwhile. "
                    "It takes whoever commands it, or a commander who is named."
                </p>
                <button class="button" data-kind="danger" data-size="small" type="submit">"Open to everybody"</button>
            </RoomForm>
        </details>
    }
}
