use domain::{ids::ChecklistId, incidents::Evidence};
use leptos::prelude::*;

use super::{facts::sign, shown::Shown};
use crate::ui::{Icon, IntoHtml, Moment};

/// So many of an item's probes are named beneath it; those before them stand in the timeline.
const MOST: usize = 3;

/// What the probes of an item saw, newest first, each leading to its evidence.
#[component]
pub(super) fn ItemEvidence(room: Shown, id: ChecklistId, key: String) -> impl IntoView {
    let is_of_item = |evidence: &&Evidence| evidence.checklist == Some(id) && evidence.item.as_deref() == Some(key.as_str());
    let seen: Vec<_> = room.part(|incident| {
        let own = incident.evidence.iter().rev().filter(is_of_item);
        own.map(|evidence| (evidence.number, evidence.run.outcome, evidence.run.started_at)).collect()
    });
    if seen.is_empty() {
        return ().into_html();
    }
    let earlier = seen.len().saturating_sub(MOST);
    let rows = seen.into_iter().take(MOST).map(|(number, outcome, at)| {
        view! {
            <li>
                <Icon name=sign(outcome)/><a href=format!("#e{number}")>{format!("E-{number} {}", outcome.label())}</a>
                " · "<Moment at today=room.now()/>
            </li>
        }
    });
    view! {
        <ul class="item-evidence" aria-label="Evidence of this item">
            {rows.collect_view()}
            {(earlier > 0).then(|| view! { <li>{format!("and {earlier} before")}</li> })}
        </ul>
    }
    .into_html()
}
