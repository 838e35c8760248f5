use chrono::NaiveDate;
use domain::runbooks::{ReviewDay, review_weeks};
use leptos::prelude::*;

use super::views::counted;
use crate::ui::IntoHtml;

const WEEKDAYS: [(&str, &str); 7] = [
    ("Mon", "Monday"),
    ("Tue", "Tuesday"),
    ("Wed", "Wednesday"),
    ("Thu", "Thursday"),
    ("Fri", "Friday"),
    ("Sat", "Saturday"),
    ("Sun", "Sunday"),
];

/// Twelve weeks, a row each. A day on which something is due says how much, and leads to it.
#[component]
pub(super) fn Calendar(today: NaiveDate, days: Vec<NaiveDate>) -> impl IntoView {
    let weeks = review_weeks(today, &days).into_iter().map(|week| {
        let days = week.map(|day| view! { <Day day today/> });
        view! { <tr><th scope="row">{week[0].date.format("%-d %b").to_string()}</th>{days.into_iter().collect_view()}</tr> }
    });
    view! {
        <table class="calendar">
            <caption class="hidden-visually">"Reviews due, by day"</caption>
            <thead><tr><th scope="col">"Week of"</th>
                {WEEKDAYS.map(|(short, long)| view! { <th scope="col" abbr=long>{short}</th> }).into_iter().collect_view()}</tr></thead>
            <tbody>{weeks.collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Day(day: ReviewDay, today: NaiveDate) -> impl IntoView {
    let shown = day.date.format(if day.begins_month() { "%-d %b" } else { "%-d" }).to_string();
    let busy = match day.due {
        0 => None,
        1 => Some("one"),
        2 => Some("two"),
        _ => Some("many"),
    };
    let inside = if day.due == 0 {
        view! { {shown} }.into_html()
    } else {
        let label = format!("{}: {} due", day.date.format("%-d %B"), counted(day.due, "review"));
        view! { <a href=format!("#{}", anchor(day.date)) aria-label=label>{shown}<b>{day.due}</b></a> }.into_html()
    };
    let is_over = day.date < today;
    view! {
        <td data-due=busy data-over=is_over.then_some("") data-new-month=day.begins_month().then_some("")
            aria-current=(day.date == today).then_some("date")>{inside}</td>
    }
}

/// The name of a day's place in the list.
pub(super) fn anchor(day: NaiveDate) -> String {
    format!("due-{day}")
}
