use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlDialogElement, MouseEvent};

use super::{listen::target, palette};

pub(super) fn dialog(id: &str) -> Option<HtmlDialogElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

pub(super) fn any_is_open() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|open| open.is_some())
}

/// A link that stands for a dialog shows it; with a key held down it opens a new tab, as links do.
pub(super) fn clicked(event: Event) {
    let mouse: &MouseEvent = event.unchecked_ref();
    if event.default_prevented() || mouse.ctrl_key() || mouse.meta_key() || mouse.shift_key() {
        return;
    }
    // What is chosen in a dialog may be on this very page.
    if let Some(open) = target(&event, "dialog[open] a").and_then(|link| link.closest("dialog").ok().flatten()) {
        open.unchecked_into::<HtmlDialogElement>().close();
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
