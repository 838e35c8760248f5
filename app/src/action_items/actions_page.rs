use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    ActionItemForm,
    api::{self, ActionList, Filter},
    filters::Filters,
    groups::{Group, groups},
    row::Row,
};
use crate::ui::{Frame, Icon, IntoHtml, Pager, Place, Title, current_page};

/// `/actions`: everybody's promises, the overdue first, filters in the address.
#[component]
pub fn ActionsPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let word = |name: &str| query.get(name).unwrap_or_default();
    let filter = Filter { mine: word("mine"), kind: word("kind"), state: word("state"), after: word("after") };
    current_page(api::load_actions(filter.clone()), move |list| view! { <Actions list filter/> })
}

#[component]
fn Actions(list: ActionList, filter: Filter) -> impl IntoView {
    let ActionList { items, next: after, open, overdue, people, today, may_change } = list;
    let next = address(&filter);
    let more = after.map(|after| address(&Filter { after, ..filter.clone() }));
    let shown = items.len();
    let is_filtered = filter != Filter::default();
    let title = if overdue > 0 { format!("Actions ({overdue} overdue) · Tocsin") } else { "Actions · Tocsin".to_owned() };
    let groups = groups(items, today);
    let rows_next = next.clone();
    view! {
        <Title text=title/>
        <Frame place=Place::Actions here="Actions">
            <div class="head">
                <div class="head-line">
                    <h1>"Actions"</h1>
                    {may_change.then(|| view! { <div class="buttons"><a class="button" data-kind="primary" href="#add"><Icon name="plus"/>"Add action item"</a></div> })}
                </div>
                <p class="second"><Standing open overdue/></p>
            </div>
            <Filters filter shown/>
            {if groups.is_empty() {
                view! { <Empty is_filtered/> }.into_html()
            } else {
                groups.into_iter().map(|group| view! { <Rows group today may_change next=rows_next.clone()/> }).collect_view().into_html()
            }}
            <Pager href=more words="More action items"/>
            {may_change.then(|| view! {
                <section class="body" id="add" aria-labelledby="add-heading">
                    <h2 id="add-heading">"Promise something"</h2>
                    <ActionItemForm people next/>
                </section>
            })}
        </Frame>
    }
}

/// One sentence that says where one stands.
#[component]
fn Standing(open: i64, overdue: i64) -> impl IntoView {
    let rest = match open - overdue {
        0 => "nothing else is open".to_owned(),
        1 => "1 more is in time".to_owned(),
        more => format!("{more} more are in time"),
    };
    match (open, overdue) {
        (0, _) => "Nothing is open.".into_html(),
        (_, 0) if open == 1 => "1 is open, in time.".into_html(),
        (_, 0) => format!("{open} are open, all in time.").into_html(),
        _ => view! { <b class="late">{format!("{overdue} overdue")}</b>", "{rest}"." }.into_html(),
    }
}

#[component]
fn Rows(group: Group, today: chrono::NaiveDate, may_change: bool, next: String) -> impl IntoView {
    let Group { heading, remark, is_late, items } = group;
    view! {
        <section class="group" data-tone=is_late.then_some("late")>
            <div class="group-head"><h2>{heading}</h2><span class="count">{items.len()}</span><small>{remark}</small></div>
            <table class="table actions" data-fold>
                <caption class="hidden-visually">{heading}</caption>
                <colgroup><col class="c-state"/><col/><col class="c-kind"/><col class="c-from"/><col class="c-owner"/><col class="c-due"/>
                    <col class="c-rel"/><col class="c-do"/></colgroup>
                <thead class="hidden-visually"><tr>
                    <th scope="col" class="c-state">"State"</th><th scope="col">"Action item"</th><th scope="col" class="c-kind">"Kind"</th>
                    <th scope="col" class="c-from">"From"</th><th scope="col" class="c-owner">"Owner"</th><th scope="col" class="c-due">"Due"</th>
                    <th scope="col" class="c-rel">"How soon"</th><th scope="col" class="c-do">"Change"</th>
                </tr></thead>
                <tbody>{items.into_iter().map(|item| view! { <Row item today may_change next=next.clone()/> }).collect_view()}</tbody>
            </table>
        </section>
    }
}

#[component]
fn Empty(is_filtered: bool) -> impl IntoView {
    if is_filtered {
        return view! {
            <div class="empty"><Icon name="action"/><b>"No action item fits these filters."</b><span>"There may be others."</span>
                <div class="buttons"><a class="button" data-size="small" href="/actions">"Show all"</a></div></div>
        }
        .into_html();
    }
    view! {
        <div class="empty"><Icon name="action"/><b>"Nothing was promised yet."</b>
            <span>"Action items come out of incidents and post-mortems: what will be done, by whom, by when. Add one here, in a room or in a post-mortem."</span></div>
    }
    .into_html()
}

/// The address of the list with these filters.
fn address(filter: &Filter) -> String {
    let part = |name: &str, word: &str| {
        let is_plain = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte));
        (!word.is_empty() && is_plain).then(|| format!("{name}={word}"))
    };
    let parts =
        [part("mine", &filter.mine), part("kind", &filter.kind), part("state", &filter.state), part("after", &filter.after)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "/actions".to_owned() } else { format!("/actions?{}", parts.join("&")) }
}
