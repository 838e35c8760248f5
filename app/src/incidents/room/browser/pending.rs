//! What was done here and the server has not confirmed yet: ticks on their items, notes in the timeline.

use std::{cell::RefCell, collections::BTreeSet};

use domain::live::Region;
use leptos::prelude::*;
use web_sys::Element;

use super::{super::name::region_name, notes, submit::tick};
use crate::live::outbox;

thread_local! {
    static PENDING: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Shows the item as it will be, and that it is not so yet.
pub(super) fn mark(item: &str, is_ticked: bool) {
    PENDING.with_borrow_mut(|pending| pending.insert(item.to_owned()));
    if let Some(line) = line(item) {
        let _ = line.remove_attribute("data-failed");
        let _ = line.set_attribute("data-pending", "");
        show(&line, is_ticked);
    }
}

/// It was refused: shows the item as it was.
pub(super) fn take_back(item: &str, is_ticked: bool) {
    settle(item);
    if let Some(line) = line(item) {
        show(&line, !is_ticked);
    }
}

/// A tick that changed nothing brings no news, and must not wait for it.
pub(super) fn settle(item: &str) {
    PENDING.with_borrow_mut(|pending| pending.remove(item));
    if let Some(line) = line(item) {
        let _ = line.remove_attribute("data-pending");
    }
}

/// What the server has drawn anew waits no longer; what waits on stands where it did.
pub(super) fn confirm(regions: &[Region]) {
    let is_drawn = |item: &String| regions.iter().any(|region| region.id == region_name(item));
    PENDING.with_borrow_mut(|pending| pending.retain(|item| !is_drawn(item)));
    show_letters();
}

/// Shows from now on what waits, also what did when the page was left, and what becomes of it.
pub(super) fn follow() {
    outbox::when_sent(|letter, is_taken| match tick(&letter.body) {
        Some((item, _)) if is_taken => settle(&item),
        Some((item, is_ticked)) => take_back(&item, is_ticked),
        None => {}
    });
    let letters = outbox::letters();
    Effect::new(move |_| {
        letters.track();
        show_letters();
    });
}

fn show_letters() {
    notes::show();
    let failed = document().query_selector_all("#room [data-failed]:not(.event)").ok();
    for at in 0..failed.as_ref().map_or(0, web_sys::NodeList::length) {
        if let Some(line) =
            failed.as_ref().and_then(|failed| failed.item(at)).map(wasm_bindgen::JsCast::unchecked_into::<Element>)
        {
            let _ = line.remove_attribute("data-failed");
        }
    }
    for letter in outbox::letters().get_untracked().iter().filter(|letter| letter.waits) {
        match (tick(&letter.body), &letter.refusal) {
            (Some((item, is_ticked)), None) => mark(&item, is_ticked),
            (Some((item, _)), Some(_)) => {
                if let Some(line) = line(&item) {
                    let _ = line.set_attribute("data-failed", "");
                }
            }
            (None, _) => {}
        }
    }
}

pub(super) fn line(item: &str) -> Option<Element> {
    document().get_element_by_id(&region_name(item))
}

fn show(line: &Element, is_ticked: bool) {
    let Ok(Some(checkbox)) = line.query_selector(".checkbox") else { return };
    if checkbox.local_name() == "summary" {
        // It asks once more before it ticks, and is a box of its own only once that is so.
        let _ = if is_ticked {
            let waits = checkbox.set_attribute("aria-description", "ticked here, waits to be sent");
            waits.and_then(|()| checkbox.set_attribute("data-ticked", ""))
        } else {
            checkbox.remove_attribute("aria-description").and_then(|()| checkbox.remove_attribute("data-ticked"))
        };
        return;
    }
    let _ = checkbox.set_attribute("aria-checked", if is_ticked { "true" } else { "false" });
    // It was ticked a moment ago: nothing is ticked in passing.
    let again = if checkbox.has_attribute("data-confirms") { "confirm" } else { "check" };
    let _ = checkbox.set_attribute("name", if is_ticked { "uncheck" } else { again });
}
