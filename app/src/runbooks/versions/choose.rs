use leptos::prelude::*;

use crate::ui::{Choice, Select};

/// Which two versions are compared: an address, so that it can be sent to somebody.
#[component]
pub(super) fn ChooseTwo(
    slug: String,
    versions: Vec<i64>,
    from: i64,
    to: i64,
    #[prop(default = None)] layout: Option<&'static str>,
) -> impl IntoView {
    let choices: Vec<Choice> = versions.iter().map(|number| Choice::new(number.to_string(), format!("v{number}"))).collect();
    view! {
        <form class="choose-two" method="get" action=format!("/runbooks/{slug}/versions/compare") aria-label="Compare two versions">
            <Select label="From" name="from" choices=choices.clone() value=from.to_string()/>
            <Select label="To" name="to" choices value=to.to_string()/>
            {layout.map(|layout| view! { <input type="hidden" name="layout" value=layout/> })}
            <button class="button" type="submit">"Compare"</button>
        </form>
    }
}
