use domain::{incidents::Severity, insights::Kept};
use leptos::prelude::*;

use super::plot::whole;
use crate::ui::{IntoHtml, SeverityBadge, percent};

/// Which promises were kept: a table whose rows are bars.
#[component]
pub(super) fn Promises(responses: [Kept; 4], postmortems: Kept, action_items: Kept) -> impl IntoView {
    let answers = Severity::ALL.into_iter().zip(responses).filter(|(_, kept)| kept.due() > 0).map(|(severity, kept)| {
        view! { <tr><th scope="row"><span class="promise-name"><SeverityBadge severity/>"answered in time"</span></th><Row kept/></tr> }
    });
    view! {
        <figure class="chart">
            <figcaption><h2>"Promises kept"</h2><span class="quiet">"of those whose time has come"</span></figcaption>
            <ul class="chart-key" aria-label="Looks">
                <li><Swatch kept="in_time"/>"in time"</li><li><Swatch kept="late"/>"late"</li><li><Swatch kept="never"/>"not to this day"</li>
            </ul>
            <table class="table promises">
                <caption class="hidden-visually">"Promises kept in time, late, and not at all"</caption>
                <thead><tr><th scope="col">"Promise"</th><th scope="col">"Kept"</th><th scope="col" class="r">"In time"</th></tr></thead>
                <tbody>
                    {answers.collect_view()}
                    <tr><th scope="row"><a href="/postmortems">"Post-mortems approved in time"</a></th><Row kept=postmortems/></tr>
                    <tr><th scope="row"><a href="/actions">"Action items done in time"</a></th><Row kept=action_items/></tr>
                </tbody>
            </table>
            <p class="explained">"Answered: acknowledged, or resolved, before the response clock of the "<a href="/settings/severities">"severity matrix"</a>" ran out; a re-grading may start another clock, which counts under its own severity. Post-mortems: due within this time, a day after a P0 or P1 was resolved for the last time, and approved by then; an approval that was voided does not count. Action items: due before today, by the day as it stands now."</p>
        </figure>
    }
}

#[component]
fn Swatch(kept: &'static str) -> impl IntoView {
    view! { <svg class="course-swatch" aria-hidden="true"><rect class="promise" data-kept=kept width="100%" height="100%"></rect></svg> }
}

/// The bar and its numbers.
#[component]
fn Row(kept: Kept) -> impl IntoView {
    let Some(share) = kept.percent() else {
        return view! { <td class="quiet">"nothing was due"</td><td class="r quiet">"–"</td> }.into_html();
    };
    let due = whole(kept.due());
    let mut at = 0;
    let parts = [("in_time", kept.in_time), ("late", kept.late), ("never", kept.never)].map(|(word, count)| {
        let count = whole(count);
        at += count;
        (count > 0).then(|| {
            view! {
                <svg x=percent(at - count, due) width=percent(count, due) height="100%">
                    <rect class="promise" data-kept=word width="100%" height="100%"></rect>
                </svg>
            }
        })
    });
    let words: Vec<String> = [("in time", kept.in_time), ("late", kept.late), ("not to this day", kept.never)]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(words, count)| format!("{count} {words}"))
        .collect();
    view! {
        <td><svg class="promise-bar" aria-hidden="true">{parts.into_iter().collect_view()}</svg><small>{words.join(", ")}</small></td>
        <td class="r num"><b>{format!("{share} %")}</b><br/><small>{format!("{} of {}", kept.in_time, kept.due())}</small></td>
    }
    .into_html()
}
