use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// What one moves through: the links of a list's rows, the ticks of a checklist.
const ROWS: &str = "[data-row], .item > .checkbox:not([disabled]), .item > .confirm > .checkbox";

/// Whether the keyboard is on a row now.
pub(super) fn is_on_one() -> bool {
    document().active_element().is_some_and(|active| active.matches(ROWS).unwrap_or(false))
}

/// Goes so many rows on, or back; from elsewhere to the first or the last. Whether there was one to go to.
pub(super) fn go(step: i32) -> bool {
    let Ok(all) = document().query_selector_all(ROWS) else { return false };
    let rows: Vec<HtmlElement> = (0..all.length())
        .filter_map(|at| all.item(at)?.dyn_into().ok())
        // What is folded away has no place on the page.
        .filter(|row: &HtmlElement| row.offset_parent().is_some())
        .collect();
    let active = document().active_element();
    let at = rows.iter().position(|row| active.as_deref().is_some_and(|active| row.is_same_node(Some(active))));
    let next = match at {
        Some(at) => i32::try_from(at).unwrap_or_default() + step,
        None if step > 0 => 0,
        None => i32::try_from(rows.len()).unwrap_or_default() - 1,
    };
    let Some(row) = usize::try_from(next).ok().and_then(|next| rows.get(next)) else { return false };
    row.focus().is_ok()
}
