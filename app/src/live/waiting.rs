//! Shows what waits on this device, over markup that the server has made: what a page must load stays small.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, Event};

use super::outbox::{self, Letter};
use crate::drafts;

const LINE: &str = "<a></a><span></span>";
const REFUSED: &str = "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-alert\"/></svg>\
    <div><b>Not taken after all.</b> <a></a><span></span></div>\
    <button class=\"button\" data-size=\"small\" type=\"button\" data-again>Send again</button>\
    <button class=\"button\" data-size=\"small\" type=\"button\">Discard</button>";

/// On a strip: the key of the letter that was refused.
const KEY: &str = "data-letter";

/// Once a page.
pub(super) fn begin() {
    let Some(place) = document().get_element_by_id("waiting") else { return };
    drafts::begin();
    let clicked = Closure::<dyn Fn(Event)>::new(|event: Event| decided(&event));
    let _ = place.add_event_listener_with_callback("click", clicked.as_ref().unchecked_ref());
    // For as long as the page is there.
    clicked.forget();
    let (letters, is_signed_out) = (outbox::letters(), outbox::is_signed_out());
    Effect::new(move |_| {
        let is_signed_out = is_signed_out.get();
        letters.with(|letters| {
            show_waiting(&place, letters, is_signed_out);
            show_refused(&place, letters);
        });
    });
    outbox::begin();
}

/// What becomes of a letter that was refused.
fn decided(event: &Event) {
    let Some(button) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let strip = button.closest(&format!("[{KEY}]")).ok().flatten();
    let Some(key) = strip.filter(|_| button.matches("button").unwrap_or(false)).and_then(|strip| strip.get_attribute(KEY)) else {
        return;
    };
    if button.has_attribute("data-again") {
        outbox::send_again(&key);
    } else {
        outbox::discard(&key);
    }
}

fn show_waiting(place: &Element, letters: &[Letter], is_signed_out: bool) {
    // One that is on its way for the first time is not worth a word.
    let waiting: Vec<&Letter> = letters.iter().filter(|letter| letter.waits && letter.refusal.is_none()).collect();
    let verb = if waiting.len() == 1 { "is" } else { "are" };
    let until = if is_signed_out { "you sign in again" } else { "the connection is back" };
    say(place, "b", &changes(waiting.len()));
    say(place, "span", &format!(" and {verb} sent when {until}."));
    if let Ok(Some(list)) = place.query_selector("ul") {
        list.set_text_content(None);
        for letter in &waiting {
            if let Some(line) = made("li", LINE) {
                describe(&line, letter, "");
                let _ = list.append_child(&line);
            }
        }
    }
    hide(place, ".strip", waiting.is_empty());
    hide(place, "a.button", !is_signed_out);
    let others = outbox::of_others();
    say(place, ".strip:nth-child(2) b", &changes(others));
    hide(place, ".strip:nth-child(2)", others == 0);
}

/// One that stands there already is not said anew.
fn show_refused(place: &Element, letters: &[Letter]) {
    let shown = place.query_selector_all(&format!("[{KEY}]")).ok();
    let length = shown.as_ref().map_or(0, web_sys::NodeList::length);
    let shown = (0..length).filter_map(|at| Some(shown.as_ref()?.item(at)?.unchecked_into::<Element>()));
    let mut stand = vec![];
    for strip in shown.collect::<Vec<_>>() {
        let key = strip.get_attribute(KEY).unwrap_or_default();
        if letters.iter().any(|letter| letter.key == key && letter.refusal.is_some()) {
            stand.push(key);
        } else {
            strip.remove();
        }
    }
    for letter in letters {
        let Some(sentence) = letter.refusal.as_ref().filter(|_| !stand.contains(&letter.key)) else { continue };
        let Some(strip) = made("div", REFUSED) else { continue };
        strip.set_class_name("strip");
        for (name, value) in [("role", "alert"), ("data-tone", "late"), (KEY, &letter.key)] {
            let _ = strip.set_attribute(name, value);
        }
        describe(&strip, letter, &format!(": {sentence}"));
        let _ = place.append_child(&strip);
    }
}

/// What it does, with the way to its page, and what was typed.
fn describe(line: &Element, letter: &Letter, more: &str) {
    if let Ok(Some(link)) = line.query_selector("a") {
        let _ = link.set_attribute("href", &letter.page);
    }
    say(line, "a", &letter.name);
    let typed = letter.typed();
    let words = if typed.is_empty() { more.to_owned() } else { format!(" “{typed}”{more}") };
    say(line, "span", &words);
}

fn changes(count: usize) -> String {
    if count == 1 { "1 change waits here".to_owned() } else { format!("{count} changes wait here") }
}

fn made(tag: &str, html: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    element.set_inner_html(html);
    Some(element)
}

fn say(within: &Element, selector: &str, words: &str) {
    if let Ok(Some(place)) = within.query_selector(selector) {
        place.set_text_content(Some(words));
    }
}

fn hide(within: &Element, selector: &str, is_hidden: bool) {
    if let Ok(Some(element)) = within.query_selector(selector) {
        let _ = element.toggle_attribute_with_force("hidden", is_hidden);
    }
}
