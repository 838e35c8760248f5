use leptos::prelude::*;

use super::{
    api::{self, Managed, People},
    fresh_link::ShownOnce,
    invitations::Invitations,
    people_table::PeopleTable,
    restricted::SeeRestricted,
};
use crate::{settings::Settings, ui::page};

/// `/settings/people`: who there is; for administrators, who may do what, who is asked to join, and
/// the way to restricted incidents.
#[component]
pub fn PeoplePage() -> impl IntoView {
    page(api::load_people(), |People { members, own_id, managed }| {
        let may_manage = managed.is_some();
        view! {
            <Settings here="/settings/people">
                {managed.map(|Managed { invited, fresh_link }| view! {
                    {fresh_link.map(|link| view! { <ShownOnce link/> })}
                    <Invitations invited/>
                })}
                <section class="part" aria-labelledby="members">
                    <div class="part-head"><h2 id="members">"Members"</h2><span class="count">{members.len()}</span></div>
                    <PeopleTable members own_id may_manage/>
                </section>
                {may_manage.then(|| view! { <SeeRestricted/> })}
            </Settings>
        }
    })
}
