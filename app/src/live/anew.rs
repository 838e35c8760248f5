use std::{cell::Cell, rc::Rc};

use domain::live::{ServerMessage, Topic};
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

use super::Connection;

#[wasm_bindgen(module = "/src/live/anew.js")]
extern "C" {
    /// Asks for the page again soon, and puts what is different in the place of what is shown. What somebody does there
    /// stays as it is. What can't be had now is asked for again later.
    fn anew();
}

/// From now on the page follows a topic, of which it shows everything up to `after`.
pub(super) fn keep_current(topic: Topic, after: i64) {
    let known = Rc::new(Cell::new(after));
    let drawn = Rc::clone(&known);
    super::watch(
        topic,
        move || drawn.get(),
        move |message| {
            if let ServerMessage::Changed { seq, .. } = message {
                if seq != 0 {
                    known.set(seq);
                }
                anew();
            }
        },
    );
    // A text has no events that would tell what was missed.
    let (connection, was_live) = (super::connection(), Cell::new(false));
    Effect::new(move |_| {
        let is_live = connection.get() == Connection::Live;
        if is_live && was_live.get() {
            anew();
        }
        was_live.set(was_live.get() || is_live);
    });
}
