use domain::{checklists::Part, ids::ChecklistId, runbooks::Language};
use leptos::prelude::*;

use super::shown::Shown;
use crate::ui::IntoHtml;

/// A text of an item with the values that were given, each marked so that nobody takes it for the runbook's own word.
/// `language`: that of a command; words are shown without Markdown's marks.
pub(super) fn filled(room: Shown, id: ChecklistId, text: &str, language: Option<Language>) -> impl IntoView + use<> {
    let part = |part: Part<'_>| match part {
        Part::Words(words) if language.is_none() => plain(words).into_html(),
        Part::Words(words) => words.to_owned().into_html(),
        Part::Value { name, text } => {
            let (name, text) = (name.to_owned(), text.to_owned());
            view! { <mark class="given" title=name>{text}</mark> }.into_html()
        }
    };
    room.part(|incident| match incident.checklist(id) {
        Some(list) => list.filled(text, language).into_iter().map(part).collect_view(),
        None => vec![part(Part::Words(text))],
    })
}

/// A step's text without Markdown's marks: an item is one line.
fn plain(text: &str) -> String {
    text.replace("**", "").replace('`', "")
}
