use chrono::NaiveDate;
use domain::action_items::{ActionItemSummary, State};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{action_item_form::kind_words, api::StartActionItem, change_forms::CompleteForm, due::due_words};
use crate::ui::{Face, Form, Hidden, Icon, is_refused};

/// An action item in the list.
#[component]
pub(super) fn Row(item: ActionItemSummary, today: NaiveDate, may_change: bool, next: String) -> impl IntoView {
    let (href, id, label) = (format!("/actions/{}", item.number), format!("action-{}", item.number), item.label());
    let owner = item.owner();
    let may_finish = may_change && item.state != State::Done;
    view! {
        <tr id=id>
            <td class="c-state"><StateWord state=item.state/></td>
            <td class="first"><a href=href data-row>{item.title.clone()}</a>" "<small class="quiet nowrap">{label}</small></td>
            <td class="c-kind"><span class="tag">{kind_words(item.kind)}</span></td>
            <td class="c-from">{item.incident_number.map(|number| view! {
                <a class="num" href=format!("/incidents/{number}")>{format!("INC-{number}")}</a>
            })}</td>
            <td class="c-owner"><span class="person"><Face person=owner.clone() small=true/>{owner.name.clone()}</span></td>
            <td class="c-due r"><time datetime=item.due.to_string()>{item.due.format("%a %-d %b").to_string()}</time></td>
            <Due item=item.clone() today/>
            <td class="c-do r">{may_finish.then(|| view! { <Menu item next/> })}</td>
        </tr>
    }
}

/// How far away the due date is, or when it was done.
#[component]
fn Due(item: ActionItemSummary, today: NaiveDate) -> impl IntoView {
    let (words, class) = if let Some(at) = item.done_at {
        (format!("done {}", at.format("%-d %b")), "")
    } else {
        let (words, tone) = due_words(item.due, today);
        (words, tone.class())
    };
    view! { <td class=format!("r rel {class}")>{words}</td> }
}

/// The state in a word.
#[component]
pub(super) fn StateWord(state: State) -> impl IntoView {
    let (shown, words) = match state {
        State::Open => (None, "Open"),
        State::Started => (Some("active"), "In progress"),
        State::Done => (Some("done"), "Done"),
    };
    view! { <span class="state" data-state=shown>{words}</span> }
}

/// What is done most, without leaving the list; the rest is on the item's page.
#[component]
fn Menu(item: ActionItemSummary, next: String) -> impl IntoView {
    let number = item.number;
    let is_open = is_refused(super::api::CompleteActionItem::PATH, &number.to_string());
    let href = format!("/actions/{number}");
    view! {
        <details class="menu" data-align="end" open=is_open>
            <summary class="button" data-kind="quiet" data-size="small" data-shape="square" aria-label=format!("Change {}", item.label())>
                <Icon name="more"/>
            </summary>
            <div class="menu-sheet">
                <CompleteForm number next=next.clone()/>
                {(item.state == State::Open).then(|| view! {
                    <Form action=StartActionItem::PATH of=number.to_string()>
                        <Hidden name="number" value=number.to_string()/>
                        <Hidden name="next" value=next/>
                        <button class="button" data-size="small" type="submit">"Start work"</button>
                    </Form>
                })}
                <a href=href>"Reassign, move the due date, history"</a>
            </div>
        </details>
    }
}
