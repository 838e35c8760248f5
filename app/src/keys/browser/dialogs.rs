use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement, MouseEvent};

use super::palette;
use crate::ui::browser::target;

pub(super) fn dialog(id: &str) -> Option<HtmlDialogElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

pub(super) fn any_is_open() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|open| open.is_some())
}

/// Whether it stands in a dialog that is shut: the focus may stay in one until the page is painted anew.
pub(super) fn is_shut_away(element: &Element) -> bool {
    element.closest("dialog:not([open])").is_ok_and(|dialog| dialog.is_some())
}

/// A link that stands for a dialog shows it; with a key held down it opens a new tab, as links do.
pub(super) fn clicked(event: Event) {
    let mouse: &MouseEvent = event.unchecked_ref();
    if event.default_prevented() || mouse.ctrl_key() || mouse.meta_key() || mouse.shift_key() {
        return;
    }
    // What is chosen in a dialog may be on this very page.
    if let Some(link) = target(&event, "dialog[open] a")
        && let Ok(Some(open)) = link.closest("dialog")
    {
        open.unchecked_into::<HtmlDialogElement>().close();
        if let Some(control) = link.get_attribute("href").and_then(|href| document().get_element_by_id(href.strip_prefix('#')?)) {
            event.prevent_default();
            return press(control.unchecked_into(), &words(&link));
        }
    }
    let Some(id) = target(&event, "[data-opens], [href='/keys']") else { return };
    let id = id.get_attribute("data-opens").unwrap_or_else(|| "keys".to_owned());
    let Some(dialog) = dialog(&id) else { return };
    event.prevent_default();
    let _ = dialog.show_modal();
    if id == palette::ID {
        palette::opened();
    }
}

/// Does what a control of this page does: presses a button, unless it says something else by now than what was chosen;
/// or goes into a field, or to words that open a form, in whatever column they stand.
fn press(control: HtmlElement, chosen: &str) {
    if control.local_name() == "button" {
        if control.text_content().is_some_and(|says| says.trim() == chosen) {
            control.click();
        }
        return;
    }
    for (pane, tab) in [(".pane.time", "tab-time"), (".pane.facts", "tab-facts")] {
        if let Some(tab) = control.closest(pane).ok().flatten().and(document().get_element_by_id(tab)) {
            tab.unchecked_into::<HtmlElement>().click();
        }
    }
    if control.matches("details:not([open]) > summary").unwrap_or(false) {
        control.click();
    }
    let _ = control.focus();
}

fn words(option: &Element) -> String {
    let words = option.query_selector(".words").ok().flatten();
    words.and_then(|words| words.text_content()).unwrap_or_default()
}
