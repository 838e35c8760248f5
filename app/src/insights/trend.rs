use domain::{
    incidents::Severity,
    insights::{Month, Spread, Trend},
};
use leptos::prelude::*;

use super::plot::{Ticks, between, ceiling, slot_at, whole};
use crate::ui::{IntoHtml, SeverityBadge, duration_words, percent};

/// A length of time by month: a strip a severity, each with a scale of its own, since a P0 takes minutes where a P3
/// takes days.
#[component]
pub(super) fn TrendFigure(
    heading: &'static str,
    /// What is measured and what is left out, in sentences.
    explained: &'static str,
    /// Why an incident has no such length yet, after a number: "not acknowledged".
    missing: &'static str,
    trend: Trend,
) -> impl IntoView {
    let slots = trend.months.len();
    let strips = Severity::ALL.into_iter().filter_map(|severity| {
        let whole = trend.whole[severity as usize];
        let absent = trend.missing[severity as usize];
        if whole.is_none() && absent == 0 {
            return None;
        }
        let months = trend.months.iter().map(|month| month.spreads[severity as usize]).collect();
        Some(view! { <Strip heading severity whole absent missing months/> })
    });
    let words = trend.months.iter().enumerate().filter(|(slot, _)| slots <= FEW || slot % 2 == 0);
    let words = words.map(|(slot, month)| (slot, month.from.format("%b").to_string())).collect();
    let is_empty = trend.is_empty();
    view! {
        <figure class="chart">
            <figcaption><h2>{heading}</h2><span class="quiet">"median by month; the line above it reaches to the 90th percentile"</span></figcaption>
            {if is_empty {
                view! { <p class="second">"Nothing to measure yet in this time."</p> }.into_html()
            } else {
                view! { <div class="strips">{strips.collect_view()}<div class="strip-row"><span></span><Ticks slots words centred=true/><span></span></div></div> }.into_html()
            }}
            <p class="explained">{explained}</p>
            <details class="behind"><summary>"As a table"</summary><Table heading months=trend.months.clone() whole=trend.whole/></details>
        </figure>
    }
}

#[component]
fn Strip(
    heading: &'static str,
    severity: Severity,
    whole: Option<Spread>,
    absent: usize,
    missing: &'static str,
    months: Vec<Option<Spread>>,
) -> impl IntoView {
    let slots = months.len();
    let highest = months.iter().flatten().map(Spread::ninetieth).max().unwrap_or_default();
    let top = ceiling(highest);
    let label = match whole {
        Some(spread) => format!("{heading}, {}: median {}", severity.label(), duration_words(spread.median())),
        None => format!("{heading}, {}: nothing to measure", severity.label()),
    };
    let bars = months
        .into_iter()
        .enumerate()
        .filter_map(|(slot, spread)| Some(view! { <Bar spread=spread? at=slot slots top=top.num_seconds()/> }));
    view! {
        <div class="strip-row">
            <span class="strip-name"><SeverityBadge severity wordy=true/></span>
            <svg class="plot-area" data-size="strip" role="img" aria-label=label>
                <line class="axis" x1="0" x2="100%" y1=foot() y2=foot()></line>
                <line class="axis" data-faint x1="0" x2="100%" y1=height(1, 1) y2=height(1, 1)></line>
                {whole.map(|_| view! { <text class="strip-top" x="100%" y=height(1, 1) dy="-0.3em" text-anchor="end">{duration_words(top)}</text> })}
                {bars.collect_view()}
            </svg>
            <span class="strip-sum">
                {whole.map(|spread| view! {
                    <b>{duration_words(spread.median())}</b>
                    <small>{format!("90 % within {}", duration_words(spread.ninetieth()))}</small>
                    <small>{if spread.count == 1 { "1 incident".to_owned() } else { format!("{} incidents", spread.count) }}</small>
                })}
                {(absent > 0).then(|| view! { <small class="soon">{format!("{absent} {missing}")}</small> })}
            </span>
        </div>
    }
}

/// The median as a bar, the 90th percentile as a line that reaches above it; in words too where months are few.
#[component]
fn Bar(spread: Spread, at: usize, slots: usize, top: i64) -> impl IntoView {
    let (median, ninetieth) = (spread.median_seconds, spread.ninetieth_seconds);
    let words = duration_words(spread.median());
    let title = format!("Median {words} of {}; 90th percentile {}", spread.count, duration_words(spread.ninetieth()));
    // However short, it is seen.
    let y = height(median.max(top / 40), top);
    // Words stand beside the top of their bar, and not on the line below it.
    let beside = height(median.max(top / 5), top);
    let centre = between(at, slots);
    let is_roomy = slots <= FEW;
    let reaches = (ninetieth > median).then(|| {
        view! { <line class="reach" x1=centre.clone() x2=centre.clone() y1=height(ninetieth, top) y2=y.clone()></line> }
    });
    let label = is_roomy.then(|| view! { <text x=centre.clone() y=beside dx="15" dy="0.75em">{words}</text> });
    view! {
        <svg x=slot_at(at, slots) width=percent(1, whole(slots)) height="100%"><rect class="plot-hit" width="100%" height="100%"><title>{title}</title></rect></svg>
        {reaches}
        <line class="bar-line" data-many=(!is_roomy).then_some("") x1=centre.clone() x2=centre y1=foot() y2=y></line>
        {label}
    }
}

/// As many months as leave room for words beside the bars.
const FEW: usize = 5;

/// So many hundredths of a strip's height are for its marks; the rest is for the words above.
const SPAN: i64 = 76;

/// Where something of this length ends, from above.
fn height(length: i64, top: i64) -> String {
    percent(FOOT * top - SPAN * length, 100 * top)
}

/// Where the marks stand, in hundredths from above.
const FOOT: i64 = 98;

fn foot() -> String {
    height(0, 1)
}

#[component]
fn Table(heading: &'static str, months: Vec<Month>, whole: [Option<Spread>; 4]) -> impl IntoView {
    let cells = |spreads: [Option<Spread>; 4]| {
        spreads.map(|spread| match spread {
            Some(spread) => view! {
                <td class="num">{duration_words(spread.median())}<br/>
                    <small>{format!("90 % {}, of {}", duration_words(spread.ninetieth()), spread.count)}</small></td>
            }
            .into_html(),
            None => view! { <td class="quiet">"–"</td> }.into_html(),
        })
    };
    let rows = months.into_iter().rev().map(|month| view! {
        <tr><th scope="row">{month.from.format("%b %Y").to_string()}</th>{cells(month.spreads).into_iter().collect_view()}</tr>
    });
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label=format!("{heading}, table")>
            <table class="table" data-dense>
                <caption class="hidden-visually">{format!("{heading} by month and severity: median, 90th percentile, number of incidents")}</caption>
                <thead><tr><th scope="col">"Declared in"</th>
                    {Severity::ALL.map(|severity| view! { <th scope="col">{severity.label()}</th> }).into_iter().collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}<tr><th scope="row">"All"</th>{cells(whole).into_iter().collect_view()}</tr></tbody>
            </table>
        </div>
    }
}
