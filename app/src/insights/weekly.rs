use domain::{incidents::Severity, insights::Week};
use leptos::prelude::*;

use super::plot::{Rungs, Scale, Ticks, month_words, rungs, slot_at, whole};
use crate::ui::{SeverityBadge, percent};

/// How many incidents were declared each week, worst at the foot.
#[component]
pub(super) fn Weekly(weeks: Vec<Week>) -> impl IntoView {
    let most = weeks.iter().map(Week::sum).max().unwrap_or_default();
    // At least four, so that one incident is not as tall as the chart.
    let rungs = rungs(most.max(4));
    let top = rungs.last().copied().unwrap_or(1);
    let mondays: Vec<_> = weeks.iter().map(|week| week.from).collect();
    let slots = weeks.len();
    let bars = weeks.iter().enumerate().map(|(slot, week)| view! { <Bar week=week.clone() at=slot slots top/> });
    let sums = Severity::ALL.map(|severity| (severity, weeks.iter().map(|week| week.declared[severity as usize]).sum::<usize>()));
    let key = sums.into_iter().map(|(severity, sum)| {
        view! {
            <li><SeverityBadge severity wordy=true/>" "<b>{sum}</b></li>
        }
    });
    view! {
        <figure class="chart">
            <figcaption><h2>"Incidents declared"</h2><span class="quiet">"by week and severity"</span></figcaption>
            <ul class="chart-key" aria-label="Declared in all, by severity">{key.collect_view()}</ul>
            <div class="plot">
                <Scale rungs=rungs.clone()/>
                <svg class="plot-area" data-size="tall" role="img" aria-label=sentence(&weeks)><Rungs rungs/>{bars.collect_view()}</svg>
                <Ticks slots words=month_words(&mondays)/>
            </div>
            <p class="explained">"Each incident counts in the week in which it was declared, under the severity that it has now or had in the end. Weeks begin on Monday, UTC; the first and the last one may be cut."</p>
            <details class="behind"><summary>"As a table"</summary><Table weeks/></details>
        </figure>
    }
}

/// A week: one segment a severity, a gap between two.
#[component]
fn Bar(week: Week, at: usize, slots: usize, top: i64) -> impl IntoView {
    let mut below = 0;
    let segments = Severity::ALL.into_iter().filter_map(|severity| {
        let count = whole(week.declared[severity as usize]);
        if count == 0 {
            return None;
        }
        below += count;
        let title = format!("Week of {}: {count} {}", week.from.format("%-d %b"), severity.label());
        let gap = (below > count).then(|| {
            let y = percent(top - below + count, top);
            view! { <line class="plot-gap" x1="0" x2="100%" y1=y.clone() y2=y></line> }
        });
        Some(view! {
            <svg y=percent(top - below, top) height=percent(count, top) width="100%">
                <rect class="mark" data-severity=severity.word() width="100%" height="100%"><title>{title}</title></rect>
            </svg>
            {gap}
        })
    });
    // Half of the slot, so that weeks are apart and one reads across.
    let width = percent(1, 2 * whole(slots));
    view! { <svg x=slot_at(at, slots) width=width height="100%">{segments.collect_view()}</svg> }
}

#[component]
fn Table(weeks: Vec<Week>) -> impl IntoView {
    let rows = weeks.into_iter().rev().map(|week| {
        let sum = week.sum();
        let counts = week.declared.map(|count| view! { <td class="r num">{count}</td> });
        view! { <tr><th scope="row">{week.from.format("%-d %b %Y").to_string()}</th>{counts.into_iter().collect_view()}<td class="r num"><b>{sum}</b></td></tr> }
    });
    view! {
        <table class="table" data-dense>
            <caption class="hidden-visually">"Incidents declared by week and severity"</caption>
            <thead><tr><th scope="col">"Week of"</th>
                {Severity::ALL.map(|severity| view! { <th scope="col" class="r">{severity.label()}</th> }).into_iter().collect_view()}
                <th scope="col" class="r">"All"</th></tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

/// The picture in a sentence.
fn sentence(weeks: &[Week]) -> String {
    let sum: usize = weeks.iter().map(Week::sum).sum();
    let busiest = weeks.iter().max_by_key(|week| week.sum()).filter(|week| week.sum() > 0);
    let most = busiest.map(|week| format!(", most of them in the week of {}: {}", week.from.format("%-d %B"), week.sum()));
    format!("Incidents declared by week: {sum} in {} weeks{}.", weeks.len(), most.unwrap_or_default())
}
