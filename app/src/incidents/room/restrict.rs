use domain::incidents::Incident;
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    form::RoomForm,
    name::RESTRICT,
    reason::{Reason, refused},
    shown::Shown,
};
use crate::{incidents::audience_api::RestrictIncident, live::Region};

/// That everybody sees it, and how it becomes an incident for named people alone. There, but hidden, once it is one: what
/// comes and goes in a place of its own moves nothing that others are at work in.
#[component]
pub(super) fn Restrict(room: Shown) -> impl IntoView {
    let is_restricted = room.part(Incident::is_restricted);
    view! {
        <Region tag="section" id="restrict"><section class="fact" id="restrict" aria-label="Who sees it" hidden=is_restricted>
            {(!is_restricted).then(|| view! {
                <h3>"Who sees it"</h3>
                <p>"Everybody who can sign in."</p>
                {room.may_work().then(|| view! { <RestrictForm room/> })}
            })}
        </section></Region>
    }
}

#[component]
fn RestrictForm(room: Shown) -> impl IntoView {
    let refused = refused(RestrictIncident::PATH);
    let is_refused = refused.is_some();
    view! {
        <details class="fold" open=is_refused>
            <summary id=RESTRICT>"Restrict to named people"</summary>
            <RoomForm room action=RestrictIncident::PATH about="restrict" class="form">
                <Reason id="restrict-reason" ask="Why it is restricted" refused/>
                <p class="meta">
                    "Named at first are you and whoever has a part here: a role, an item, an action item, a review, a proposal. "
                    "What was mailed, published or shown before stays where it is."
                </p>
                <button class="button" data-size="small" type="submit">"Restrict it"</button>
            </RoomForm>
        </details>
    }
}
