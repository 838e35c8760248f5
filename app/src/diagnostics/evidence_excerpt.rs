use domain::diagnostics::Observation;
use leptos::prelude::*;

use crate::ui::IntoHtml;

/// How many rows are shown at once; the record keeps more.
const ROWS: usize = 20;

/// The beginning of what was seen: a table, or the words of an answer.
#[component]
pub(super) fn Excerpt(number: i64, seen: Observation) -> impl IntoView {
    let status = seen.status.map(|status| format!("HTTP {status}"));
    let value = seen.value.clone().filter(|_| seen.columns.is_empty());
    let missing = seen.value_missing.clone();
    let body = seen.body_excerpt.clone().filter(|body| !body.is_empty());
    view! {
        {(!seen.columns.is_empty()).then(|| view! { <Rows number seen/> })}
        {(status.is_some() || value.is_some() || missing.is_some()).then(|| view! {
            <p class="seen">
                {status.map(|status| view! { <span class="num">{status}</span> })}
                {value.map(|value| view! { " value "<code>{value}</code> })}
                {missing.map(|sentence| view! { " "{sentence} })}
            </p>
        })}
        {body.map(|body| view! { <pre class="seen" tabindex="0" role="group" aria-label=format!("Answer of E-{number}")><code>{body}</code></pre> })}
    }
}

#[component]
fn Rows(number: i64, seen: Observation) -> impl IntoView {
    let total = seen.row_count.unwrap_or(seen.rows.len() as u64);
    let shown = seen.rows.len().min(ROWS);
    let more = if seen.capped { "or more " } else { "" };
    let numeric: Vec<bool> = (0..seen.columns.len()).map(|column| is_numeric(&seen.rows, column)).collect();
    let class = move |column: usize| numeric.get(column).copied().unwrap_or_default().then_some("r");
    let heads =
        seen.columns.iter().enumerate().map(|(column, name)| view! { <th scope="col" class=class(column)>{name.clone()}</th> });
    let rows = seen.rows.iter().take(ROWS).map(|row| {
        let cells = row.iter().enumerate().map(|(column, cell)| match cell {
            Some(text) => view! { <td class=class(column)>{text.clone()}</td> }.into_html(),
            None => view! { <td class="quiet">"NULL"</td> }.into_html(),
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label=format!("Rows of E-{number}")>
            <table class="probe"><thead><tr>{heads.collect_view()}</tr></thead><tbody>{rows.collect_view()}</tbody></table>
        </div>
        <p class="seen meta">{format!("{shown} of {total} {more}{}", if total == 1 { "row" } else { "rows" })}</p>
    }
}

/// Whether a column holds nothing but numbers, which are compared at their ends.
fn is_numeric(rows: &[Vec<Option<String>>], column: usize) -> bool {
    let mut cells = rows.iter().filter_map(|row| row.get(column)?.as_deref()).peekable();
    cells.peek().is_some() && cells.all(|cell| cell.parse::<f64>().is_ok())
}
