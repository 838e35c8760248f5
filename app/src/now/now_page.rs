use leptos::prelude::*;

use super::{
    api::{self, Needs, waits_for},
    calls::{Calls, awaits_answer},
    first_steps::FirstSteps,
    mine::Promises,
    open_incidents::OpenIncidents,
    postmortems::Postmortems,
    proposals::Proposals,
    reviews::Reviews,
};
use crate::ui::{Frame, Icon, Place, Title, current_page};

/// `/`: what needs whoever is signed in.
#[component]
pub fn NowPage() -> impl IntoView {
    current_page(api::load_needs(), |needs| view! { <Now needs/> })
}

#[component]
fn Now(needs: Needs) -> impl IntoView {
    let Needs { me, incidents, unanswered, others, mine, overdue_of_others, reviews, reviews_sum, .. } = needs;
    let Needs { would_call, postmortems, proposals, steps, warnings, may_work, now, .. } = needs;
    let (calls, open): (Vec<_>, Vec<_>) = incidents.into_iter().partition(awaits_answer);
    let today = now.date_naive();
    let is_calm = unanswered + others == 0 && mine.is_empty() && postmortems.is_empty() && proposals.is_empty();
    let title = match unanswered {
        0 => "Now · Tocsin".to_owned(),
        waiting => format!("Now ({waiting} to answer) · Tocsin"),
    };
    let late = mine.iter().filter(|item| item.is_overdue(today)).count();
    let to_review = postmortems.iter().filter(|postmortem| waits_for(postmortem, me.as_ref())).count();
    let sentence = sentence(unanswered, others, late, to_review, proposals.len());
    let name = me.as_ref().map(|me| me.name.clone());
    view! {
        <Title text=title/>
        <Frame place=Place::Now here=now.format("%A %-d %B, %H:%M UTC").to_string()>
            <div class="head"><h1>"Now"</h1><p class="second">{sentence}</p></div>
            <div class="sheet">
                <div>
                    <Calls incidents=calls count=unanswered would_call may_work now/>
                    <OpenIncidents incidents=open count=others me=name now/>
                    <Promises id="mine" heading="Mine" items=mine all="/actions?mine=yes" today/>
                    <Postmortems postmortems me now/>
                    <Proposals proposals now/>
                    {is_calm.then(|| view! { <Calm may_declare=steps.may_declare/> })}
                    <FirstSteps steps/>
                </div>
                <aside aria-label="Around you">
                    <Promises id="late" heading="Late elsewhere" items=overdue_of_others owned=true all="/actions" today/>
                    <Reviews reviews sum=reviews_sum today/>
                    <Warnings warnings/>
                </aside>
            </div>
        </Frame>
    }
}

/// One sentence that says where one stands.
fn sentence(unanswered: usize, others: usize, late: usize, to_review: usize, proposals: usize) -> String {
    let parts = [
        (unanswered, "incident waits for an answer", "incidents wait for an answer"),
        (others, "incident is open", "incidents are open"),
        (late, "action item of yours is late", "action items of yours are late"),
        (to_review, "post-mortem waits for your review", "post-mortems wait for your review"),
        (proposals, "proposal waits for you", "proposals wait for you"),
    ];
    let parts = parts.into_iter().filter(|(count, ..)| *count > 0);
    let parts: Vec<String> =
        parts.map(|(count, one, many)| if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }).collect();
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

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn whatever_waits_is_said() {
        assert_eq!(sentence(0, 0, 0, 0, 0), "Nothing waits for you.");
        assert_eq!(sentence(0, 0, 0, 0, 1), "1 proposal waits for you.");
        assert_eq!(
            sentence(1, 2, 0, 1, 0),
            "1 incident waits for an answer, 2 incidents are open, 1 post-mortem waits for your review."
        );
    }
}
