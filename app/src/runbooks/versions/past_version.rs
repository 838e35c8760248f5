use leptos::prelude::*;

use super::{diff_head::Stat, steps::ChangedSteps, views::PastView};
use crate::{
    runbooks::views::{counted, day},
    ui::{Face, IntoHtml, Moment, Tag},
};

/// A row of the history.
#[component]
pub(super) fn PastVersion(past: PastView, slug: String, current: i64, may_propose: bool) -> impl IntoView {
    let PastView { version, lines, change } = past;
    let (number, is_current) = (version.number, version.number == current);
    let read = if is_current { format!("/runbooks/{slug}") } else { format!("/runbooks/{slug}/versions/{number}") };
    let file = version.document_version.clone().map(|said| format!(", which calls it {said}")).unwrap_or_default();
    let updated = version.last_updated.map(|date| format!(", updated {}", day(date))).unwrap_or_default();
    let face = version.published_by.person().cloned().map(|person| view! { <Face person small=true/> });
    let what = match change.clone() {
        None => view! { <p class="second">{format!("The first version: {}.", counted(lines, "line"))}</p> }.into_html(),
        Some(change) if change.steps.is_empty() => view! { <p class="second">{places(&change.sections)}</p> }.into_html(),
        Some(change) => view! { <ChangedSteps steps=change.steps base=read.clone()/> }.into_html(),
    };
    let before = number - 1;
    let origin = match version.proposal {
        Some(proposal) => {
            view! { " published "<a href=format!("/proposals/{proposal}")>{format!("PROP-{proposal}")}</a> }.into_html()
        }
        None => view! { " imported "<span class="nowrap">{version.file.clone()}</span> }.into_html(),
    };
    view! {
        <li data-current=is_current.then_some("")>
            <div class="history-head">
                <h2><a href=read.clone() data-row>{format!("Version {number}")}</a></h2>
                {is_current.then(|| view! { <Tag words="Current" tone="accent"/> })}
                {change.as_ref().map(|change| view! { <Stat added=change.added removed=change.removed/> })}
            </div>
            <p class="history-by">{face}<span><b>{version.published_by.name().to_owned()}</b>{origin}{file}{updated}</span>" "<Moment at=version.published_at dated=true/></p>
            {what}
            <div class="buttons">
                {change.is_some().then(|| view! {
                    <a class="button" data-size="small" href=format!("/runbooks/{slug}/versions/compare?from={before}&to={number}")>{format!("Compare with v{before}")}</a>
                })}
                <a class="button" data-size="small" data-kind="quiet" href=read>{format!("Read v{number}")}</a>
                {(may_propose && !is_current).then(|| view! {
                    <a class="button" data-size="small" data-kind="quiet" href=format!("/runbooks/{slug}/propose?from={number}")>{format!("Restore v{number}")}</a>
                })}
            </div>
        </li>
    }
}

fn places(sections: &[String]) -> String {
    match sections {
        [] => "No step changed.".to_owned(),
        [one] => format!("No step changed, only lines under {one}."),
        more => format!("No step changed, only lines under {}.", more.join(", ")),
    }
}
