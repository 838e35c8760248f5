use leptos::prelude::*;

use crate::ui::{IntoHtml, PLACES};

/// What the keys do, and whether single letters do anything at all.
#[component]
pub(super) fn KeyList(
    /// Of the parts' headings: below the dialog's or the page's own.
    #[prop(optional)]
    in_dialog: bool,
) -> impl IntoView {
    let go = PLACES.iter().filter(|link| !link.keys.is_empty()).map(|link| (link.keys, link.words));
    view! {
        <div class="keys-list">
            {part("Anywhere", in_dialog, [("Ctrl K|⌘ K", "Search"), ("/", "Search"), ("d", "Declare incident"), ("?", "Show these keys")])}
            {part("Go to", in_dialog, go)}
            {part("In a list", in_dialog, [("j|↓", "Next row"), ("k|↑", "Row before"), ("Enter", "Open")])}
            {part("In a checklist", in_dialog, [("j|↓", "Next item"), ("k|↑", "Item before"), ("Space", "Tick")])}
        </div>
        <p class="keys-setting">
            <label class="choice"><input type="checkbox" data-keys-setting checked/><span>"Single-key shortcuts"</span></label>
            <small>"Without them only those with Ctrl or ⌘ and the arrows do something. Kept on this device."</small>
        </p>
    }
}

/// `a|b` is one or the other; blanks stand between keys that are pressed together or after each other.
fn part(heading: &'static str, in_dialog: bool, keys: impl IntoIterator<Item = (&'static str, &'static str)>) -> impl IntoView {
    let heading = if in_dialog { view! { <h3>{heading}</h3> }.into_html() } else { view! { <h2>{heading}</h2> }.into_html() };
    let rows = keys.into_iter().map(|(keys, words)| {
        let ways = keys.split('|').enumerate().map(|(at, way)| {
            let pressed = way.split(' ').map(|key| view! { <kbd>{key}</kbd> }).collect_view();
            view! { {(at > 0).then_some(" or ")}{pressed} }
        });
        view! { <div><dt>{words}</dt><dd>{ways.collect_view()}</dd></div> }
    });
    view! { <section>{heading}<dl class="keys">{rows.collect_view()}</dl></section> }
}
