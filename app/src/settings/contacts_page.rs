use domain::organisation::Contact;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{
    Settings,
    api::{self, Agreed, ReviseContacts},
};
use crate::ui::{Field, Form, Hidden, Icon, IntoHtml, Within, is_refused, page};

/// Rows to fill in are always there, so that one more contact needs no script.
const SPARE_ROWS: usize = 2;

/// `/settings/contacts`: who answers for the roles that the severity matrix calls.
#[component]
pub fn ContactsPage() -> impl IntoView {
    page(api::load_agreed(), |agreed| view! { <Contacts agreed/> })
}

#[component]
fn Contacts(agreed: Agreed) -> impl IntoView {
    let Agreed { contacts, warnings, may_change, seq, .. } = agreed;
    view! {
        <Settings here="/settings/contacts" meaning="Who answers for the roles that the severity matrix calls. An escalation mails all who have the role and an address.">
            <Warnings warnings/>
            {if may_change {
                view! { <Editable contacts seq/> }.into_html()
            } else if contacts.is_empty() {
                view! { <div class="empty"><Icon name="users"/><b>"No contacts yet."</b>
                    <span>"Ask an administrator to say who answers for which role."</span></div> }.into_html()
            } else {
                view! { <Readable contacts/> }.into_html()
            }}
        </Settings>
    }
}

/// Calls that would reach nobody.
#[component]
pub(super) fn Warnings(warnings: Vec<String>) -> impl IntoView {
    (!warnings.is_empty()).then(|| {
        let lines = warnings.into_iter().map(|sentence| view! { <li>{sentence}</li> });
        view! {
            <div class="notice" role="status" data-tone="soon"><Icon name="alert"/>
                <div><b>"Some escalations would reach nobody."</b><ul>{lines.collect_view()}</ul></div></div>
        }
    })
}

#[component]
fn Editable(contacts: Vec<Contact>, seq: i64) -> impl IntoView {
    // What came back with a refusal may stand in rows that are not there any more.
    let spare = if is_refused(ReviseContacts::PATH, "") { 4 * SPARE_ROWS } else { SPARE_ROWS };
    let spare = std::iter::repeat_n(Contact::default(), spare);
    let rows = contacts.into_iter().chain(spare).enumerate().map(|(row, contact)| view! { <Fields row contact/> });
    view! {
        <Form action=ReviseContacts::PATH class="form" label="Contacts".to_owned()>
            <Hidden name="revision" value=seq.to_string()/>
            <Table>{rows.collect_view()}</Table>
            <p class="meta">"Leave a row empty to remove it. Two empty rows are always here for new ones."</p>
            <div class="buttons"><button class="button" data-kind="primary" type="submit">"Save contacts"</button></div>
        </Form>
    }
}

#[component]
fn Fields(row: usize, contact: Contact) -> impl IntoView {
    let named = |field: &str| format!("contacts[{row}][{field}]");
    let labelled = |words: &str| format!("{words} {}", row + 1);
    view! {
        <tr>
            <td><Field label=labelled("Role") name=named("role") value=contact.role maxlength=80 placeholder="On-call SRE" hide_label=true/></td>
            <td><Field label=labelled("Name") name=named("name") value=contact.name maxlength=120 hide_label=true/></td>
            <td><Field label=labelled("E-mail") name=named("email") value=contact.email maxlength=254 placeholder="sre@example.org" hide_label=true/></td>
            <td><Field label=labelled("Phone") name=named("phone") value=contact.phone maxlength=60 hide_label=true/></td>
            <td><Field label=labelled("Availability") name=named("availability") value=contact.availability maxlength=120
                placeholder="always" hide_label=true/></td>
        </tr>
    }
}

#[component]
fn Readable(contacts: Vec<Contact>) -> impl IntoView {
    let rows = contacts.into_iter().map(|contact| {
        view! {
            <tr><th scope="row">{contact.role}</th><td>{contact.name}</td><td>{contact.email}</td><td>{contact.phone}</td><td>{contact.availability}</td></tr>
        }
    });
    view! { <Table>{rows.collect_view()}</Table> }
}

#[component]
fn Table(children: Within) -> impl IntoView {
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label="Contacts">
            <table class="matrix">
                <caption class="hidden-visually">"Contacts"</caption>
                <thead><tr>
                    <th scope="col" data-width="third">"Role"</th><th scope="col">"Name"</th><th scope="col" data-width="third">"E-mail"</th>
                    <th scope="col">"Phone"</th><th scope="col">"Availability"</th>
                </tr></thead>
                <tbody>{children.draw()}</tbody>
            </table>
        </div>
    }
}
