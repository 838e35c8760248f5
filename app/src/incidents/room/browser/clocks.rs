use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::ui::{countdown, duration_words};

/// Lets every clock run that says since when, or until when, it counts. The server's clock is the one that counts:
/// this one only measures how long ago that was.
pub(super) fn run(room: &Element, now: i64) {
    let (room, began) = (room.clone(), js_sys::Date::now());
    set_interval(
        move || {
            #[expect(clippy::cast_possible_truncation, reason = "whole seconds since the page was opened")]
            let now = now + ((js_sys::Date::now() - began).max(0.0) / 1000.0) as i64;
            each(&room, "data-since", |since| duration_words(chrono::Duration::seconds(now - since)));
            each(&room, "data-until", |until| countdown(chrono::Duration::seconds(until - now)));
        },
        Duration::from_secs(1),
    );
}

fn each(room: &Element, attribute: &str, words: impl Fn(i64) -> String) {
    let Ok(found) = room.query_selector_all(&format!("[{attribute}]")) else { return };
    for index in 0..found.length() {
        let Some(clock) = found.item(index).and_then(|node| node.dyn_into::<Element>().ok()) else { continue };
        if let Some(at) = clock.get_attribute(attribute).and_then(|at| at.parse().ok()) {
            let words = words(at);
            if clock.text_content().as_deref() != Some(&words) {
                clock.set_text_content(Some(&words));
            }
        }
    }
}
