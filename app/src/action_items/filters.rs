use domain::action_items::Kind;
use leptos::prelude::*;

use super::{action_item_form::kind_words, api::Filter};

/// The filters, kept in the address.
#[component]
pub(super) fn Filters(filter: Filter, shown: usize) -> impl IntoView {
    let kinds = Kind::ALL.map(|kind| (kind.word(), kind_words(kind)));
    let is_filtered = filter != Filter::default();
    view! {
        <form class="filters" method="get" action="/actions" role="search" aria-label="Filter action items">
            <Choices label="Whose" name="mine" chosen=filter.mine any="Anybody's" offered=vec![("yes", "Mine")]/>
            <Choices label="Kind" name="kind" chosen=filter.kind any="Any kind" offered=kinds.to_vec()/>
            <Choices label="State" name="state" chosen=filter.state any="Any state"
                offered=vec![("open", "Open"), ("started", "In progress"), ("done", "Done")]/>
            <button class="button" data-size="small" type="submit">"Apply"</button>
            <span class="meta">
                {match shown { 1 => "1 item".to_owned(), many => format!("{many} items") }}
                {is_filtered.then(|| view! { " "<a href="/actions">"Clear"</a> })}
            </span>
        </form>
    }
}

#[component]
fn Choices(
    label: &'static str,
    name: &'static str,
    chosen: String,
    any: &'static str,
    offered: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let id = format!("filter-{name}");
    let options = std::iter::once(("", any)).chain(offered).map(|(value, words)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{words}</option> }
    });
    view! {
        <label class="hidden-visually" for=id.clone()>{label}</label>
        <select class="input" id=id.clone() name=name>{options.collect_view()}</select>
    }
}
