use chrono::{DateTime, Utc};
use domain::incidents::{Severity, Stage, Stretch, TimeInStage};
use leptos::prelude::*;

use crate::ui::{IntoHtml, SeverityBadge, cut, duration_words, percent};

/// How long an incident was in each stage, as a bar drawn to scale; below it the bar of its severities, where it was
/// re-graded, and the table behind both. Rendered once; feed it `TimeInStage::of(&incident, now)`.
#[component]
pub fn TimeInStageBar(time: TimeInStage) -> impl IntoView {
    if time.stages.is_empty() {
        // Declared this very second: there is nothing to draw yet.
        return ().into_html();
    }
    let whole = format!("{}{}", duration_words(time.length()), if time.is_over { "" } else { " so far" });
    let was_regraded = time.severities.len() > 1;
    view! {
        <figure class="course">
            <figcaption><b>"Time in each stage"</b><span class="quiet">{whole}</span></figcaption>
            <Bar stretches=time.stages.clone() name=Stage::word kind="stage" label=sentence(&time)/>
            {was_regraded.then(|| view! {
                <Bar stretches=time.severities.clone() name=Severity::word kind="severity" label=regradings(&time)/>
            })}
            <div class="course-ends" aria-hidden="true">
                <span>{moment(time.from, &time)}</span><span>{if time.is_over { moment(time.to, &time) } else { "now".to_owned() }}</span>
            </div>
            <Key time=time.clone()/>
            <details class="behind"><summary>"As a table"</summary><Tables time/></details>
        </figure>
    }
    .into_html()
}

/// What the style does not fill is striped.
const STRIPES: &str = "url(#stage-stripes)";

/// One bar of stretches. Between two there is a gap, so that they are told apart without colour.
#[component]
fn Bar<T: Copy + Send + 'static>(
    stretches: Vec<Stretch<T>>,
    name: fn(T) -> &'static str,
    /// What is drawn: `stage` or `severity`.
    kind: &'static str,
    label: String,
) -> impl IntoView {
    let lengths: Vec<i64> = stretches.iter().map(|stretch| stretch.length().num_seconds()).collect();
    let parts = stretches.iter().zip(cut(&lengths)).map(|(stretch, (at, long))| {
        let title = format!("{}, {}", name(stretch.what), duration_words(stretch.length()));
        view! {
            <svg x=percent(at, 10_000) width=percent(long, 10_000) height="100%">
                <rect class="course-part" data-is=name(stretch.what) fill=STRIPES width="100%" height="100%"><title>{title}</title></rect>
            </svg>
        }
    });
    let gaps = cut(&lengths).into_iter().skip(1).map(|(at, _)| {
        let x = percent(at, 10_000);
        view! { <line class="course-gap" x1=x.clone() x2=x y1="0" y2="100%"></line> }
    });
    view! {
        <svg class="course-bar" data-kind=kind role="img" aria-label=label>
            {(kind == "stage").then(|| view! { <defs><pattern id="stage-stripes" width="5" height="5" patternUnits="userSpaceOnUse">
                <rect class="stripe-ground" width="5" height="5"></rect><rect class="stripe" width="2.5" height="5"></rect>
            </pattern></defs> })}
            {parts.collect_view()}{gaps.collect_view()}
        </svg>
    }
}

/// Which look is which stage, and how long it was in all.
#[component]
fn Key(time: TimeInStage) -> impl IntoView {
    let stages = time.sums().into_iter().map(|(stage, length, times)| {
        let again = (times > 1).then(|| format!(", {times} times"));
        view! {
            <li><svg class="course-swatch" aria-hidden="true"><rect class="course-part" data-is=stage.word() fill=STRIPES width="100%" height="100%"></rect></svg>
                {stage.label()}" "<b>{duration_words(length)}</b>{again}</li>
        }
    });
    let grades = (time.severities.len() > 1).then(|| {
        let grades = time.severities.iter().map(|stretch| {
            view! {
                <li><SeverityBadge severity=stretch.what/>" "<b>{duration_words(stretch.length())}</b></li>
            }
        });
        view! { <ul class="course-key" aria-label="Time of each severity">{grades.collect_view()}</ul> }
    });
    view! { <ul class="course-key" aria-label="Time in each stage">{stages.collect_view()}</ul>{grades} }
}

#[component]
fn Tables(time: TimeInStage) -> impl IntoView {
    let stages =
        time.stages.iter().map(|stretch| (stretch.what.label(), *stretch)).map(|(words, stretch)| row(words, &stretch, &time));
    let grades = time.severities.iter().map(|stretch| row(stretch.what.label(), stretch, &time));
    let closed =
        time.closed_at.map(|at| view! { <p class="quiet">{format!("Closed at {}.", at.format("%-d %B %Y, %H:%M UTC"))}</p> });
    view! {
        <table class="table" data-dense>
            <caption class="hidden-visually">"Time in each stage"</caption>
            <thead><tr><th scope="col">"Stage"</th><th scope="col">"From, UTC"</th><th scope="col">"To"</th><th scope="col" class="r">"How long"</th></tr></thead>
            <tbody>{stages.collect_view()}</tbody>
        </table>
        <table class="table" data-dense>
            <caption class="hidden-visually">"Time of each severity"</caption>
            <thead><tr><th scope="col">"Severity"</th><th scope="col">"From, UTC"</th><th scope="col">"To"</th><th scope="col" class="r">"How long"</th></tr></thead>
            <tbody>{grades.collect_view()}</tbody>
        </table>
        {closed}
    }
}

fn row<T>(words: &'static str, stretch: &Stretch<T>, time: &TimeInStage) -> impl IntoView + use<T>
where
    T: Copy,
{
    let to = if !time.is_over && stretch.to == time.to { "now".to_owned() } else { exact(stretch.to, time) };
    view! {
        <tr><th scope="row">{words}</th><td class="num">{exact(stretch.from, time)}</td><td class="num">{to}</td>
            <td class="r num">{duration_words(stretch.to - stretch.from)}</td></tr>
    }
}

/// The time of day; with the day where the incident did not end on the day on which it began.
fn moment(at: DateTime<Utc>, time: &TimeInStage) -> String {
    let same_day = time.from.date_naive() == time.to.date_naive();
    at.format(if same_day { "%H:%M UTC" } else { "%-d %b, %H:%M UTC" }).to_string()
}

/// In the tables, whose heads say that it is UTC.
fn exact(at: DateTime<Utc>, time: &TimeInStage) -> String {
    let same_day = time.from.date_naive() == time.to.date_naive();
    at.format(if same_day { "%H:%M:%S" } else { "%-d %b, %H:%M" }).to_string()
}

/// The bar in words: "Time in each stage: declared 3 min, investigating 18 min."
fn sentence(time: &TimeInStage) -> String {
    let parts: Vec<String> =
        time.stages.iter().map(|stretch| format!("{} {}", stretch.what.word(), duration_words(stretch.length()))).collect();
    format!("Time in each stage: {}.", parts.join(", then "))
}

fn regradings(time: &TimeInStage) -> String {
    let parts: Vec<String> = time
        .severities
        .iter()
        .map(|stretch| format!("{} for {}", stretch.what.label(), duration_words(stretch.length())))
        .collect();
    format!("Severity: {}.", parts.join(", then "))
}
