use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::StartRunbookChecklist;
use crate::ui::{Choice, Form, Hidden, IntoHtml, Select};

/// Carries the runbook out on an open incident; the way there is to declare one first.
#[component]
pub fn StartChecklist(slug: String, open: Vec<(i64, String)>) -> impl IntoView {
    if open.is_empty() {
        return view! {
            <div class="buttons"><span class="meta">"No incident is open"</span><a class="button" data-size="small" href="/incidents/new">"Declare one to start it"</a></div>
        }
        .into_html();
    }
    let choices: Vec<Choice> =
        open.into_iter().map(|(number, title)| Choice::new(number.to_string(), format!("INC-{number} {title}"))).collect();
    view! {
        <Form action=StartRunbookChecklist::PATH class="inline-form" label="Start checklist">
            <Hidden name="slug" value=slug/>
            <Select label="Incident" name="incident" choices required=true hide_label=true/>
            <button class="button" data-kind="primary" data-size="small" type="submit">"Start checklist"</button>
        </Form>
    }
    .into_html()
}
