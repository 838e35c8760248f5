//! The palette: asks the server for options as one types, and moves among them.

use std::cell::Cell;

use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, Response, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::dialogs::dialog;
use crate::ui::browser::target;

pub(super) const ID: &str = "palette";
/// Somebody who types on is not asked for yet. Milliseconds.
const PAUSE: u32 = 120;
const ACTIVE: &str = "[aria-selected=true]";

thread_local! {
    /// Counts what was asked for: an answer that is not the last one's is dropped.
    static TURN: Cell<u32> = const { Cell::new(0) };
}

pub(super) fn is_open() -> bool {
    dialog(ID).is_some_and(|dialog| dialog.open())
}

pub(super) fn toggle() {
    let Some(palette) = dialog(ID) else { return };
    if palette.open() {
        palette.close();
    } else if !super::dialogs::any_is_open() && palette.show_modal().is_ok() {
        opened();
    }
}

/// It was shown: what was typed before is selected, so that the next letter replaces it.
pub(super) fn opened() {
    if let Some(input) = input() {
        let _ = input.focus();
        input.select();
    }
    // What was offered last may be done by now.
    if let Some(found) = part("[data-found]") {
        found.set_inner_html("");
    }
    ask(0);
}

pub(super) fn typed(event: Event) {
    if target(&event, "#palette input").is_some() {
        ask(PAUSE);
    }
}

/// Whether the key did something here.
pub(super) fn pressed(key: &str) -> bool {
    match key {
        "ArrowDown" => go(1),
        "ArrowUp" => go(-1),
        // Where nothing is active the form is sent: to the page that searches.
        "Enter" => match part(ACTIVE) {
            Some(option) => {
                option.unchecked_into::<HtmlElement>().click();
                true
            }
            None => false,
        },
        _ => false,
    }
}

fn ask(after: u32) {
    let turn = TURN.get() + 1;
    TURN.set(turn);
    spawn_local(async move {
        gloo_timers::future::TimeoutFuture::new(after).await;
        if TURN.get() != turn {
            return;
        }
        let answer = fetch().await;
        if TURN.get() == turn {
            show(answer.ok().as_deref());
        }
    });
}

async fn fetch() -> Result<String, JsValue> {
    let typed = input().map(|input| input.value()).unwrap_or_default();
    let page = window().location().pathname().unwrap_or_default();
    let address = ["/search/list?page=", &page, "&q=", &String::from(js_sys::encode_uri_component(&typed))].concat();
    let answer: Response = JsFuture::from(window().fetch_with_str(&address)).await?.dyn_into()?;
    if !answer.ok() {
        return Err(JsValue::NULL);
    }
    JsFuture::from(answer.text()?).await?.as_string().ok_or(JsValue::NULL)
}

/// The options, or that none could be had.
fn show(options: Option<&str>) {
    if let Some(trouble) = part("[data-trouble]") {
        let _ = trouble.toggle_attribute_with_force("hidden", options.is_some());
    }
    let Some(found) = part("[data-found]") else { return };
    found.set_inner_html(options.unwrap_or_default());
    let said = found.query_selector("[data-said]").ok().flatten().and_then(|said| said.get_attribute("data-said"));
    if let Some(status) = part("[role=status]") {
        status.set_text_content(said.as_deref());
    }
    activate(part("[role=option]"));
}

fn go(step: i32) -> bool {
    let Some(Ok(options)) = dialog(ID).map(|palette| palette.query_selector_all("[role=option]")) else { return false };
    let count = i32::try_from(options.length()).unwrap_or_default();
    let is_active = |at: &i32| option(&options, *at).is_some_and(|option| option.matches(ACTIVE).unwrap_or(false));
    let at = (0..count).find(is_active).unwrap_or(-1);
    // Round and round: the last is one step before the first.
    activate(option(&options, (at + step).rem_euclid(count.max(1))));
    true
}

fn option(options: &web_sys::NodeList, at: i32) -> Option<Element> {
    options.item(u32::try_from(at).ok()?)?.dyn_into().ok()
}

fn activate(option: Option<Element>) {
    if let Some(last) = part(ACTIVE) {
        let _ = last.set_attribute("aria-selected", "false");
    }
    let Some(input) = input() else { return };
    let _ = input.set_attribute("aria-expanded", if option.is_some() { "true" } else { "false" });
    let Some(option) = option else {
        let _ = input.remove_attribute("aria-activedescendant");
        return;
    };
    let _ = option.set_attribute("aria-selected", "true");
    let _ = input.set_attribute("aria-activedescendant", &option.id());
    let nearest = ScrollIntoViewOptions::new();
    nearest.set_block(ScrollLogicalPosition::Nearest);
    option.scroll_into_view_with_scroll_into_view_options(&nearest);
}

fn part(selector: &str) -> Option<Element> {
    dialog(ID)?.query_selector(selector).ok().flatten()
}

fn input() -> Option<HtmlInputElement> {
    part("input")?.dyn_into().ok()
}
