use chrono::NaiveDate;
use domain::action_items::ActionItemSummary;
use leptos::prelude::*;

use crate::{action_items::due_words, ui::Icon};

/// So many are shown; the rest is in the list of action items.
const SHOWN: usize = 8;

/// Work that was promised, as a part of the page: mine, or what others are late with.
#[component]
pub(super) fn Promises(
    id: &'static str,
    heading: &'static str,
    items: Vec<ActionItemSummary>,
    /// Says whose each is.
    #[prop(optional)]
    owned: bool,
    all: &'static str,
    today: NaiveDate,
) -> impl IntoView {
    (!items.is_empty()).then(|| {
        let count = items.len();
        let rows = items.into_iter().take(SHOWN).map(|item| view! { <Promise item owned today/> });
        view! {
            <section class="part" aria-labelledby=id>
                <div class="part-head"><h2 id=id>{heading}</h2><span class="count">{count}</span><a class="push" href=all>"All actions"</a></div>
                <ul>{rows.collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn Promise(item: ActionItemSummary, owned: bool, today: NaiveDate) -> impl IntoView {
    let (words, tone) = due_words(item.due, today);
    let mut about = vec![item.label()];
    about.extend(item.incident_number.map(|number| format!("INC-{number}")));
    about.push(item.kind.word().to_owned());
    about.extend(owned.then(|| item.owner_name.clone()));
    view! {
        <li class="todo" id=format!("action-{}", item.number)><Icon name="action"/><a href=format!("/actions/{}", item.number) data-row>{item.title.clone()}</a>
            <p class="meta">{about.join(", ")}</p>
            <span class=format!("due {}", tone.class())>{words}</span></li>
    }
}
