use leptos::prelude::window;
use serde::{Deserialize, Serialize};
use web_sys::{HtmlFormElement, UrlSearchParams};

use super::fields::{self, Field};
use crate::device;

const PREFIX: &str = "tocsin.draft.";
/// What a form is about. What its fields were drawn with it says too; when that changes, it is the same form.
const HIDDEN: &str = "input[type=hidden]:not([data-was])";
/// Hidden fields that differ from one showing of a form to the next: whatever they say, it is the same form.
const PASSING: [&str; 5] = ["once", "next", "seen", "base", "revision"];

/// What somebody typed into a form and the server does not have yet.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Draft {
    pub(super) typed: Vec<Typed>,
    /// Under which name the form was sent last, if it was; whether it arrived is not known.
    pub(super) sent: String,
}

/// What one field holds.
#[derive(Serialize, Deserialize)]
pub(super) struct Typed {
    pub(super) field: String,
    pub(super) value: String,
    /// What the field had been shown with.
    pub(super) over: String,
}

impl Draft {
    pub(super) fn of(key: &str) -> Option<Self> {
        serde_json::from_str(&device::read(key)?).ok()
    }

    pub(super) fn keep(&self, key: &str) {
        if self.typed.is_empty() {
            device::remove(key);
        } else {
            device::write(key, &serde_json::to_string(self).unwrap_or_default());
        }
    }

    pub(super) fn typed(&self, field: &str) -> Option<&Typed> {
        self.typed.iter().find(|typed| typed.field == field)
    }

    /// Takes in what the form holds now. What was typed earlier and now stands there as the page's own, since it came back
    /// with a refusal, is no less typed for that.
    pub(super) fn take_in(&mut self, form: &HtmlFormElement) {
        for field in fields::of(form) {
            let (id, value, over) = (field.id_in_form(), field.value(), field.shown_first());
            let is_known = self.typed(&id).is_some_and(|typed| typed.value == value);
            if !is_known {
                self.typed.retain(|typed| typed.field != id);
                if value != over {
                    self.typed.push(Typed { field: id, value, over });
                }
            }
        }
    }
}

/// Under which key the draft of a form is kept: whose it is, the page, and which of its forms. None for a form that
/// changes nothing, or where nobody is signed in.
pub(super) fn key(form: &HtmlFormElement) -> Option<String> {
    let (prefix, page) = (own()?, window().location().pathname().ok()?);
    let action = form.get_attribute("action").filter(|action| action.starts_with("/api/"))?;
    let about = UrlSearchParams::new().ok()?;
    for field in fields::found(form, HIDDEN).filter(|field| !PASSING.contains(&field.name().as_str())) {
        about.append(&field.name(), &field.value());
    }
    Some(format!("{prefix}{page}{action}?{}", String::from(about.to_string())))
}

/// The keys of all drafts of whoever is signed in.
pub(super) fn all() -> Vec<String> {
    own().map(|prefix| device::keys(&prefix)).unwrap_or_default()
}

fn own() -> Option<String> {
    Some(format!("{PREFIX}{}.", device::person()?))
}

impl Field {
    /// Tells it from the other fields of its form.
    pub(super) fn id_in_form(&self) -> String {
        let id = self.id();
        if id.is_empty() { self.name() } else { id }
    }
}
