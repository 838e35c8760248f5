use domain::insights::{Kept, Reach};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{self, FiguresView},
    promises::Promises,
    runbooks::{LongestOverdue, MostUsed},
    trend::TrendFigure,
    weekly::Weekly,
};
use crate::ui::{Frame, Icon, IntoHtml, PageStyle, Place, Title, current_page};

/// `/insights?days=90`: how often, how fast, and which promises were kept.
#[component]
pub fn InsightsPage() -> impl IntoView {
    let days = use_query_map().get_untracked().get("days").unwrap_or_default();
    current_page(api::load_figures(Reach::from_days(&days)), |figures| view! { <Insights figures/> })
}

#[component]
fn Insights(figures: FiguresView) -> impl IntoView {
    let second = format!(
        "{} to {}, whole days in UTC.",
        figures.window.from.format("%-d %B %Y"),
        figures.window.today().format("%-d %B %Y")
    );
    view! {
        <Title text="Insights · Tocsin"/>
        <PageStyle css=include_str!("../../../style/components/chart.css")/>
        <Frame place=Place::Insights here="Insights">
            <div class="head">
                <div class="head-line"><h1>"Insights"</h1><ReachSwitch reach=figures.reach/></div>
                <p class="second">{second}</p>
                {figures.has_history.then(|| view! { <Sums figures=figures.clone()/> })}
            </div>
            {if figures.has_history {
                view! { <Charts figures/> }.into_html()
            } else {
                view! { <div class="body"><Nothing may_declare=figures.may_declare/></div> }.into_html()
            }}
        </Frame>
    }
}

/// How far back, in the address.
#[component]
fn ReachSwitch(reach: Reach) -> impl IntoView {
    let links = Reach::ALL.map(|other| {
        let words = match other {
            Reach::Month => "30 days",
            Reach::Quarter => "90 days",
            Reach::Year => "A year",
        };
        view! { <a href=format!("/insights?days={}", other.days()) aria-current=(other == reach).then_some("page")>{words}</a> }
    });
    view! { <nav class="switch" aria-label="How far back">{links.into_iter().collect_view()}</nav> }
}

/// The four figures that one looks at first.
#[component]
fn Sums(figures: FiguresView) -> impl IntoView {
    let answers = figures.incidents.responses.into_iter().fold(Kept::default(), Kept::and);
    let declared = figures.incidents.declared;
    let still_open: usize = figures.incidents.to_resolve.missing.iter().sum();
    let shares = [
        ("Answered in time", answers),
        ("Post-mortems in time", figures.postmortems),
        ("Action items in time", figures.action_items),
    ];
    let shares = shares.map(|(what, kept)| {
        let (value, detail) = match kept.percent() {
            Some(share) => (format!("{share} %"), format!("{} of {}", kept.in_time, kept.due())),
            None => ("–".to_owned(), "nothing was due".to_owned()),
        };
        view! { <div class="clock"><dt>{what}</dt><dd>{value}</dd><dd>{detail}</dd></div> }
    });
    let open = if still_open == 0 { "none open".to_owned() } else { format!("{still_open} not resolved") };
    view! {
        <dl class="clocks figures">
            <div class="clock"><dt>"Incidents declared"</dt><dd>{declared}</dd><dd>{open}</dd></div>
            {shares.into_iter().collect_view()}
        </dl>
    }
}

#[component]
fn Charts(figures: FiguresView) -> impl IntoView {
    let today = figures.window.today();
    let incidents = figures.incidents;
    let is_quiet = incidents.declared == 0;
    view! {
        <div class="body charts">
            {if is_quiet {
                view! {
                    <div class="empty"><b>"No incident was declared in this time."</b><span>"Look further back to see what was."</span>
                        <div class="buttons"><a class="button" data-size="small" href="/insights?days=365">"Look back a year"</a></div></div>
                }.into_html()
            } else {
                view! {
                    <Weekly weeks=incidents.weeks/>
                    <TrendFigure heading="Time to acknowledge" trend=incidents.to_acknowledge missing="not acknowledged"
                        explained="MTTA: from declared until somebody first acknowledged, by the month in which the incident was declared. Median and 90th percentile rather than the mean, which a single long night would rule; below ten incidents the 90th percentile is the longest. What nobody acknowledged has no such time and is counted beside."/>
                    <TrendFigure heading="Time to resolve" trend=incidents.to_resolve missing="not resolved"
                        explained="MTTR: from declared until resolved; of a reopened incident until it was resolved for the last time. By the month in which it was declared. What is still open has no such time and is counted beside."/>
                }.into_html()
            }}
            <Promises responses=incidents.responses postmortems=figures.postmortems action_items=figures.action_items/>
            <div class="pair">
                <MostUsed used=figures.used today/>
                <LongestOverdue overdue=figures.overdue sum=figures.overdue_sum today/>
            </div>
        </div>
    }
}

#[component]
fn Nothing(may_declare: bool) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="chart"/>
            <b>"No incidents yet, so there is nothing to count."</b>
            <span>"Figures come by themselves: Tocsin reads them off what people do anyway."</span>
            <ol>
                <li>"Declare an incident: it counts in its week."</li>
                <li>"Acknowledge it: from then on one sees how fast somebody answers, and whether within the time that the severity matrix promises."</li>
                <li>"Resolve it, write what was learned, promise what will change: one sees what became of it."</li>
            </ol>
            <div class="buttons">
                {may_declare.then(|| view! { <a class="button" data-kind="primary" href="/incidents/new">"Declare incident"</a> })}
                <a class="button" href="/settings/severities">"See the severity matrix"</a>
            </div>
        </div>
    }
}
