use domain::{
    checklists::{Item, ItemState},
    ids::ChecklistId,
    runbooks::Command,
};
use leptos::prelude::*;

use super::{filled::filled, shown::Shown};
use crate::{runbooks::CopyButton, ui::IntoHtml};

/// So many lines, and so many letters, are read at a glance: they stand open as long as the item does.
const GLANCE: (usize, usize) = (3, 240);

/// What stands beneath a step in its runbook, and what is to be typed or sent, with the values in it.
#[component]
pub(super) fn DetailView(room: Shown, id: ChecklistId, item: Item) -> impl IntoView {
    let detail = room.detail(id, &item.key).unwrap_or_default();
    let words = match (detail.has_words, item.commands.is_empty()) {
        (true, true) => "Details",
        (true, false) => "Details and commands",
        (false, false) => "Commands",
        (false, true) => return ().into_html(),
    };
    let open = item.state == ItemState::Open && is_short(&item);
    // The commands among the words have a button too.
    let button = view! { <CopyButton/> }.to_html();
    let html = detail.html.replace("</figcaption>", &format!("{button}</figcaption>"));
    let read = (!html.is_empty()).then(|| view! { <div class="prose" inner_html=html></div> });
    let rest = item.commands.into_iter().enumerate().filter(|(place, _)| !detail.commands.contains(place));
    let rest = rest.map(|(_, command)| view! { <CommandView room id command/> }).collect_view();
    view! {
        <details class="item-detail" open=open>
            <summary class="meta">{words}</summary>
            {read}
            {rest}
        </details>
    }
    .into_html()
}

fn is_short(item: &Item) -> bool {
    let (lines, letters) = GLANCE;
    item.commands.is_empty()
        && item.detail.lines().filter(|line| !line.trim().is_empty()).count() <= lines
        && item.detail.chars().count() <= letters
}

/// One that stands in a sentence, with a button that copies it where there is a script.
#[component]
fn CommandView(room: Shown, id: ChecklistId, command: Command) -> impl IntoView {
    view! {
        <figure class="code">
            <figcaption>{command.language.label()}<CopyButton/></figcaption>
            <pre tabindex="0"><code>{filled(room, id, &command.text, Some(command.language))}</code></pre>
        </figure>
    }
}
