//! The columns of the room, of which a narrow screen shows one.

use leptos::prelude::document;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, Event, HtmlInputElement};

use crate::ui::browser::target;

/// What stands in each column, and what shows it.
const PANES: [(&str, &str); 3] = [(".pane.lists", "tab-lists"), (".pane.time", "tab-time"), (".pane.facts", "tab-facts")];

/// A link to what stands in another column shows that column first: to what is not there a browser does not go.
pub(super) fn follow(room: &Element) {
    let clicked = Closure::<dyn Fn(Event)>::new(|event: Event| {
        let link = target(&event, "a[href^='#']").and_then(|link| link.get_attribute("href"));
        let place = link.and_then(|link| document().get_element_by_id(link.trim_start_matches('#')));
        if let Some(place) = place {
            show(&place);
        }
    });
    let _ = room.add_event_listener_with_callback("click", clicked.as_ref().unchecked_ref());
    clicked.forget();
}

fn show(place: &Element) {
    let stands_in = |pane: &str| place.closest(pane).ok().flatten().is_some();
    let Some((_, tab)) = PANES.into_iter().find(|(pane, _)| stands_in(pane)) else { return };
    if let Some(tab) = document().get_element_by_id(tab).and_then(|tab| tab.dyn_into::<HtmlInputElement>().ok()) {
        tab.set_checked(true);
    }
}
