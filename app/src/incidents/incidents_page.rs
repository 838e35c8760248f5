use domain::incidents::{IncidentSummary, Severity, Stage};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::{self, Filter, IncidentList};
use crate::ui::{Choice, Frame, IntoHtml, Pager, Place, Select, SeverityBadge, Tag, Title, current_page, duration_words};

/// `/incidents`: all of them, newest first, filters in the address.
#[component]
pub fn IncidentsPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let filter = Filter {
        state: query.get("state").unwrap_or_else(|| "open".to_owned()),
        severity: query.get("severity").unwrap_or_default(),
        before: query.get("before").and_then(|number| number.parse().ok()),
    };
    current_page(api::list_incidents(filter.clone()), move |list| view! { <Incidents list filter/> })
}

#[component]
fn Incidents(list: IncidentList, filter: Filter) -> impl IntoView {
    let states = vec![Choice::new("open", "Open"), Choice::new("all", "All")];
    let severities = std::iter::once(Choice::new("", "Any severity"));
    let severities = severities.chain(Severity::ALL.map(|severity| Choice::new(severity.word(), severity.label()))).collect();
    let is_empty = list.incidents.is_empty();
    let now = list.now;
    let older = list.next.map(|next| format!("/incidents?state={}&severity={}&before={next}", filter.state, filter.severity));
    view! {
        <Title text="Incidents · Tocsin"/>
        <Frame place=Place::Incidents here="Incidents">
            <div class="head"><div class="head-line"><h1>"Incidents"</h1></div></div>
                <form class="filters" method="get" action="/incidents" role="search" aria-label="Filter incidents">
                    <Select label="State" name="state" choices=states value=filter.state.clone() hide_label=true/>
                    <Select label="Severity" name="severity" choices=severities value=filter.severity.clone() hide_label=true/>
                    <button class="button" type="submit">"Show"</button>
                </form>
                {if is_empty {
                    view! { <div class="body"><Empty filter/></div> }.into_html()
                } else {
                    view! { <div class="list"><Table incidents=list.incidents now/></div> }.into_html()
                }}
                <Pager href=older words="Older incidents"/>
        </Frame>
    }
}

/// Nothing fits, or there is nothing: the first must not read like the second.
#[component]
fn Empty(filter: Filter) -> impl IntoView {
    let open_only = filter.state == "open";
    let severity = filter.severity.parse::<Severity>().ok();
    let all = open_only.then(|| view! { <a class="button" href="/incidents?state=all">"Show past incidents"</a> });
    if severity.is_none() && filter.before.is_none() {
        return view! {
            <div class="empty">
                <h2>{if open_only { "No open incident" } else { "No incident yet" }}</h2>
                <p>"When something breaks, declare it: a title and a severity are enough. A drill is the best way to find out how it works."</p>
                <div class="buttons"><a class="button" data-kind="primary" href="/incidents/new">"Declare incident"</a>{all}</div>
            </div>
        }
        .into_html();
    }
    let what = severity.map(|severity| format!(" {}", severity.label())).unwrap_or_default();
    let which = if open_only { "open" } else { "older" };
    view! {
        <div class="empty">
            <h2>{if severity.is_some() && !open_only { format!("No{what} incident") } else { format!("No {which}{what} incident") }}</h2>
            <p>"Those of another severity or state are not shown here."</p>
            <div class="buttons"><a class="button" data-kind="primary" href=format!("/incidents?state={}", filter.state)>"Show every severity"</a>{all}</div>
        </div>
    }
    .into_html()
}

#[component]
fn Table(incidents: Vec<IncidentSummary>, now: chrono::DateTime<chrono::Utc>) -> impl IntoView {
    view! {
        <table class="table" data-fold>
            <caption class="hidden-visually">"Incidents, newest first"</caption>
            <thead><tr>
                <th scope="col" class="tight">"Severity"</th><th scope="col">"Incident"</th><th scope="col">"State"</th>
                <th scope="col">"Commander"</th><th scope="col" class="r">"Checklists"</th><th scope="col" class="r">"Declared"</th>
            </tr></thead>
            <tbody>{incidents.into_iter().map(|incident| view! { <Row incident now/> }).collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Row(incident: IncidentSummary, now: chrono::DateTime<chrono::Utc>) -> impl IntoView {
    let href = format!("/incidents/{}", incident.number);
    let state = match incident.stage {
        Stage::Mitigated => "half",
        stage if stage.is_open() => "active",
        _ => "done",
    };
    let unanswered = incident.stage.is_open() && incident.acknowledged_at.is_none() && incident.respond_by.is_some();
    // Closing it is paperwork.
    let ended = incident.resolved_at;
    let declared = incident.declared_at;
    let length = match ended {
        Some(ended) => format!("took {}", duration_words(ended - declared)).into_html(),
        None => view! { "open "<span data-since=declared.timestamp()>{duration_words(now - declared)}</span> }.into_html(),
    };
    let done = incident.items_total - incident.items_open;
    view! {
        <tr id=format!("incident-{}", incident.number)>
            <td class="tight"><SeverityBadge severity=incident.severity/></td>
            <td class="first">
                <a href=href data-row>{incident.title.clone()}</a>{incident.drill.then(|| view! { " "<Tag words="Drill"/> })}<br/>
                <small>{format!("INC-{}", incident.number)}{(!incident.services.is_empty()).then(|| format!(", {}", incident.services))}
                    {unanswered.then(|| view! { ", "<b class="late">"nobody has acknowledged"</b> })}</small>
            </td>
            <td class="tight"><span class="state" data-state=state>{incident.stage.label()}</span></td>
            <td class="tight">{incident.commander.clone().unwrap_or_else(|| "nobody".to_owned())}</td>
            <td class="tight r num" data-head="Checklists">{(incident.items_total > 0).then(|| format!("{done} of {}", incident.items_total))}</td>
            <td class="tight r num"><crate::ui::Moment at=incident.declared_at dated=true/>" "<br/><small>{length}</small></td>
        </tr>
    }
}
