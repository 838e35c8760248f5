use chrono::{Days, NaiveDate};
use domain::{
    incidents::Severity,
    runbooks::{ReviewOutcome, Runbook, Upkeep},
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{
    api::{ChangeUpkeep, PutOffReview, RetireRunbook, ReviewRunbook},
    library_page::late_by,
    views::{ReadingView, day},
};
use crate::ui::{Choice, Field, Form, Hidden, IntoHtml, Moment, Select, TextArea, is_refused};

/// What is known about a runbook: who answers for it, when it was looked at and used.
#[component]
pub fn About(reading: ReadingView) -> impl IntoView {
    let runbook = &reading.runbook;
    let owners = if runbook.owners.is_empty() { "nobody yet".to_owned() } else { runbook.owners.join(", ") };
    let late = runbook.is_overdue(reading.today);
    let reviewed = reading.last_review().map(|review| {
        view! { <Moment at=review.at dated=true/>{format!(", {}, by {}", review.outcome.label(), review.by.name())}
        {review.own.then_some(" of what they had written themselves, since nobody else could")} }
    });
    let put_off = runbook.put_off.clone().map(|put_off| {
        view! { <p class="second">{format!("Put off until {} by {}: {}", day(put_off.until), put_off.by.name(), put_off.reason)}</p> }
    });
    let is_early = runbook.retired.is_none() && runbook.is_used_since_review();
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
                <dt>"Every"</dt><dd>{format!("{} days", runbook.review_days())}</dd>
                <dt>"Next due"</dt><dd>{if runbook.retired.is_some() { view! { "never: it is retired" }.into_html() } else { view! { <time datetime=runbook.next_review.to_string()>{day(runbook.next_review)}</time> }.into_html() }}</dd>
                <dt>"Reviewed"</dt><dd>{match reviewed { Some(reviewed) => reviewed.into_html(), None => view! { "never here" }.into_html() }}</dd>
                <dt>"Exercised"</dt><dd>{match exercised { Some(exercised) => exercised.into_html(), None => view! { "never here" }.into_html() }}</dd>
            </dl>
            {note.map(|note| view! { <p class="second">{note}</p> })}
            {put_off}
            {is_early.then(|| view! { <p class="second">"It was used since anybody reviewed it, so whoever used it knows what to change."</p> })}
            {(reading.may_review && reading.is_current() && runbook.retired.is_none()).then(|| view! {
                <div class="buttons">
                    <ReviewForm slug=runbook.slug.clone() next=runbook.review_after(reading.today)/>
                    <PutOffForm slug=runbook.slug.clone() due=runbook.next_review today=reading.today/>
                    <UpkeepForm runbook=runbook.clone()/>
                    <RetireForm slug=runbook.slug.clone()/>
                </div>
            })}
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
fn ReviewForm(slug: String, next: NaiveDate) -> impl IntoView {
    let outcomes = ReviewOutcome::ALL.map(|outcome| {
        let mut words = outcome.label().to_owned();
        if let Some(first) = words.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Choice::new(outcome.word(), words)
    });
    view! {
        <details class="menu" data-align="end" open=is_refused(ReviewRunbook::PATH, "")><summary class="button" data-size="small">"Record a review"</summary>
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

#[component]
fn PutOffForm(slug: String, due: NaiveDate, today: NaiveDate) -> impl IntoView {
    let until = due.max(today).checked_add_days(Days::new(14)).unwrap_or(today);
    view! {
        <details class="menu" data-align="end" open=is_refused(PutOffReview::PATH, "")><summary class="button" data-size="small">"Put off"</summary>
            <Form action=PutOffReview::PATH class="menu-sheet form" label="Put the review off">
                <Hidden name="slug" value=slug/>
                <Field label="Until" name="until" kind="date" value=until.to_string() required=true/>
                <TextArea label="Why it has to wait" name="reason" id="wait" rows=2 maxlength=500 required=true/>
                <div class="buttons"><button class="button" data-size="small" type="submit">"Put off"</button></div>
            </Form>
        </details>
    }
}

/// What the form shows is what is so: a severity that nobody has said is the text's, and no interval is the usual one.
#[component]
fn UpkeepForm(runbook: Runbook) -> impl IntoView {
    let written = runbook.draft.as_ref().and_then(|draft| draft.severity.as_ref());
    let as_written = match written {
        Some(reading) => format!("as the text says: {}", reading.original),
        None => "as the text says: none".to_owned(),
    };
    let graded = match &runbook.severity {
        Some(reading) if Some(reading) != written => reading.level.word(),
        _ => Upkeep::AS_WRITTEN,
    };
    let said = Severity::ALL.map(|severity| Choice::new(severity.word(), severity.label()));
    let choices: Vec<Choice> = std::iter::once(Choice::new(Upkeep::AS_WRITTEN, as_written)).chain(said).collect();
    let days = runbook.review_days.map(|days| days.to_string()).unwrap_or_default();
    let usual = Runbook::default().review_days();
    view! {
        <details class="menu" data-align="end" open=is_refused(ChangeUpkeep::PATH, "")><summary class="button" data-size="small">"Upkeep"</summary>
            <Form action=ChangeUpkeep::PATH class="menu-sheet form" label="Upkeep">
                <Hidden name="slug" value=runbook.slug.clone()/>
                <Field label="Owners" name="owners" value=runbook.owners.join(", ") placeholder="nobody" hint="several parted by commas" maxlength=500/>
                <Select label="Severity" name="severity" choices value=graded/>
                <Field label="Reviewed every so many days" name="review_days" kind="number" value=days placeholder=format!("{usual}, as usual") hint="empty for what is usual"/>
                <p class="second">"Owners and severity hold until a version of the text says otherwise. A shorter interval brings the next review forward."</p>
                <div class="buttons"><button class="button" data-size="small" type="submit">"Save upkeep"</button></div>
            </Form>
        </details>
    }
}

#[component]
fn RetireForm(slug: String) -> impl IntoView {
    view! {
        <details class="menu" data-align="end" open=is_refused(RetireRunbook::PATH, "")><summary class="button" data-size="small">"Retire"</summary>
            <Form action=RetireRunbook::PATH class="menu-sheet form" label="Retire the runbook">
                <Hidden name="slug" value=slug/>
                <p class="second">"It stays to be read, and can be reinstated. No checklist begins from it, and lists and searches leave it out."</p>
                <TextArea label="Why, and what to use in its place" name="reason" id="retire" rows=2 maxlength=500 required=true/>
                <div class="buttons"><button class="button" data-size="small" type="submit">"Retire"</button></div>
            </Form>
        </details>
    }
}
