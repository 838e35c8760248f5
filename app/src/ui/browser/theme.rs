use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use super::listen::target;

/// Under this name the theme is kept on this device; the page's head reads it before anything is painted.
const KEPT: &str = "theme";
const CHOICES: &str = "[data-theme-choice]";

pub(super) fn changed(event: Event) {
    let Some(choice) = target(&event, CHOICES) else { return };
    let Some(root) = document().document_element() else { return };
    let storage = window().local_storage().ok().flatten();
    let theme = choice.unchecked_into::<HtmlInputElement>().value();
    if theme == "auto" {
        let _ = root.remove_attribute("data-theme");
        let _ = storage.map(|storage| storage.remove_item(KEPT));
    } else {
        let _ = root.set_attribute("data-theme", &theme);
        let _ = storage.map(|storage| storage.set_item(KEPT, &theme));
    }
    show();
}

/// Checks what was chosen in every switch of the page.
pub(super) fn show() {
    let kept = window().local_storage().ok().flatten().and_then(|storage| storage.get_item(KEPT).ok().flatten());
    let kept = kept.as_deref().unwrap_or("auto");
    let Ok(choices) = document().query_selector_all(CHOICES) else { return };
    for at in 0..choices.length() {
        if let Some(choice) = choices.item(at) {
            let choice = choice.unchecked_into::<HtmlInputElement>();
            choice.set_checked(choice.value() == kept);
        }
    }
}
