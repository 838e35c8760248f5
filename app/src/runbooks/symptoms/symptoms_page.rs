use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{self, Asked, Symptoms},
    chosen::Chosen,
    narrow::Narrow,
};
use crate::ui::{Frame, Hidden, Icon, PageStyle, Place, Title, page};

/// The form to which the boxes belong, wherever on the page they stand.
pub(super) const FORM: &str = "symptoms";

/// `/runbooks/symptoms`: what do you see? `?q=` narrows the list, each `s` is ticked, `?incident=42` starts checklists there.
#[component]
pub fn SymptomsPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let asked = Asked {
        q: query.get("q").unwrap_or_default(),
        ticked: query.get_all("s").unwrap_or_default().join(" "),
        after: query.get("after").unwrap_or_default(),
        incident: query.get("incident").unwrap_or_default(),
    };
    page(api::load_symptoms(asked), |symptoms| view! { <Chooser symptoms/> })
}

#[component]
fn Chooser(symptoms: Symptoms) -> impl IntoView {
    let crumbs = vec![("Runbooks".to_owned(), "/runbooks".to_owned())];
    let typed = symptoms.asked.q.clone();
    let incident = symptoms.incident.clone();
    let number = incident.as_ref().map(|(number, _)| number.to_string());
    view! {
        <Title text="What do you see? · Tocsin"/>
        <PageStyle css=include_str!("../../../../style/components/symptoms.css")/>
        <Frame place=Place::Runbooks crumbs here="Symptoms">
            <div class="head"><h1>"What do you see?"</h1>
                <form class="search-form" id=FORM method="get" action="/runbooks/symptoms" role="search" aria-label="Symptoms">
                    <label class="hidden-visually" for="q">"Words of a symptom"</label>
                    <input class="input" id="q" name="q" type="search" value=typed maxlength="200" autocomplete="off" placeholder="Stale, timeout, 503"/>
                    {number.map(|number| view! { <Hidden name="incident" value=number/> })}
                    <button class="button" data-kind="primary" type="submit"><Icon name="find"/>"Show"</button>
                </form>
                <p class="second">"Tick what you see. The runbooks that name most of it come first."
                    {incident.map(|(number, title)| view! {
                        " A checklist starts on "<a href=format!("/incidents/{number}")>{format!("INC-{number} {title}")}</a>"."
                    })}
                </p>
                <Narrow/>
            </div>
            <Chosen symptoms/>
        </Frame>
    }
}
