use domain::action_items::{ActionItemSummary, State};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::{
    action_item_form::kind_words,
    api::{
        self, ActionItemDetails, CompleteActionItem, ReassignActionItem, ReopenActionItem, RescheduleActionItem, StartActionItem,
    },
    change_forms::{CompleteForm, ReassignForm, ReopenForm, RescheduleForm},
    due::due_words,
    history::History,
    row::StateWord,
};
use crate::ui::{Face, Form, Frame, Hidden, IntoHtml, Place, Title, Within, current_page, is_refused};

/// `/actions/7`: one promise, what can be done about it, and what happened to it.
#[component]
pub fn ActionItemPage() -> impl IntoView {
    let number = use_params_map().get_untracked().get("number").and_then(|number| number.parse().ok()).unwrap_or_default();
    current_page(api::load_action_item(number), |details| view! { <Details details/> })
}

#[component]
fn Details(details: ActionItemDetails) -> impl IntoView {
    let ActionItemDetails { item, history, people, today, may_change } = details;
    let label = item.label();
    let crumbs = vec![("Actions".to_owned(), "/actions".to_owned())];
    view! {
        <Title text=format!("{label} {} · Tocsin", item.title)/>
        <Frame place=Place::Actions crumbs here=label.clone()>
            <div class="head">
                <div class="head-line"><h1>{item.title.clone()}</h1><StateWord state=item.state/></div>
                <p class="second">{label}", "{kind_words(item.kind).to_lowercase()}</p>
            </div>
            <div class="body">
                <Facts item=item.clone() today/>
                {may_change.then(|| view! { <Changes item people/> })}
                <History history/>
            </div>
        </Frame>
    }
}

#[component]
fn Facts(item: ActionItemSummary, today: chrono::NaiveDate) -> impl IntoView {
    let owner = item.owner();
    let (words, tone) = due_words(item.due, today);
    let is_done = item.state == State::Done;
    view! {
        <dl class="pairs">
            <dt>"Owner"</dt><dd><span class="person"><Face person=owner.clone() small=true/>{owner.name}</span></dd>
            <dt>"Due"</dt>
            <dd><time datetime=item.due.to_string()>{item.due.format("%A, %-d %B %Y").to_string()}</time>
                {(!is_done).then(|| view! { ", "<b class=tone.class()>{words}</b> })}</dd>
            {item.incident_number.map(|number| view! {
                <dt>"From"</dt><dd><a href=format!("/incidents/{number}")>{format!("INC-{number}")}</a></dd>
            })}
            {is_done.then(|| view! { <dt>"Proof"</dt><dd><Proof text=item.proof/></dd> })}
        </dl>
    }
}

/// A link is followed only when it is nothing but one.
#[component]
fn Proof(text: String) -> impl IntoView {
    let is_link = (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace);
    if is_link { view! { <a href=text.clone() rel="noreferrer">{text.clone()}</a> }.into_html() } else { text.into_html() }
}

#[component]
fn Changes(item: ActionItemSummary, people: Vec<domain::log::Person>) -> impl IntoView {
    let (number, due) = (item.number, item.due);
    let here = format!("/actions/{number}");
    if item.state == State::Done {
        return view! {
            <section class="buttons" aria-label="Change it">
                <Fold words="Reopen" action=ReopenActionItem::PATH number><ReopenForm number/></Fold>
            </section>
        }
        .into_html();
    }
    view! {
        <section class="buttons" aria-label="Change it">
            {(item.state == State::Open).then(|| view! {
                <Form action=StartActionItem::PATH of=number.to_string()>
                    <Hidden name="number" value=number.to_string()/>
                    <button class="button" type="submit">"Start work"</button>
                </Form>
            })}
            <Fold words="Done" action=CompleteActionItem::PATH number><CompleteForm number next=here/></Fold>
            <Fold words="Give away" action=ReassignActionItem::PATH number><ReassignForm item people/></Fold>
            <Fold words="Move" action=RescheduleActionItem::PATH number><RescheduleForm number due/></Fold>
        </section>
    }
    .into_html()
}

/// A form behind a button, open when it was refused.
#[component]
fn Fold(words: &'static str, action: &'static str, number: i64, children: Within) -> impl IntoView {
    view! {
        <details class="menu" open=is_refused(action, &number.to_string())>
            <summary class="button">{words}</summary>
            <div class="menu-sheet">{children.draw()}</div>
        </details>
    }
}
