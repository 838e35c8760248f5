use chrono::NaiveDate;
use domain::{action_items::ActionItemSummary, log::Person};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::{CompleteActionItem, ReassignActionItem, ReopenActionItem, RescheduleActionItem};
use crate::ui::{Choice, Field, Form, Hidden, Select, TextArea};

/// Marks it done; says how one can see that.
#[component]
pub(super) fn CompleteForm(number: i64, next: String) -> impl IntoView {
    view! {
        <Form action=CompleteActionItem::PATH of=number.to_string() class="form">
            <Hidden name="number" value=number.to_string()/>
            <Hidden name="next" value=next/>
            <TextArea label="Proof" name="proof" id=format!("done-{number}") rows=2 required=true maxlength=2_000
                hint="A link or a note: how one can see that it is done"/>
            <div class="buttons"><button class="button" data-kind="primary" data-size="small" type="submit">"Mark done"</button></div>
        </Form>
    }
}

/// Gives it to somebody else, who gets mail.
#[component]
pub(super) fn ReassignForm(item: ActionItemSummary, people: Vec<Person>) -> impl IntoView {
    let owners = people.into_iter().map(|person| Choice::new(person.id.to_string(), person.name)).collect();
    let number = item.number;
    view! {
        <Form action=ReassignActionItem::PATH of=number.to_string() class="form">
            <Hidden name="number" value=number.to_string()/>
            <Select label="Owner" name="owner" id=format!("to-{number}") choices=owners value=item.owner_id.to_string() required=true
                hint="They get mail about it"/>
            <div class="buttons"><button class="button" data-size="small" type="submit">"Reassign"</button></div>
        </Form>
    }
}

/// Moves the due date, with a reason that stays in the history.
#[component]
pub(super) fn RescheduleForm(number: i64, due: NaiveDate) -> impl IntoView {
    view! {
        <Form action=RescheduleActionItem::PATH of=number.to_string() class="form">
            <Hidden name="number" value=number.to_string()/>
            <Field label="Due date" name="due" id=format!("move-{number}") kind="date" value=due.to_string() required=true/>
            <Field label="Reason" name="reason" id=format!("move-{number}") required=true hint="It stays in the history"/>
            <div class="buttons"><button class="button" data-size="small" type="submit">"Move due date"</button></div>
        </Form>
    }
}

/// Opens it again.
#[component]
pub(super) fn ReopenForm(number: i64) -> impl IntoView {
    view! {
        <Form action=ReopenActionItem::PATH of=number.to_string() class="form">
            <Hidden name="number" value=number.to_string()/>
            <Field label="Reason" name="reason" id=format!("reopen-{number}") placeholder="What was seen"/>
            <div class="buttons"><button class="button" data-size="small" type="submit">"Reopen"</button></div>
        </Form>
    }
}
