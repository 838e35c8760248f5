use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, HtmlTextAreaElement};

/// Keeps what is typed into a text area that names its draft over a reload or a crash, until its form is emptied.
pub(super) fn bring_back(room: &Element) {
    let area = room.query_selector("textarea[data-draft]").ok().flatten();
    let Some(area) = area.and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok()) else { return };
    let (Some(name), Ok(Some(storage))) = (area.get_attribute("data-draft"), window().local_storage()) else { return };
    if area.value().is_empty()
        && let Ok(Some(text)) = storage.get_item(&name)
    {
        area.set_value(&text);
    }
    let kept = area.clone();
    let keep = Closure::<dyn Fn()>::new(move || {
        let text = kept.value();
        let _ = if text.is_empty() { storage.remove_item(&name) } else { storage.set_item(&name, &text) };
    });
    let _ = area.add_event_listener_with_callback("input", keep.as_ref().unchecked_ref());
    if let Some(form) = area.form() {
        // The value is empty only after the reset: look a moment later.
        let keep = keep.as_ref().unchecked_ref::<js_sys::Function>().clone();
        let reset = Closure::<dyn Fn()>::new(move || {
            let keep = keep.clone();
            set_timeout(move || drop(keep.call0(&wasm_bindgen::JsValue::NULL)), Duration::ZERO);
        });
        let _ = form.add_event_listener_with_callback("reset", reset.as_ref().unchecked_ref());
        reset.forget();
    }
    keep.forget();
}
