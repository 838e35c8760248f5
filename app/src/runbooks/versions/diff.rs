use std::sync::Arc;

use domain::runbooks::diff::{Comparison, Gap, Hunk, Part, Row};
use leptos::prelude::*;

use super::{
    diff_head::DiffHead,
    diff_line::{InlineRow, half},
};
use crate::ui::{Html, IntoHtml};

/// How the two texts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// Side by side where there is room, in one column where there is none.
    #[default]
    Fitting,
    OneColumn,
}

/// More changed rows than this are shown in one column, since side by side each stands there twice.
const MOST_TWICE: usize = 2_000;

/// Longer unchanged stretches are counted and not sent.
const MOST_FOLDED: usize = 400;

/// What stands below a stretch of changes.
pub type Below = Arc<dyn Fn(&Hunk) -> Html + Send + Sync>;

/// What differs between two texts. What they are called stands above; each stretch of changes has the heading under
/// which it stands, and what is the same in between is folded away.
#[component]
pub fn Diff(
    comparison: Comparison,
    old: String,
    new: String,
    layout: Layout,
    #[prop(optional, into)] below: Option<Below>,
) -> impl IntoView {
    let rows: usize = comparison.hunks().map(|hunk| hunk.rows.len()).sum();
    let is_twice = layout == Layout::Fitting && rows <= MOST_TWICE;
    let (added, removed, line_ends) = (comparison.added, comparison.removed, comparison.line_ends_changed);
    let mut section: Option<String> = None;
    let parts = comparison.parts.into_iter().map(|part| match part {
        Part::Gap(gap) => view! { <Folded gap/> }.into_html(),
        Part::Hunk(hunk) => {
            let is_new = hunk.section.is_some() && hunk.section != section;
            section.clone_from(&hunk.section);
            view! { <HunkRows hunk is_new is_twice old=old.clone() new=new.clone() below=below.clone()/> }.into_html()
        }
    });
    let parts = parts.collect_view();
    view! {
        <div class="diff-box" data-layout=if is_twice { "fitting" } else { "one" }>
            <DiffHead old new added removed/>
            {line_ends.then(|| view! { <p class="diff-note">"Every line ends otherwise than before: as on Windows in one version, as elsewhere in the other."</p> })}
            {parts}
        </div>
    }
}

/// The changed lines alone, in one column, for a change that is one of several.
#[component]
pub fn Excerpt(comparison: Comparison, label: &'static str) -> impl IntoView {
    let rows = comparison.hunks().flat_map(|hunk| hunk.rows.clone()).collect();
    view! { <div class="diff-box excerpt" role="group" aria-label=label><div class="inline">{inline(rows)}</div></div> }
}

/// `is_new`: its heading is not that of the stretch above.
#[component]
fn HunkRows(hunk: Hunk, is_new: bool, is_twice: bool, old: String, new: String, below: Option<Below>) -> impl IntoView {
    let below = below.map(|below| below(&hunk));
    let heading = if is_new { hunk.section.clone() } else { None };
    let (old_label, new_label) = (label(&old, hunk.rows.iter().filter_map(|row| row.old.as_ref()).map(|side| side.number)), {
        label(&new, hunk.rows.iter().filter_map(|row| row.new.as_ref()).map(|side| side.number))
    });
    let split = is_twice.then(|| {
        let halves = |is_old: bool| hunk.rows.iter().map(|row| half(row, is_old)).collect_view();
        view! {
            <div class="split">
                <div role="group" aria-label=old_label data-side="old">{halves(true)}</div>
                <div role="group" aria-label=new_label.clone() data-side="new">{halves(false)}</div>
            </div>
        }
    });
    view! {
        <section class="hunk">
            {heading.map(|heading| view! { <h2>{heading}</h2> })}
            {split}
            <div class="inline" role="group" aria-label=new_label>{inline(hunk.rows)}</div>
            {below}
        </section>
    }
}

/// "v2, lines 4 to 11"
fn label(name: &str, numbers: impl Iterator<Item = u32> + Clone) -> String {
    match (numbers.clone().min(), numbers.max()) {
        (Some(first), Some(last)) if first == last => format!("{name}, line {first}"),
        (Some(first), Some(last)) => format!("{name}, lines {first} to {last}"),
        _ => name.to_owned(),
    }
}

fn inline(rows: Vec<Row>) -> impl IntoView {
    rows.into_iter().map(|row| view! { <InlineRow row/> }).collect_view()
}

/// A stretch that is the same in both.
#[component]
fn Folded(gap: Gap) -> impl IntoView {
    let count = gap.rows.len();
    let words = format!("{count} unchanged lines");
    if count > MOST_FOLDED {
        return view! { <p class="fold">{words}</p> }.into_html();
    }
    view! { <details class="fold"><summary>{words}</summary><div class="inline">{inline(gap.rows)}</div></details> }.into_html()
}
