use domain::{
    checklists::{Item, ItemState},
    ids::ChecklistId,
    runbooks::Danger,
};
use leptos::prelude::*;

use super::shown::Shown;
use crate::ui::IntoHtml;

/// The box of an item. Where what it says can't be undone, the box opens and asks once more: nobody ticks that in passing.
#[component]
pub(super) fn Tick(
    room: Shown,
    id: ChecklistId,
    item: Item,
    /// The item's text as it is shown.
    words: String,
    /// Where that text stands.
    text_id: String,
) -> impl IntoView {
    let form = format!("tick-{id}");
    if item.danger == Danger::Destructive && item.state == ItemState::Open && room.may_work() {
        let words = words.replace(['*', '`'], "");
        let name = format!("Tick “{words}”");
        // By its name what comes in its place is told from it: one that is taken for another would keep the focus.
        let place = format!("confirm-{id}-{}", item.key);
        return view! {
            <details class="menu confirm" id=place>
                <summary class="checkbox" aria-label=name></summary>
                <div class="menu-sheet">
                    // The sheet lies over the item, and nobody confirms what they can't read.
                    <p>{words}</p>
                    <p><b>"Can't be undone."</b>" Tick it once it is done."</p>
                    <div class="buttons">
                        <button class="button" data-kind="danger" data-size="small" type="submit" form=form
                            name="confirm" value=item.key aria-describedby=text_id>"I did this"</button>
                    </div>
                </div>
            </details>
        }
        .into_html();
    }
    let is_done = item.state == ItemState::Done;
    let is_aside = matches!(item.state, ItemState::Skipped { .. } | ItemState::NotApplicable { .. });
    view! {
        <button class="checkbox" role="checkbox" type="submit" form=form value=item.key
            name=if is_done { "uncheck" } else { "check" }
            aria-checked=if is_done { "true" } else { "false" }
            data-confirms=(item.danger == Danger::Destructive).then_some("")
            aria-labelledby=text_id disabled=is_aside || !room.may_work()></button>
    }
    .into_html()
}
