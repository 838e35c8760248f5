use std::{cell::RefCell, collections::BTreeSet};

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, HtmlFormElement, StorageEvent};

use super::{
    draft::{self, Draft},
    fields::{self, Field},
    notice, taken,
};
use crate::{device, ui::fresh_name};

/// A form whose name is that of what begins with it: what is added to its words is said of the same thing, which the server
/// sees to.
const BEGINS: &str = "/api/declare_incident";

thread_local! {
    /// Drafts to which somebody has added on this page: what only came back here goes where it came from.
    static TYPED: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Once a page: forgets what the server has, brings back the rest, and keeps what is typed from now on.
pub(crate) fn begin() {
    taken::forget_all();
    let is_any_kept = !draft::all().is_empty();
    for form in fields::forms() {
        if is_any_kept {
            bring_back(&form);
        }
        // What was typed before the script ran was heard by nobody.
        if has_words(&form) {
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
    let gone = Closure::<dyn Fn(StorageEvent)>::new(|event: StorageEvent| gone_elsewhere(&event));
    let _ = window().add_event_listener_with_callback("storage", gone.as_ref().unchecked_ref());
    gone.forget();
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

/// Gives a form up to whoever keeps its words from now on. What was typed when the page was open last, and over what, where the
/// form `shows` something else: but for what was sent, which may have arrived and stays beside it.
#[cfg(feature = "editor")]
pub(crate) fn hand_over(form: &HtmlFormElement, shows: &str) -> Option<(String, String)> {
    let Draft { typed, sent } = draft::key(form).and_then(|key| Draft::of(&key)).unwrap_or_default();
    let beside = typed.into_iter().find(|typed| typed.value != shows);
    if beside.is_some() && !sent.is_empty() {
        return None;
    }
    forget(form);
    beside.map(|typed| (typed.over, typed.value))
}

/// Whether somebody has typed into a form in this part of the page.
#[cfg(feature = "editor")]
pub(crate) fn is_typed_in(within: &web_sys::Element) -> bool {
    fields::forms().any(|form| within.contains(Some(&form)) && has_words(&form))
}

fn has_words(form: &HtmlFormElement) -> bool {
    fields::of(form).any(|field| field.value() != field.shown_first())
}

fn typed(event: &Event) {
    let field = event.target().and_then(|target| target.dyn_into().ok()).and_then(Field::at);
    if let Some(form) = field.and_then(|field| field.form()) {
        if let Some(key) = draft::key(&form) {
            TYPED.with_borrow_mut(|typed| typed.insert(key));
        }
        name_anew(&form);
        keep(&form);
    }
}

/// What is typed after a form was sent is not what was sent: it goes under another name, or the server would take it for the
/// same once more, and the answer to the first would forget these words too.
fn name_anew(form: &HtmlFormElement) {
    let Some(key) = draft::key(form) else { return };
    let Some(draft) = Draft::of(&key).filter(|draft| !draft.sent.is_empty()) else { return };
    if let Some(once) = fields::found(form, "input[name=once]").next()
        && once.value() == draft.sent
        && form.get_attribute("action").is_some_and(|action| action != BEGINS)
    {
        once.set_value(&fresh_name());
        Draft { sent: String::new(), ..draft }.keep(&key);
    }
}

/// Another tab has sent its own words from the same form: those that stand here are still to be kept.
fn gone_elsewhere(event: &StorageEvent) {
    let is_own = |key: &String| TYPED.with_borrow(|typed| typed.contains(key));
    let Some(key) = event.key().filter(|key| event.new_value().is_none() && is_own(key)) else { return };
    for form in fields::forms().filter(|form| draft::key(form).is_some_and(|own| own == key)) {
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
