//! A line of a comparison. Its numbers and its sign are drawn by the style, so that whoever copies lines gets the
//! lines alone.

use domain::runbooks::diff::{Row, RowKind, Side};
use leptos::prelude::*;

use crate::ui::{Html, IntoHtml};

/// What a line is: drawn as a sign, and said in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Same,
    Removed,
    Added,
}

impl Mark {
    fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Removed => "del",
            Self::Added => "add",
        }
    }
}

/// A row in one column: a line that was reworded stands there as it was and, below, as it is.
#[component]
pub(super) fn InlineRow(row: Row) -> impl IntoView {
    let Row { kind, old, new } = row;
    let (before, after) = (old.as_ref().map(|side| side.number), new.as_ref().map(|side| side.number));
    if kind == RowKind::Unchanged {
        return new.map(|side| line(&side, Mark::Same, before, after)).into_html();
    }
    let removed = old.map(|side| line(&side, Mark::Removed, before, None));
    let added = new.map(|side| line(&side, Mark::Added, None, after));
    view! { {removed}{added} }.into_html()
}

/// The old side of a row, or the new one; where it has none, what keeps the place free.
pub(super) fn half(row: &Row, is_old: bool) -> Html {
    let side = if is_old { &row.old } else { &row.new };
    let mark = match row.kind {
        RowKind::Unchanged => Mark::Same,
        _ if is_old => Mark::Removed,
        _ => Mark::Added,
    };
    match side {
        Some(side) if is_old => line(side, mark, Some(side.number), None),
        Some(side) => line(side, mark, None, Some(side.number)),
        None => view! { <p data-line="none" aria-hidden="true"></p> }.into_html(),
    }
}

fn line(side: &Side, mark: Mark, before: Option<u32>, after: Option<u32>) -> Html {
    let runs = side.runs.iter().map(|(changed, text)| {
        let text = text.clone();
        match (changed, mark) {
            (true, Mark::Removed) => view! { <del>{text}</del> }.into_html(),
            (true, Mark::Added) => view! { <ins>{text}</ins> }.into_html(),
            _ => text.into_html(),
        }
    });
    // An empty line is copied as one only where something breaks it.
    let empty = side.runs.is_empty().then(|| view! { <br/> });
    let unended = side.unended.then(|| view! { <small>"No line end here"</small> });
    view! { <p data-line=mark.word() data-old=before data-new=after><span>{runs.collect_view()}{empty}</span>{unended}</p> }
        .into_html()
}
