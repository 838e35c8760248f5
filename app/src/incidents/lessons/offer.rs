use domain::{
    checklists::Lesson,
    runbooks::{Amendment, diff::Comparison},
};
use leptos::prelude::*;

use super::{api::OfferView, aside::PutAside};
use crate::{
    runbooks::versions::Excerpt,
    ui::{Face, Moment, Radio},
};

/// A lesson: what happened, by whom, with what evidence, and what may become of it.
#[component]
pub(super) fn Offer(offer: OfferView, number: i64, may_propose: bool) -> impl IntoView {
    let OfferView { lesson, amendments } = offer;
    let key = lesson.key.clone();
    let (name, is_meant) = (format!("chosen[{}]", lesson.key), lesson.departure.is_meant());
    let suggested = amendments.first().map(|(amendment, _)| *amendment).filter(|_| is_meant);
    let options = amendments.into_iter().map(|(amendment, comparison)| {
        view! { <Way name=name.clone() amendment comparison checked=suggested == Some(amendment)/> }
    });
    view! {
        <fieldset class="lesson" disabled=!may_propose>
            <legend>{plain(&lesson.text)}</legend>
            <Happened lesson number/>
            {options.collect_view()}
            <label class="branch">
                <Radio name=name.clone() value="" checked=suggested.is_none()/>
                <span>"Leave the runbook as it is"</span>
            </label>
            {may_propose.then(|| view! { <PutAside lesson=key/> })}
        </fieldset>
    }
}

#[component]
fn Happened(lesson: Lesson, number: i64) -> impl IntoView {
    let face = lesson.by.as_ref().and_then(|by| by.person().cloned()).map(|person| view! { <Face person small=true/> });
    let by = lesson.by.as_ref().map(|by| by.name().to_owned());
    let at = lesson.at.map(|at| view! { <Moment at dated=true/> });
    let evidence = lesson.evidence.into_iter().map(|evidence| {
        view! { <a class="tag" href=format!("/incidents/{number}#e{evidence}")>{format!("E-{evidence}")}</a> }
    });
    let mut words = lesson.departure.words();
    if let Some(first) = words.get(..1).map(str::to_uppercase) {
        words.replace_range(..1, &first);
    }
    view! { <p class="lesson-why"><b>{words}</b>" "<span class="person">{face}{by}" "{at}</span>{evidence.collect_view()}</p> }
}

/// What may become of it, with what that changes.
#[component]
fn Way(name: String, amendment: Amendment, comparison: Comparison, checked: bool) -> impl IntoView {
    view! {
        <div class="amendment">
            <label class="branch">
                <Radio name value=amendment.word() checked/>
                <span>{amendment.label()}</span>
            </label>
            <Excerpt comparison label=amendment.label()/>
        </div>
    }
}

/// A step's words without Markdown's marks.
pub(super) fn plain(text: &str) -> String {
    text.replace("**", "").replace('`', "")
}
