use domain::{action_items::ActionItem, log::Person};
use leptos::prelude::*;

use crate::action_items::ActionItemForm;

/// What came out of the incident, with the form that adds to it.
#[component]
pub(super) fn ActionItems(
    items: Vec<ActionItem>,
    people: Vec<Person>,
    postmortem: String,
    may_write: bool,
    number: i64,
) -> impl IntoView {
    let count = items.len();
    let next = format!("/postmortems/{number}#action-items");
    view! {
        <section class="chapter" id="action-items"><div>
            <div class="chapter-head"><h2>"Action items"</h2><span class="count">{count}</span></div>
            {(count > 0).then(|| view! { <Table items number/> })}
            {may_write.then(|| view! { <ActionItemForm people next incident=number postmortem=postmortem/> })}
        </div><div class="margin"></div></section>
    }
}

#[component]
fn Table(items: Vec<ActionItem>, number: i64) -> impl IntoView {
    view! {
        <table class="table" data-fold>
            <caption class="hidden-visually">"Action items of INC-"{number}</caption>
            <thead><tr>
                <th scope="col">"Item"</th><th scope="col">"Kind"</th><th scope="col">"Owner"</th><th scope="col" class="r">"Due"</th>
            </tr></thead>
            <tbody>{items.into_iter().map(|item| view! { <Row item/> }).collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Row(item: ActionItem) -> impl IntoView {
    view! {
        <tr id=format!("action-{}", item.number)>
            <td class="first"><a href=format!("/actions/{}", item.number)>{item.title.clone()}</a><br/><small>{item.label()}", "{item.state.word()}</small></td>
            <td class="tight">{item.kind.word()}</td>
            <td class="tight">{item.owner.as_ref().map_or("nobody", |owner| owner.name.as_str()).to_owned()}</td>
            <td class="tight r num"><time datetime=item.due.to_string()>{item.due.format("%-d %b %Y").to_string()}</time></td>
        </tr>
    }
}
