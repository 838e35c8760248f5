use chrono::NaiveDate;
use domain::runbooks::RunbookSummary;
use leptos::prelude::*;

use super::api::Used;
use crate::{
    runbooks::late_by,
    ui::{IntoHtml, Moment, percent},
};

/// The runbooks that were used most: a table whose rows are bars.
#[component]
pub(super) fn MostUsed(used: Vec<Used>, today: NaiveDate) -> impl IntoView {
    let most = used.iter().map(|used| used.starts).max().unwrap_or(1);
    let is_empty = used.is_empty();
    let rows = used.into_iter().map(|used| {
        let late = used.next_review < today;
        view! {
            <tr>
                <td class="first"><a href=format!("/runbooks/{}", used.slug)>{used.title}</a>{late.then(|| view! { " "<small class="late">"review overdue"</small> })}
                    <svg class="use-bar" aria-hidden="true"><rect class="mark" width=percent(used.starts, most) height="100%"></rect></svg></td>
                <td class="r num"><b>{used.starts}</b><br/><small>"last "<Moment at=used.last_at dated=true/></small></td>
            </tr>
        }
    });
    view! {
        <section class="chart" aria-labelledby="used-title">
            <header><h2 id="used-title">"Runbooks used most"</h2><span class="quiet">"checklists started"</span></header>
            {if is_empty {
                view! { <p class="second">"No checklist was started from a runbook in this time. One is started in the room of an incident, or on the runbook's page."</p> }.into_html()
            } else {
                view! {
                    <table class="table">
                        <caption class="hidden-visually">"Runbooks by checklists started"</caption>
                        <thead><tr><th scope="col">"Runbook"</th><th scope="col" class="r">"Started"</th></tr></thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                }.into_html()
            }}
        </section>
    }
}

/// The runbooks that should have been reviewed longest ago.
#[component]
pub(super) fn LongestOverdue(overdue: Vec<RunbookSummary>, sum: i64, today: NaiveDate) -> impl IntoView {
    let is_empty = overdue.is_empty();
    let rows = overdue.into_iter().map(|runbook| {
        view! {
            <tr>
                <td class="first"><a href=format!("/runbooks/{}", runbook.slug)>{runbook.title}</a><br/>
                    <small>{if runbook.owners.is_empty() { "no owner".to_owned() } else { runbook.owners }}</small></td>
                <td class="r"><span class="late nowrap">{late_by(runbook.next_review, today)}</span></td>
            </tr>
        }
    });
    let second = match sum {
        0 => "today".to_owned(),
        1 => "today, one".to_owned(),
        sum => format!("today, {sum} in all"),
    };
    view! {
        <section class="chart" aria-labelledby="overdue-title">
            <header><h2 id="overdue-title">"Reviews overdue"</h2><span class="quiet">{second}</span><a class="push" href="/runbooks/reviews">"All reviews"</a></header>
            {if is_empty {
                view! { <p class="second">"No review is overdue."</p> }.into_html()
            } else {
                view! {
                    <table class="table">
                        <caption class="hidden-visually">"Runbooks whose review is overdue"</caption>
                        <thead><tr><th scope="col">"Runbook"</th><th scope="col" class="r">"Overdue"</th></tr></thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                }.into_html()
            }}
        </section>
    }
}
