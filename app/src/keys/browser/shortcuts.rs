use std::cell::Cell;

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent};

use super::{dialogs, palette, rows, setting};
use crate::ui::browser::target;

/// Within this time the second key follows the first. Milliseconds.
const TOGETHER: f64 = 1500.0;
/// Where letters are text.
const TEXT: &str = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

thread_local! {
    /// When `g` was pressed, which means nothing by itself.
    static G_AT: Cell<f64> = const { Cell::new(0.0) };
}

pub(super) fn pressed(event: Event) {
    let event: KeyboardEvent = event.unchecked_into();
    let key = event.key();
    let is_command = event.ctrl_key() || event.meta_key();
    if is_command && !event.alt_key() && !event.shift_key() && key.eq_ignore_ascii_case("k") {
        event.prevent_default();
        palette::toggle();
        return;
    }
    if is_command || event.alt_key() || event.is_composing() || event.default_prevented() {
        return;
    }
    let done = if palette::is_open() {
        palette::pressed(&key)
    } else if dialogs::any_is_open() || target(&event, TEXT).is_some_and(|field| !dialogs::is_shut_away(&field)) {
        false
    } else {
        match key.as_str() {
            // Elsewhere the arrows scroll.
            "ArrowDown" => rows::is_on_one() && rows::go(1),
            "ArrowUp" => rows::is_on_one() && rows::go(-1),
            _ => !setting::is_off() && letter(&key),
        }
    };
    if done {
        event.prevent_default();
    }
}

fn letter(key: &str) -> bool {
    let follows_g = js_sys::Date::now() - G_AT.replace(0.0) < TOGETHER;
    match key {
        "j" => rows::go(1),
        "k" => rows::go(-1),
        "g" => {
            G_AT.set(js_sys::Date::now());
            true
        }
        // Names of other keys are longer; these stand in a selector as they are.
        _ if key.len() == 1 && key.chars().all(|key| key.is_ascii_lowercase() || key == '/' || key == '?') => {
            let wanted = if follows_g { ["[data-key='g ", key, "']"] } else { ["[data-key='", key, "']"] }.concat();
            let Ok(Some(place)) = document().query_selector(&wanted) else { return false };
            place.unchecked_into::<HtmlElement>().click();
            true
        }
        _ => false,
    }
}
