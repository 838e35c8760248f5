//! The server says in a cookie, by the form's name, that it has carried out a plain form.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlDocument;

use super::draft::{self, Draft};
use crate::{device, flash::TAKEN};

/// Forgets the drafts of all forms that were taken.
pub(super) fn forget_all() {
    let Ok(page) = document().dyn_into::<HtmlDocument>() else { return };
    let cookies = page.cookie().unwrap_or_default();
    let taken: Vec<&str> = cookies
        .split(';')
        .filter_map(|pair| pair.trim().split_once('=').and_then(|(cookie, _)| cookie.strip_prefix(TAKEN)))
        .collect();
    if taken.is_empty() {
        return;
    }
    for key in draft::all() {
        if Draft::of(&key).is_some_and(|draft| taken.contains(&draft.sent.as_str())) {
            device::remove(&key);
        }
    }
    for name in taken {
        let _ = page.set_cookie(&format!("{TAKEN}{name}=; Path=/; Max-Age=0; SameSite=Strict"));
    }
}
