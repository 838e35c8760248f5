use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::ui::{ago_words, countdown, duration_words};

thread_local! {
    /// The server's clock when the page was drawn, in seconds since 1970, and this one's when it was opened.
    static BEGAN: (i64, f64) = (drawn_at(), js_sys::Date::now());
}

/// Lets every clock run that says since when, or until when, it counts, and keeps how long ago something was.
pub(super) fn run() {
    BEGAN.with(|_| ());
    set_interval(tick, Duration::from_secs(1));
}

fn tick() {
    let now = now();
    each("data-since", |since| duration_words(chrono::Duration::seconds(now - since)));
    each("data-until", |until| countdown(chrono::Duration::seconds(until - now)));
    each("data-ago", |at| ago_words(chrono::Duration::seconds(now - at)));
}

/// Seconds since 1970. The server's clock is the one that counts: this one only measures how long ago that was.
#[expect(clippy::cast_possible_truncation, reason = "whole seconds since the page was opened")]
pub(super) fn now() -> i64 {
    BEGAN.with(|(drawn, opened)| drawn + ((js_sys::Date::now() - opened).max(0.0) / 1000.0) as i64)
}

fn drawn_at() -> i64 {
    let drawn = document().query_selector("[data-now]").ok().flatten();
    let drawn = drawn.and_then(|page| page.get_attribute("data-now")?.parse().ok());
    #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970")]
    drawn.unwrap_or_else(|| (js_sys::Date::now() / 1000.0) as i64)
}

fn each(attribute: &str, words: impl Fn(i64) -> String) {
    let Ok(found) = document().query_selector_all(&["[", attribute, "]"].concat()) else { return };
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
