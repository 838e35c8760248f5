use leptos::prelude::document;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, HtmlFormElement};

use super::{
    draft::{self, Draft},
    fields::{self, Field},
    notice, taken,
};
use crate::device;

/// Once a page: forgets what the server has, brings back the rest, and keeps what is typed from now on.
pub(crate) fn begin() {
    taken::forget_all();
    let is_any_kept = !draft::all().is_empty();
    for form in fields::forms() {
        if is_any_kept {
            bring_back(&form);
        }
        // What was typed before the script ran was heard by nobody.
        if fields::of(&form).any(|field| field.value() != field.shown_first()) {
            keep(&form);
        }
    }
    on("input", typed);
    on("change", typed);
    on("submit", sent);
    on("reset", |event| {
        if let Some(form) = form_of(event) {
            forget(&form);
        }
    });
}

/// Keeps what a form holds.
pub(crate) fn keep(form: &HtmlFormElement) {
    if let Some(key) = draft::key(form) {
        let mut draft = Draft::of(&key).unwrap_or_default();
        // A choice alone is no draft: it is made again sooner than one sees that it came back.
        if draft.typed.is_empty() && !fields::of(form).any(|field| field.is_written()) {
            return;
        }
        draft.take_in(form);
        draft.keep(&key);
    }
}

/// What the form held is on its way, or not wanted any more.
pub(crate) fn forget(form: &HtmlFormElement) {
    if let Some(key) = draft::key(form) {
        device::remove(&key);
    }
    notice::take_away(form);
}

fn typed(event: &Event) {
    let field = event.target().and_then(|target| target.dyn_into().ok()).and_then(Field::at);
    if let Some(form) = field.and_then(|field| field.form()) {
        keep(&form);
    }
}

/// A plain form leaves the page. Whether the server takes it, a later page will tell by the form's name.
fn sent(event: &Event) {
    let Some(form) = form_of(event).filter(|_| !event.default_prevented()) else { return };
    let name = fields::found(&form, "input[name=once]").next().map(|once| once.value()).unwrap_or_default();
    if let Some(key) = draft::key(&form)
        && let Some(draft) = Draft::of(&key)
    {
        Draft { sent: name, ..draft }.keep(&key);
    }
}

/// Puts what was typed back where the page shows what it showed then. Where it has changed meanwhile, only says what was
/// typed: it must not silently undo what others did.
fn bring_back(form: &HtmlFormElement) {
    let Some(draft) = draft::key(form).and_then(|key| Draft::of(&key)) else { return };
    let (mut is_back, mut beside) = (false, vec![]);
    for field in fields::of(form) {
        let Some(typed) = draft.typed(&field.id_in_form()).filter(|typed| typed.value != field.value()) else { continue };
        let shown = field.shown_first();
        if field.value() != shown || typed.over != shown {
            beside.push(typed.value.clone());
            continue;
        }
        field.set_value(&typed.value);
        if field.value() == typed.value {
            is_back = true;
            // Whoever follows the field, such as a preview, hears of it as of typing.
            tell(&field);
        } else {
            // A choice that is not offered any more.
            field.set_value(&shown);
        }
    }
    notice::show(form, is_back, &beside);
}

fn tell(field: &Field) {
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict("input", &init) {
        let _ = field.dispatch_event(&event);
    }
}

fn form_of(event: &Event) -> Option<HtmlFormElement> {
    event.target()?.dyn_into().ok()
}

fn on(event: &str, heard: fn(&Event)) {
    let heard = Closure::<dyn Fn(Event)>::new(move |event: Event| heard(&event));
    let _ = document().add_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
    // For as long as the page is there.
    heard.forget();
}
