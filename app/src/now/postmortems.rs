use chrono::{DateTime, Utc};
use domain::{log::Person, postmortems::PostmortemSummary};
use leptos::prelude::*;

use super::api::waits_for;
use crate::ui::{Icon, duration_words};

/// Post-mortems that wait for my review, and those that should have been approved by now.
#[component]
pub(super) fn Postmortems(postmortems: Vec<PostmortemSummary>, me: Option<Person>, now: DateTime<Utc>) -> impl IntoView {
    (!postmortems.is_empty()).then(|| {
        let count = postmortems.len();
        let rows = postmortems.into_iter().map(|postmortem| view! { <Row postmortem me=me.clone() now/> });
        view! {
            <section class="part" aria-labelledby="postmortems">
                <div class="part-head"><h2 id="postmortems">"Post-mortems"</h2><span class="count">{count}</span>
                    <a class="push" href="/postmortems">"All post-mortems"</a></div>
                <ul>{rows.collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn Row(postmortem: PostmortemSummary, me: Option<Person>, now: DateTime<Utc>) -> impl IntoView {
    let number = postmortem.number;
    let asks = if waits_for(&postmortem, me.as_ref()) { "you were asked to review it" } else { "not approved yet" };
    let due = postmortem.due_at().map(|due_at| {
        let words = duration_words(due_at - now);
        if due_at < now { (format!("{words} late"), "due late") } else { (format!("in {words}"), "due") }
    });
    view! {
        <li class="todo" id=format!("postmortem-{number}")><Icon name="doc"/><a href=format!("/postmortems/{number}") data-row>{postmortem.title}</a>
            <p class="meta">{format!("INC-{number}, {asks}")}</p>
            {due.map(|(words, class)| view! { <span class=class>{words}</span> })}</li>
    }
}
