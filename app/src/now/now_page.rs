use leptos::prelude::*;

use super::{
    api::{self, Needs},
    calls::{Calls, awaits_answer},
    first_steps::FirstSteps,
    mine::Promises,
    open_incidents::OpenIncidents,
    postmortems::Postmortems,
    proposals::Proposals,
    reviews::Reviews,
};
use crate::ui::{Frame, Icon, Place, Title, page};

/// `/`: what needs whoever is signed in.
#[component]
pub fn NowPage() -> impl IntoView {
    page(api::load_needs(), |needs| view! { <Now needs/> })
}

#[component]
fn Now(needs: Needs) -> impl IntoView {
    let Needs { me, incidents, mine, overdue_of_others, reviews, postmortems, proposals, steps, warnings, may_work, now } = needs;
    let (unanswered, answered): (Vec<_>, Vec<_>) = incidents.into_iter().partition(awaits_answer);
    let today = now.date_naive();
    let is_calm =
        unanswered.is_empty() && answered.is_empty() && mine.is_empty() && postmortems.is_empty() && proposals.is_empty();
    let title = match unanswered.len() {
        0 => "Now · Tocsin".to_owned(),
        waiting => format!("Now ({waiting} to answer) · Tocsin"),
    };
    let sentence = sentence(unanswered.len(), answered.len(), mine.iter().filter(|item| item.is_overdue(today)).count());
    let name = me.as_ref().map(|me| me.name.clone());
    view! {
        <Title text=title/>
        <Frame place=Place::Now here=now.format("%A %-d %B, %H:%M UTC").to_string()>
            <div class="head"><h1>"Now"</h1><p class="second">{sentence}</p></div>
            <div class="sheet">
                <div>
                    <Calls incidents=unanswered may_work now/>
                    <OpenIncidents incidents=answered me=name now/>
                    <Promises id="mine" heading="Mine" items=mine all="/actions?mine=yes" today/>
                    <Postmortems postmortems me now/>
                    <Proposals proposals/>
                    {is_calm.then(|| view! { <Calm may_declare=steps.may_declare/> })}
                    <FirstSteps steps/>
                </div>
                <aside aria-label="Around you">
                    <Promises id="late" heading="Late elsewhere" items=overdue_of_others owned=true all="/actions" today/>
                    <Reviews reviews today/>
                    <Warnings warnings/>
                </aside>
            </div>
        </Frame>
    }
}

/// One sentence that says where one stands.
fn sentence(unanswered: usize, answered: usize, late: usize) -> String {
    let mut parts = Vec::new();
    if unanswered > 0 {
        parts.push(if unanswered == 1 {
            "1 incident waits for an answer".to_owned()
        } else {
            format!("{unanswered} incidents wait for an answer")
        });
    }
    if answered > 0 {
        parts.push(if answered == 1 { "1 incident is open".to_owned() } else { format!("{answered} incidents are open") });
    }
    if late > 0 {
        parts.push(if late == 1 {
            "1 action item of yours is late".to_owned()
        } else {
            format!("{late} action items of yours are late")
        });
    }
    if parts.is_empty() { "Nothing waits for you.".to_owned() } else { format!("{}.", parts.join(", ")) }
}

#[component]
fn Calm(may_declare: bool) -> impl IntoView {
    view! {
        <div class="empty"><Icon name="bell"/><b>"All is quiet."</b>
            <span>"No incident is open, and nothing of yours is due. A good hour to review a runbook or to hold a drill."</span>
            <div class="buttons">
                <a class="button" data-size="small" href="/runbooks">"Look at the runbooks"</a>
                {may_declare.then(|| view! { <a class="button" data-size="small" href="/incidents/new">"Declare incident"</a> })}
            </div></div>
    }
}

/// For administrators: what would fail when it is needed.
#[component]
fn Warnings(warnings: Vec<String>) -> impl IntoView {
    (!warnings.is_empty()).then(|| {
        let rows = warnings.into_iter().map(|sentence| view! { <li class="warn"><Icon name="alert"/><span>{sentence}</span></li> });
        view! {
            <section class="part" aria-labelledby="warned">
                <div class="part-head"><h2 id="warned">"Called in vain"</h2><a class="push" href="/settings/contacts">"Contacts"</a></div>
                <ul class="rows">{rows.collect_view()}</ul>
            </section>
        }
    })
}
