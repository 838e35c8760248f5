use domain::incidents::Look;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::audience_api::{AccessView, Standing, load_access_record};
use crate::ui::{Face, Frame, Icon, IntoHtml, Moment, Place, Title, page};

/// `/incidents/7/access`: who looked at a restricted incident, where, and when.
#[component]
pub fn AccessPage() -> impl IntoView {
    // A number that is none leads to the incident 0, which there never is.
    let number = use_params_map().get_untracked().get("number").and_then(|number| number.parse().ok()).unwrap_or(0);
    page(load_access_record(number), |access| view! { <Access access/> })
}

#[component]
fn Access(access: AccessView) -> impl IntoView {
    let AccessView { number, standing, looks } = access;
    let label = format!("INC-{number}");
    let (words, room) = (format!("Who looked at {label}"), format!("/incidents/{number}"));
    let crumbs = vec![("Incidents".to_owned(), "/incidents".to_owned()), (label, room)];
    view! {
        <Title text=format!("{words} · Tocsin")/>
        <Frame place=Place::Incidents crumbs here="Who looked">
            <div class="head">
                <div class="head-line"><h1>{words}</h1></div>
                {(!looks.is_empty()).then(|| view! { <p class="second">{sentence(standing)}</p> })}
            </div>
            {if looks.is_empty() {
                view! { <Empty number standing/> }.into_html()
            } else {
                view! { <div class="list"><Looks looks/></div> }.into_html()
            }}
        </Frame>
    }
}

fn sentence(standing: Standing) -> &'static str {
    match standing {
        Standing::Restricted => {
            "Everybody who opens it is put down here. Looking again at the same place within a quarter of an hour is one look."
        }
        Standing::WasRestricted | Standing::NeverRestricted => {
            "Who looked while it was restricted. It is open to everybody now, and nobody is put down any more."
        }
    }
}

#[component]
fn Empty(number: i64, standing: Standing) -> impl IntoView {
    let words = match standing {
        Standing::NeverRestricted => "It was never restricted: everybody sees it, and nobody puts down who looks.",
        Standing::Restricted | Standing::WasRestricted => "Nobody has looked at it since it was restricted.",
    };
    view! {
        <div class="empty"><Icon name="eye"/><b>{words}</b>
            <p><a class="button" href=format!("/incidents/{number}")>{format!("Back to INC-{number}")}</a></p></div>
    }
}

#[component]
fn Looks(looks: Vec<Look>) -> impl IntoView {
    view! {
        <table class="table" data-fold>
            <caption class="hidden-visually">"Looks, newest first"</caption>
            <thead><tr>
                <th scope="col">"Person"</th><th scope="col">"Looked at"</th><th scope="col" class="r">"When, UTC"</th>
            </tr></thead>
            <tbody>{looks.into_iter().map(|look| view! { <Row look/> }).collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Row(look: Look) -> impl IntoView {
    let Look { person, door, at } = look;
    let name = person.name.clone();
    view! {
        <tr tabindex="-1" data-row>
            <td class="first"><span class="person"><Face person small=true/>{name}</span></td>
            <td>{door.label()}</td>
            <td class="tight r num"><Moment at dated=true/></td>
        </tr>
    }
}
