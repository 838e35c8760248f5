//! Sends the room's forms without leaving the page.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    Element, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement, SubmitEvent, UrlSearchParams,
};

use super::{super::name::item_name, pending};
use crate::{
    drafts,
    live::outbox::{self, Letter, Outcome},
    ui::fresh_name,
};

/// How long a tick that was carried out waits for the room to be drawn anew.
const NEWS: Duration = Duration::from_secs(2);

/// On a button whose form is on its way.
const BUSY: &str = "aria-busy";

pub(super) fn take_over(room: &Element) {
    let submit = Closure::<dyn Fn(SubmitEvent)>::new(|event: SubmitEvent| submit(&event));
    let _ = room.add_event_listener_with_callback("submit", submit.as_ref().unchecked_ref());
    submit.forget();
}

fn submit(event: &SubmitEvent) {
    let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
    let Some(letter) = letter(&form, event) else { return };
    event.prevent_default();
    let button = event.submitter().filter(|_| tick(&letter.body).is_none());
    if button.as_ref().is_some_and(|button| button.has_attribute(BUSY)) {
        return; // A double click says it once.
    }
    if let Some(button) = &button {
        let _ = button.set_attribute(BUSY, "true");
    }
    let tick = tick(&letter.body);
    if let Some((item, is_ticked)) = &tick {
        // A box that asked once more has its answer.
        if let Some(button) = event.submitter() {
            close_menu(&button);
        }
        pending::mark(item, *is_ticked);
    }
    let place = tick.as_ref().and_then(|(item, _)| pending::line(item)).unwrap_or_else(|| form.clone().into());
    clear_refusal(&place);
    let (sent, was) = (form.clone(), written(&form));
    // From here on the letter is what is kept of it, if there is room for that.
    drafts::forget(&sent);
    let is_kept = outbox::post(letter, move |outcome| {
        if let Some(button) = button {
            let _ = button.remove_attribute(BUSY);
        }
        match (outcome, tick) {
            (Outcome::Done | Outcome::Waits, None) => {
                // What somebody has typed on meanwhile is not in the letter.
                if written(&form) == was {
                    begin_anew(&form);
                    drafts::forget(&form);
                    close_menu(&form);
                }
            }
            (Outcome::Done, Some((item, _))) => set_timeout(move || pending::settle(&item), NEWS),
            (Outcome::Waits, Some(_)) => {}
            (Outcome::Refused(fault), tick) => {
                if let Some((item, is_ticked)) = tick {
                    pending::take_back(&item, is_ticked);
                }
                drafts::keep(&form);
                show_refusal(&place, &fault.to_string());
            }
        }
    });
    if !is_kept {
        drafts::keep(&sent);
    }
}

fn letter(form: &HtmlFormElement, event: &SubmitEvent) -> Option<Letter> {
    let action = form.get_attribute("action").filter(|action| action.starts_with("/api/"))?;
    let data = FormData::new_with_form(form).ok()?;
    // The button that was pressed is part of what the form says.
    if let Some(button) = event.submitter().and_then(|button| button.dyn_into::<web_sys::HtmlButtonElement>().ok())
        && !button.name().is_empty()
    {
        data.append_with_str(&button.name(), &button.value()).ok()?;
    }
    data.set_with_str("once", &fresh_name()).ok()?;
    Some(Letter::new(action, encoded(&data)?, name(event)))
}

/// What a form says, as a browser would encode it.
fn encoded(data: &FormData) -> Option<String> {
    let body = UrlSearchParams::new_with_str("").ok()?;
    for entry in js_sys::try_iter(data).ok()?? {
        let pair = js_sys::Array::from(&entry.ok()?);
        body.append(&pair.get(0).as_string()?, &pair.get(1).as_string()?);
    }
    Some(String::from(body.to_string()))
}

/// What stands in a form now.
fn written(form: &HtmlFormElement) -> Option<String> {
    encoded(&FormData::new_with_form(form).ok()?)
}

/// What a form does, in the words of the button that was pressed; a tick's in those of its item.
fn name(event: &SubmitEvent) -> String {
    let Some(button) = event.submitter() else { return "Change".to_owned() };
    let text = |element: &Element| element.text_content().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let item = button.get_attribute("aria-labelledby").or_else(|| button.get_attribute("aria-describedby"));
    let item = item.and_then(|id| document().get_element_by_id(&id));
    match item.as_ref().and_then(text) {
        Some(item) if button.get_attribute("name").is_some_and(|name| name == "uncheck") => format!("Uncheck “{item}”"),
        Some(item) => format!("Check “{item}”"),
        None => text(&button).or_else(|| button.get_attribute("aria-label")).unwrap_or_else(|| "Change".to_owned()),
    }
}

/// The item that a form ticks or unticks.
pub(super) fn tick(body: &str) -> Option<(String, bool)> {
    let fields = UrlSearchParams::new_with_str(body).ok()?;
    let checklist = fields.get("checklist")?;
    let (key, is_ticked) = match (fields.get("check").or_else(|| fields.get("confirm")), fields.get("uncheck")) {
        (Some(key), _) => (key, true),
        (None, Some(key)) => (key, false),
        (None, None) => return None,
    };
    Some((item_name(&checklist, &key), is_ticked))
}

/// Empties a form that was sent. One whose fields show what is so keeps what was typed: by now that is so.
fn begin_anew(form: &HtmlFormElement) {
    if !form.has_attribute("data-keeps") {
        // Of several ways the one that was chosen is so by now.
        for way in inputs(form, "input[type=radio]") {
            way.set_default_checked(way.checked());
        }
        form.reset();
        return;
    }
    for was in inputs(form, "input[data-was]") {
        let Some(field) = was.get_attribute("data-was").and_then(|id| document().get_element_by_id(&id)) else { continue };
        // What is shown is what was typed, or the field would count as written in for ever.
        if let Some(line) = field.dyn_ref::<HtmlInputElement>() {
            was.set_default_value(line.value().trim());
            line.set_default_value(&line.value());
        } else if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
            was.set_default_value(area.value().trim());
            let _ = area.set_default_value(&area.value());
        }
    }
}

fn inputs(form: &HtmlFormElement, which: &str) -> impl Iterator<Item = HtmlInputElement> + use<> {
    let all = form.query_selector_all(which).ok();
    let length = all.as_ref().map_or(0, web_sys::NodeList::length);
    (0..length).filter_map(move |at| all.as_ref()?.item(at)?.dyn_into().ok())
}

/// Whoever works by keys is then where the menu was opened from, not at the page's beginning.
fn close_menu(within: &Element) {
    let Ok(Some(menu)) = within.closest("details.menu") else { return };
    if menu.matches(":focus-within") == Ok(true)
        && let Ok(Some(summary)) = menu.query_selector("summary")
        && let Some(summary) = summary.dyn_ref::<HtmlElement>()
    {
        let _ = summary.focus();
    }
    let _ = menu.remove_attribute("open");
}

/// Says at the foot of a form, or of an item, why it was refused. It stays there when the room is drawn anew.
fn show_refusal(place: &Element, sentence: &str) {
    let Ok(words) = document().create_element("p") else { return };
    words.set_class_name("error");
    words.set_text_content(Some(sentence));
    let _ = words.set_attribute("role", "alert");
    let _ = words.set_attribute("data-local", "");
    let _ = place.append_child(&words);
}

fn clear_refusal(place: &Element) {
    while let Ok(Some(words)) = place.query_selector("[data-local]") {
        words.remove();
    }
}
