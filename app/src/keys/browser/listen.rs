use leptos::prelude::document;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, Event};

use super::{dialogs, palette, setting, shortcuts};

/// Starts to listen, once a page.
pub(in super::super) fn begin() {
    setting::show();
    on("keydown", shortcuts::pressed);
    on("click", dialogs::clicked);
    on("input", palette::typed);
    on("change", setting::changed);
}

fn on(event: &str, heard: fn(Event)) {
    let heard = Closure::<dyn FnMut(Event)>::new(heard);
    let _ = document().add_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
    // For as long as the page is there.
    heard.forget();
}

/// The element that an event happened to, or the first around it that `selector` names.
pub(super) fn target(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok().flatten()
}
