use chrono::NaiveDate;
use domain::runbooks::RunbookSummary;
use leptos::prelude::*;

use crate::{action_items::due_words, ui::Icon};

/// Runbooks that should have been reviewed by now, `sum` in all: some of them are shown, the rest is in the library.
#[component]
pub(super) fn Reviews(reviews: Vec<RunbookSummary>, sum: i64, today: NaiveDate) -> impl IntoView {
    (!reviews.is_empty()).then(|| {
        let rows = reviews.into_iter().map(|runbook| {
            let (late, _) = due_words(runbook.next_review, today);
            let owners = if runbook.owners.is_empty() { "nobody owns it".to_owned() } else { runbook.owners.clone() };
            view! {
                <li class="todo" id=format!("runbook-{}", runbook.slug)><Icon name="book"/><a href=format!("/runbooks/{}", runbook.slug) data-row>{runbook.title.clone()}</a>
                    <p class="meta">{owners}</p><span class="due late">{late}</span></li>
            }
        });
        view! {
            <section class="part" aria-labelledby="reviews">
                <div class="part-head"><h2 id="reviews">"Runbooks to review"</h2><span class="count">{sum}</span>
                    <a class="push" href="/runbooks">"All runbooks"</a></div>
                <ul>{rows.collect_view()}</ul>
            </section>
        }
    })
}
