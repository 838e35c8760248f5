//! Notes that were written here and that the server does not have yet, in their place in the timeline.

use leptos::{prelude::*, server_fn::ServerFn};
use web_sys::Element;

use crate::{
    incidents::room_api::AddNote,
    live::outbox::{self, Letter},
};

const LINE: &str = "<time></time><span class=\"mark\"><svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-send\"/></svg></span>\
    <div><p class=\"by\"><b>You</b>, note, <span></span></p><div class=\"prose note\"></div></div>";

/// Shows those that wait now in the place of those that did, newest at the foot.
pub(super) fn show() {
    let Some(entries) = document().get_element_by_id("entries") else { return };
    while let Ok(Some(line)) = entries.query_selector("[data-waiting]") {
        line.remove();
    }
    let page = window().location().pathname().unwrap_or_default();
    let is_here = |letter: &Letter| letter.waits && letter.goes_to(AddNote::PATH) && letter.page == page;
    for letter in outbox::letters().get_untracked().iter().filter(|letter| is_here(letter)) {
        if let Some(line) = line(letter) {
            let _ = entries.append_child(&line);
        }
    }
}

fn line(letter: &Letter) -> Option<Element> {
    let line = document().create_element("li").ok()?;
    line.set_class_name("event");
    let (state, words) = match &letter.refusal {
        None => ("data-pending", "waits to be sent"),
        Some(_) => ("data-failed", "not taken"),
    };
    for (name, value) in [("data-kind", "note"), ("data-local", ""), ("data-waiting", ""), (state, "")] {
        line.set_attribute(name, value).ok()?;
    }
    line.set_inner_html(LINE);
    let say = |selector, words: &str| {
        if let Ok(Some(place)) = line.query_selector(selector) {
            place.set_text_content(Some(words));
        }
    };
    say("time", &time(letter));
    say(".by span", words);
    say(".note", &letter.field("text").unwrap_or_default());
    Some(line)
}

/// When it was written, in UTC as the timeline has it.
fn time(letter: &Letter) -> String {
    let millis: u64 = letter.key.split('.').next().and_then(|millis| millis.parse().ok()).unwrap_or_default();
    let minutes = millis / 60_000;
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}
