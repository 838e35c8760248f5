use chrono::NaiveDate;
use domain::runbooks::RunbookSummary;
use leptos::prelude::*;

use super::{
    api,
    library_page::late_by,
    review_calendar::{Calendar, anchor},
    views::{Reviews, counted, day},
};
use crate::ui::{Frame, Icon, IntoHtml, PageStyle, Place, SeverityBadge, Title, current_page};

/// `/runbooks/reviews`: what is overdue, and a calendar of what comes.
#[component]
pub fn ReviewsPage() -> impl IntoView {
    current_page(api::load_reviews(), |reviews| view! { <Schedule reviews/> })
}

#[component]
fn Schedule(reviews: Reviews) -> impl IntoView {
    let Reviews { today, overdue, overdue_sum, coming, later, may_review } = reviews;
    let crumbs = vec![("Runbooks".to_owned(), "/runbooks".to_owned())];
    let is_new = overdue.is_empty() && coming.is_empty() && later == 0;
    let second = match overdue_sum {
        0 => "No review is overdue.".to_owned(),
        1 => "The review of one runbook is overdue.".to_owned(),
        sum => format!("The reviews of {sum} runbooks are overdue."),
    };
    view! {
        <Title text="Reviews of runbooks · Tocsin"/>
        <PageStyle css=include_str!("../../../style/components/calendar.css")/>
        <Frame place=Place::Runbooks crumbs here="Reviews">
            <div class="head">
                <div class="head-line"><h1>"Reviews"</h1></div>
                <p class="second">{second}" A runbook that nobody has looked at for long is a guess: whoever answers for it reads it, says whether it is still valid, and sets the next day."</p>
            </div>
            {if is_new {
                view! { <div class="body"><Nothing/></div> }.into_html()
            } else {
                view! {
                    <div class="body schedule">
                        <Overdue overdue sum=overdue_sum today may_review/>
                        <Coming coming later today/>
                    </div>
                }.into_html()
            }}
        </Frame>
    }
}

/// Longest overdue first.
#[component]
fn Overdue(overdue: Vec<RunbookSummary>, sum: i64, today: NaiveDate, may_review: bool) -> impl IntoView {
    if overdue.is_empty() {
        return ().into_html();
    }
    let beyond = sum - i64::try_from(overdue.len()).unwrap_or(sum);
    let rows = overdue.into_iter().map(|runbook| {
        let href = format!("/runbooks/{}", runbook.slug);
        let exercised = match runbook.last_exercised_at {
            Some(at) => view! { "used "{day(at.date_naive())} }.into_html(),
            None => view! { <span class="quiet">"never used here"</span> }.into_html(),
        };
        view! {
            <tr id=format!("runbook-{}", runbook.slug)>
                <td class=grade_class(runbook.severity)><Grade severity=runbook.severity/></td>
                <td class="first"><a href=href.clone() data-row>{runbook.title.clone()}</a><br/><small>{owners(&runbook)}</small></td>
                <td><small>{exercised}</small></td>
                <td class="tight r num"><span class="late">{late_by(runbook.next_review, today)}</span><small class="not-phone"><br/>"since "{day(runbook.next_review)}</small></td>
                {may_review.then(|| view! { <td class="tight r"><a class="button" data-size="small" href=format!("{href}#review-title") aria-label=format!("Review {}", runbook.title)>"Review"</a></td> })}
            </tr>
        }
    });
    view! {
        <section class="group" data-tone="late" aria-labelledby="overdue">
            <div class="group-head"><h2 id="overdue">"Overdue"</h2><span class="count">{sum}</span></div>
            <table class="table" data-fold>
                <caption class="hidden-visually">"Runbooks whose review is overdue, longest first"</caption>
                <thead><tr><th scope="col">"Severity"</th><th scope="col">"Runbook"</th><th scope="col">"Exercised"</th><th scope="col" class="r">"Overdue"</th>
                    {may_review.then(|| view! { <th scope="col"><span class="hidden-visually">"Review"</span></th> })}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            {(beyond > 0).then(|| view! { <p class="meta">{format!("and {beyond} more")}</p> })}
        </section>
    }
    .into_html()
}

/// The calendar, and its days as a list.
#[component]
fn Coming(coming: Vec<RunbookSummary>, later: i64, today: NaiveDate) -> impl IntoView {
    let days: Vec<NaiveDate> = coming.iter().map(|runbook| runbook.next_review).collect();
    let is_empty = coming.is_empty();
    let mut last = None;
    let rows = coming.into_iter().map(|runbook| {
        let first_of_day = last.replace(runbook.next_review) != Some(runbook.next_review);
        // The calendar leads to the first runbook of a day.
        let id = first_of_day.then(|| anchor(runbook.next_review));
        view! {
            <tr id=format!("runbook-{}", runbook.slug)>
                <td class="tight num" id=id><time datetime=runbook.next_review.to_string()>{runbook.next_review.format("%a %-d %b").to_string()}</time></td>
                <td class=grade_class(runbook.severity)><Grade severity=runbook.severity/></td>
                <td class="first"><a href=format!("/runbooks/{}", runbook.slug) data-row>{runbook.title.clone()}</a><br/><small>{owners(&runbook)}</small></td>
                <td class="tight r"><small>{in_words(runbook.next_review, today)}</small></td>
            </tr>
        }
    });
    let further = (later > 0).then(|| {
        let what = if later == 1 { "One review is".to_owned() } else { format!("{later} reviews are") };
        view! { <p class="second">{format!("{what} due after these twelve weeks.")}</p> }
    });
    view! {
        <section class="group" aria-labelledby="coming">
            <div class="group-head"><h2 id="coming">"The coming twelve weeks"</h2><span class="count">{days.len()}</span></div>
            <div class="schedule-pair">
                <Calendar today days/>
                <div>
                    {if is_empty {
                        view! { <p class="second">"Nothing is due in these weeks."</p> }.into_html()
                    } else {
                        view! {
                            <table class="table" data-fold>
                                <caption class="hidden-visually">"Reviews of the coming twelve weeks, by day"</caption>
                                <thead><tr><th scope="col">"Due"</th><th scope="col">"Severity"</th><th scope="col">"Runbook"</th><th scope="col" class="r">"In"</th></tr></thead>
                                <tbody>{rows.collect_view()}</tbody>
                            </table>
                        }.into_html()
                    }}
                    {further}
                </div>
            </div>
        </section>
    }
}

#[component]
fn Grade(severity: Option<domain::incidents::Severity>) -> impl IntoView {
    match severity {
        Some(severity) => view! { <SeverityBadge severity/> }.into_html(),
        None => view! { <span class="quiet" title="No severity is named">"–"</span> }.into_html(),
    }
}

/// On phones a row without a severity has no place for it.
fn grade_class(severity: Option<domain::incidents::Severity>) -> &'static str {
    if severity.is_some() { "tight" } else { "tight not-phone" }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="calendar"/>
            <b>"No runbooks yet, so nothing is to be reviewed."</b>
            <span>"Every runbook gets a day on which somebody reads it again: the one that its file names, or ninety days after its last change."</span>
            <div class="buttons"><a class="button" data-kind="primary" href="/runbooks">"Go to the runbooks"</a></div>
        </div>
    }
}

fn owners(runbook: &RunbookSummary) -> String {
    if runbook.owners.is_empty() { "no owner".to_owned() } else { runbook.owners.clone() }
}

fn in_words(due: NaiveDate, today: NaiveDate) -> String {
    match usize::try_from((due - today).num_days()).unwrap_or_default() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days @ 2..14 => format!("in {}", counted(days, "day")),
        days => format!("in {} weeks", days / 7),
    }
}
