use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api::{WallView, load_wall},
    island::WallIsland,
    parts::{Clocks, Last, Road, Seats, Steps},
};
use crate::{
    fault::Fault,
    ui::{IntoHtml, PageStyle, Screen, SeverityBadge, Title, comes_anew, page, refresh},
};

/// `/incidents/42/wall`: read-only and large, dark unless somebody chose otherwise. It comes anew every few seconds, also
/// without script; `?hold=1` makes it stand still, for whoever reads slowly.
#[component]
pub fn WallPage() -> impl IntoView {
    let number = use_params_map().get_untracked().get("number").and_then(|number| number.parse().ok());
    let holds = use_query_map().get_untracked().get("hold").is_some();
    let load = async move {
        match number {
            Some(number) => load_wall(number).await,
            None => Err(Fault::NotFound),
        }
    };
    page(load, move |wall| view! { <Wall wall holds/> })
}

#[component]
fn Wall(wall: WallView, holds: bool) -> impl IntoView {
    let WallView { incident, last, quiet_since, now } = wall;
    let number = incident.number;
    let title = format!("{} {} {} · wall · Tocsin", incident.severity.label(), incident.label(), incident.title);
    let path = format!("/incidents/{number}/wall");
    let again = comes_anew(&path).filter(|_| !holds);
    let services = incident.facts.services.clone();
    view! {
        <Title text=title/>
        <PageStyle css=include_str!("../../../../style/components/wall.css")/>
        <Screen shape="wall">
            <header class="wall-head">
                <p class="wall-line">
                    <SeverityBadge severity=incident.severity wordy=true large=true/>
                    <span class="wall-number">{incident.label()}</span>
                    {incident.drill.then(|| view! { <span class="wall-services">"Drill"</span> })}
                    {(!services.is_empty()).then(|| view! { <span class="wall-services">{services}</span> })}
                </p>
                <h1>{incident.title.clone()}</h1>
                <Road incident=incident.clone() now/>
            </header>
            <Clocks incident=incident.clone() quiet_since now/>
            <Last entries=last incident=incident.clone() now/>
            <aside class="wall-side" aria-label="Roles and steps">
                <Seats roles=incident.roles.clone()/>
                <Steps incident now/>
            </aside>
            <footer class="wall-foot">
                <span>"As of "<time datetime=now.to_rfc3339()>{now.format("%H:%M:%S UTC, %-d %B %Y").to_string()}</time></span>
                {match again {
                    None => view! { <a href=path>"It stands still: let it go on"</a> }.into_html(),
                    Some(seconds) => view! { <span>{format!("anew every {seconds} s")}</span><a href=format!("{path}?hold=1")>"Hold still"</a> }.into_html(),
                }}
                <b class="late" role="status" data-stale hidden>"The server gives no answer: this is how it was then."</b>
                <a class="push" href=format!("/incidents/{number}")>"Open the room"</a>
            </footer>
        </Screen>
        {again.map(|seconds| view! { <noscript inner_html=refresh(seconds)></noscript><WallIsland seconds/> })}
    }
}
