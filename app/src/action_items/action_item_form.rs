use domain::{action_items::Kind, log::Person};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::AddActionItem;
use crate::ui::{Choice, Field, Form, Hidden, Select};

/// Promises work: in the list of action items, in a room, in a post-mortem.
#[component]
pub fn ActionItemForm(
    /// Those who may be given work: everybody who may sign in.
    people: Vec<Person>,
    /// The page to return to.
    #[prop(into)]
    next: String,
    /// The number of the incident that it comes out of.
    #[prop(optional, into)]
    incident: Option<i64>,
    /// The id of the post-mortem that it comes out of.
    #[prop(optional, into)]
    postmortem: Option<String>,
) -> impl IntoView {
    view! {
        <Form action=AddActionItem::PATH class="inline-form" of="add-action-item" label="Add action item".to_owned()>
            {postmortem.map(|id| view! { <Hidden name="postmortem" value=id/> })}
            <ActionItemFields people next incident/>
            <button class="button" type="submit">"Add action item"</button>
        </Form>
    }
}

/// The fields alone, for forms that are sent in another way.
#[component]
pub fn ActionItemFields(people: Vec<Person>, next: String, incident: Option<i64>) -> impl IntoView {
    let owners = std::iter::once(Choice::new("", "Choose"));
    let owners = owners.chain(people.into_iter().map(|person| Choice::new(person.id.to_string(), person.name))).collect();
    let kinds = Kind::ALL.map(|kind| Choice::new(kind.word(), kind_words(kind))).to_vec();
    view! {
        <Hidden name="next" value=next/>
        {incident.map(|number| view! { <Hidden name="incident" value=number.to_string()/> })}
        <Field label="Title" name="title" id="action" required=true maxlength=300 placeholder="What will be done"/>
        <Select label="Kind" name="kind" id="action" choices=kinds/>
        <Select label="Owner" name="owner" id="action" choices=owners required=true/>
        <Field label="Due date" name="due" id="action" kind="date" required=true/>
    }
}

/// The kind as lists write it.
pub(super) fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Prevent => "Prevent",
        Kind::Detect => "Detect",
        Kind::Mitigate => "Mitigate",
        Kind::Process => "Process",
        Kind::Document => "Document",
    }
}
