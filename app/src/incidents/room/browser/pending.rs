//! Ticks that were made here and that the server has not confirmed yet.

use std::{cell::RefCell, collections::BTreeSet};

use domain::live::Region;
use leptos::prelude::*;
use web_sys::Element;

use super::super::name::region_name;
use crate::live::outbox;

thread_local! {
    static PENDING: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Shows the item as it will be, and that it is not so yet.
pub(super) fn mark(item: &str, is_ticked: bool) {
    PENDING.with_borrow_mut(|pending| pending.insert(item.to_owned()));
    if let Some(line) = line(item) {
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

/// What the server has drawn anew waits no longer.
pub(super) fn confirm(regions: &[Region]) {
    let is_drawn = |item: &String| regions.iter().any(|region| region.id == region_name(item));
    PENDING.with_borrow_mut(|pending| pending.retain(|item| !is_drawn(item)));
}

/// Ticks that waited for the connection when the page was left; and what becomes of those that wait.
pub(super) fn bring_back() {
    outbox::when_sent(|letter, is_taken| match super::submit::tick(&letter.body) {
        Some((item, _)) if is_taken => settle(&item),
        Some((item, is_ticked)) => take_back(&item, is_ticked),
        None => {}
    });
    for letter in outbox::waiting().get_untracked() {
        if let Some((item, is_ticked)) = super::submit::tick(&letter.body) {
            mark(&item, is_ticked);
        }
    }
}

pub(super) fn line(item: &str) -> Option<Element> {
    document().get_element_by_id(&region_name(item))
}

fn show(line: &Element, is_ticked: bool) {
    if let Ok(Some(checkbox)) = line.query_selector("button.checkbox") {
        let _ = checkbox.set_attribute("aria-checked", if is_ticked { "true" } else { "false" });
        let _ = checkbox.set_attribute("name", if is_ticked { "uncheck" } else { "check" });
    }
}
