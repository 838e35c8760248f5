use chrono::{DateTime, Utc};
use domain::incidents::{IncidentSummary, Stage};
use leptos::prelude::*;

use crate::ui::{SeverityBadge, Tag, duration_words};

/// Open incidents that wait for no answer. There may be more of them, `count` in all.
#[component]
pub(super) fn OpenIncidents(
    incidents: Vec<IncidentSummary>,
    count: usize,
    me: Option<String>,
    now: DateTime<Utc>,
) -> impl IntoView {
    (!incidents.is_empty()).then(|| {
        let rows = incidents.into_iter().map(|incident| view! { <Row incident me=me.clone() now/> });
        view! {
            <section class="part" aria-labelledby="open">
                <div class="part-head"><h2 id="open">"Open incidents"</h2><span class="count">{count}</span>
                    <a class="push" href="/incidents">"All incidents"</a></div>
                <table class="table" data-fold>
                    <caption class="hidden-visually">"Open incidents, the worst first"</caption>
                    <thead><tr>
                        <th scope="col" class="tight">"Severity"</th><th scope="col">"Incident"</th><th scope="col">"State"</th>
                        <th scope="col" class="r">"Open"</th>
                    </tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </section>
        }
    })
}

#[component]
fn Row(incident: IncidentSummary, me: Option<String>, now: DateTime<Utc>) -> impl IntoView {
    let state = if incident.stage == Stage::Mitigated { "half" } else { "active" };
    let commands = match &incident.commander {
        None => "nobody commands".to_owned(),
        Some(name) if Some(name) == me.as_ref() => "you command".to_owned(),
        Some(name) => format!("{name} commands"),
    };
    let items = match incident.items_open {
        0 => String::new(),
        1 => ". One item open".to_owned(),
        open => format!(". {open} items open"),
    };
    view! {
        <tr id=format!("incident-{}", incident.number)>
            <td class="tight"><SeverityBadge severity=incident.severity/></td>
            <td class="first"><a href=format!("/incidents/{}", incident.number) data-row>{incident.title.clone()}</a>{incident.drill.then(|| view! { " "<Tag words="Drill"/> })}<br/>
                <small>{format!("INC-{}, {commands}{items}", incident.number)}</small></td>
            <td class="tight"><span class="state" data-state=state>{incident.stage.label()}</span></td>
            <td class="tight r num"><span class="only-phone">"Open "</span><span data-since=incident.declared_at.timestamp()>{duration_words(now - incident.declared_at)}</span></td>
        </tr>
    }
}
