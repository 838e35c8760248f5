use leptos::prelude::*;

use super::{
    versions::{Diff, Layout},
    views::{FateView, FoundRunbook, MovedView, counted},
};
use crate::ui::Icon;

/// What would become of a runbook that is there already: whether it has moved on, which one it is, and what would change.
#[component]
pub fn Becoming(found: FoundRunbook, key: String, title: String) -> impl IntoView {
    let FoundRunbook { fate, which, said, moved, change, .. } = found;
    let is_kept = matches!(fate, FateView::Kept { .. });
    let current = fate.current();
    view! {
        {moved.map(|moved| view! { <p class="moved"><Icon name="alert"/><span>{sentence(&moved, is_kept)}</span></p> })}
        {(!which.is_empty()).then(|| view! { <Which which said key title=title.clone()/> })}
        {change.map(|change| {
            let (old, new) = (format!("v{current}"), if is_kept { "this file".to_owned() } else { format!("v{}", current + 1) });
            let words = format!("{}, {} taken out", counted(change.added as usize, "new line"), change.removed);
            view! {
                <details class="cuts">
                    <summary>{words}<span class="hidden-visually">{format!(" in “{title}”")}</span></summary>
                    <Diff comparison=change old new layout=Layout::OneColumn/>
                </details>
            }
        })}
    }
}

/// Which runbook it is, for whoever knows better.
#[component]
fn Which(which: Vec<(String, String)>, said: String, key: String, title: String) -> impl IntoView {
    let id = format!("which-{key}");
    let options = which.into_iter().map(|(value, words)| {
        let selected = value == said;
        view! { <option value=value selected=selected>{words}</option> }
    });
    view! {
        <div class="field level">
            <label for=id.clone()>"It is "<span class="hidden-visually">{format!("(“{title}”)")}</span></label>
            <select class="input" data-size="small" id=id name=format!("which[{key}]")>{options.collect_view()}</select>
        </div>
    }
}

fn sentence(moved: &MovedView, is_kept: bool) -> String {
    let MovedView { number, since, both } = moved;
    let file = match (both, since) {
        (true, 0) => "and the file has another text".to_owned(),
        (true, since) => format!("and the file has another text than v{since}, too"),
        (false, since) => format!("and the file still has the text of v{since}"),
    };
    let then = if is_kept {
        "It stays as it is, unless you say below that the file’s text becomes the next version."
    } else {
        "As you said, the file’s text takes its place; it stays in the history."
    };
    format!("v{number} came about since this file was taken, {file}. {then}")
}
