use leptos::prelude::*;

use super::api::Steps;
use crate::ui::{Icon, IntoHtml};

/// What a new installation needs next: runbooks, a drill, people. Gone when it has all of them.
#[component]
pub(super) fn FirstSteps(steps: Steps) -> impl IntoView {
    let Steps { has_runbooks, has_incidents, has_company, may_import, may_declare, may_invite } = steps;
    let is_set = has_runbooks && has_incidents && has_company;
    (!is_set).then(|| {
        view! {
            <section class="part" aria-labelledby="first">
                <div class="part-head"><h2 id="first">"First steps"</h2></div>
                <ol>
                    <Step icon="book" is_done=has_runbooks may=may_import href="/runbooks/import" words="Import runbooks"
                        meaning="Bring the Markdown that you have. Tocsin shows what it finds before anything is kept."/>
                    <Step icon="incident" is_done=has_incidents may=may_declare href="/incidents/new?drill=1" words="Hold a drill"
                        meaning="The best way to find out how a room works. Grade it P3, and nobody is called; the figures leave it out."/>
                    <Step icon="users" is_done=has_company may=may_invite href="/settings/people" words="Invite people"
                        meaning="An incident is a thing for several. Each gets a link that is good for a week."/>
                </ol>
            </section>
        }
    })
}

#[component]
fn Step(
    icon: &'static str,
    is_done: bool,
    /// Who may not do it is told who may.
    may: bool,
    href: &'static str,
    words: &'static str,
    meaning: &'static str,
) -> impl IntoView {
    let title = if may && !is_done {
        view! { <a href=href data-row>{words}</a> }.into_html()
    } else {
        view! { <span>{words}</span> }.into_html()
    };
    let remark = match (is_done, may) {
        (true, _) => "done",
        (false, true) => "",
        (false, false) => "ask an administrator",
    };
    view! {
        <li class="todo"><Icon name={if is_done { "check" } else { icon }}/>{title}<p class="meta">{meaning}</p><span class="due">{remark}</span></li>
    }
}
