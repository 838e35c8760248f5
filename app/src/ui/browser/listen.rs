use leptos::prelude::document;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, Event};

/// Listens on the whole page, for as long as it is there. What is heard may make the same event happen again.
pub(crate) fn on(event: &str, heard: fn(Event)) {
    let heard = Closure::<dyn Fn(Event)>::new(heard);
    let _ = document().add_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
    heard.forget();
}

/// The element that an event happened to, or the first around it that `selector` names.
pub(crate) fn target(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok().flatten()
}
