//! Whether single letters do anything: some people speak their text, and some keyboards press keys by themselves.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use crate::ui::browser::target;

const KEPT: &str = "keys";
const BOX: &str = "[data-keys-setting]";

pub(super) fn is_off() -> bool {
    window().local_storage().ok().flatten().and_then(|kept| kept.get_item(KEPT).ok().flatten()).is_some()
}

/// Shows in every box how it is.
pub(super) fn show() {
    let Ok(boxes) = document().query_selector_all(BOX) else { return };
    for at in 0..boxes.length() {
        if let Some(input) = boxes.item(at) {
            input.unchecked_into::<HtmlInputElement>().set_checked(!is_off());
        }
    }
}

pub(super) fn changed(event: Event) {
    let Some(input) = target(&event, BOX) else { return };
    if let Ok(Some(kept)) = window().local_storage() {
        let is_on = input.unchecked_into::<HtmlInputElement>().checked();
        let _ = if is_on { kept.remove_item(KEPT) } else { kept.set_item(KEPT, "off") };
    }
    show();
}
