use domain::runbooks::ReviewOutcome;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{
    api::ReviewRunbook,
    library_page::late_by,
    views::{ReadingView, day},
};
use crate::ui::{Choice, Field, Form, Hidden, Moment, Select, TextArea};

/// What is known about a runbook: who answers for it, when it was looked at and used.
#[component]
pub fn About(reading: ReadingView) -> impl IntoView {
    let runbook = &reading.runbook;
    let owners = if runbook.owners.is_empty() { "nobody yet".to_owned() } else { runbook.owners.join(", ") };
    let late = runbook.is_overdue(reading.today);
    let reviewed = reading.last_review().map(|review| {
        view! { <Moment at=review.at dated=true/>{format!(", {}, by {}", review.outcome.label(), review.by.name())} }
    });
    let note = reading.last_review().map(|review| review.note.clone()).filter(|note| !note.is_empty());
    let exercised = reading.exercised().map(|(at, number)| {
        view! { <Moment at=at dated=true/>", "<a href=format!("/incidents/{number}")>{format!("INC-{number}")}</a> }
    });
    let said = runbook.severity.as_ref().map(|severity| severity.original.clone());
    view! {
        <section class="fact" aria-labelledby="review-title">
            <h2 id="review-title">"Review"{late.then(|| view! { <span class="tag push" data-tone="late">{late_by(runbook.next_review, reading.today)}</span> })}</h2>
            <dl class="pairs">
                <dt>"Owner"</dt><dd>{owners}</dd>
                <dt>"Next due"</dt><dd><time datetime=runbook.next_review.to_string()>{day(runbook.next_review)}</time></dd>
                <dt>"Reviewed"</dt><dd>{match reviewed { Some(reviewed) => reviewed.into_any(), None => view! { "never here" }.into_any() }}</dd>
                <dt>"Exercised"</dt><dd>{match exercised { Some(exercised) => exercised.into_any(), None => view! { "never here" }.into_any() }}</dd>
            </dl>
            {note.map(|note| view! { <p class="second">{note}</p> })}
            {(reading.may_review && reading.is_current()).then(|| view! { <ReviewForm slug=runbook.slug.clone() today=reading.today/> })}
        </section>
        <section class="fact" aria-labelledby="file-title">
            <h2 id="file-title">"From"</h2>
            <dl class="pairs">
                <dt>"File"</dt><dd>{reading.version.file.clone()}</dd>
                {reading.version.document_version.clone().map(|version| view! { <dt>"Its version"</dt><dd>{version}</dd> })}
                {reading.version.last_updated.map(|date| view! { <dt>"Updated"</dt><dd>{day(date)}</dd> })}
                {said.map(|said| view! { <dt>"Severity"</dt><dd>{said}</dd> })}
            </dl>
        </section>
    }
}

#[component]
fn ReviewForm(slug: String, today: chrono::NaiveDate) -> impl IntoView {
    let outcomes = ReviewOutcome::ALL.map(|outcome| {
        let mut words = outcome.label().to_owned();
        if let Some(first) = words.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Choice::new(outcome.word(), words)
    });
    let next = today.checked_add_days(chrono::Days::new(90)).unwrap_or(today);
    view! {
        <details class="menu" data-align="end"><summary class="button" data-size="small">"Record a review"</summary>
            <Form action=ReviewRunbook::PATH class="menu-sheet form" label="Record a review">
                <Hidden name="slug" value=slug/>
                <Select label="Outcome" name="outcome" choices=outcomes.to_vec()/>
                <Field label="Next review" name="next_review" kind="date" value=next.to_string() required=true/>
                <TextArea label="Remark" name="note" rows=2 maxlength=2000/>
                <div class="buttons"><button class="button" data-size="small" type="submit">"Save review"</button></div>
            </Form>
        </details>
    }
}
