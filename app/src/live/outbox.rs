//! Forms on their way to the server. One that can't be sent is kept on this device, also over a reload, and sent when
//! the connection is back; its name makes sure that it is carried out once.

use std::cell::RefCell;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::fault::Fault;

const KEPT: &str = "tocsin.waiting";

/// A form to be sent: where to, and its fields as a browser would encode them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub action: String,
    pub body: String,
    /// The item or field that it is about, so that a page can mark it as waiting.
    pub about: String,
}

thread_local! {
    static WAITING: RefCell<Option<ArcRwSignal<Vec<Letter>>>> = const { RefCell::new(None) };
}

/// What waits for the connection, for showing.
pub fn waiting() -> ArcRwSignal<Vec<Letter>> {
    WAITING.with_borrow_mut(|waiting| waiting.get_or_insert_with(|| ArcRwSignal::new(kept())).clone())
}

/// What became of a letter.
pub enum Outcome {
    Done,
    Refused(Fault),
    /// The server can't be reached: it waits.
    Waits,
}

/// Sends a letter now, or keeps it for later.
pub async fn post(letter: Letter) -> Outcome {
    match deliver(&letter).await {
        Ok(None) => Outcome::Done,
        Ok(Some(fault)) => Outcome::Refused(fault),
        Err(_) => {
            waiting().update(|letters| letters.push(letter));
            keep();
            Outcome::Waits
        }
    }
}

/// Sends what waits, in order; what is refused by now is dropped, since the page shows how things stand.
pub(super) fn try_again() {
    if waiting().with_untracked(Vec::is_empty) {
        return;
    }
    wasm_bindgen_futures::spawn_local(async {
        while let Some(letter) = waiting().with_untracked(|letters| letters.first().cloned()) {
            if deliver(&letter).await.is_err() {
                return;
            }
            waiting().update(|letters| letters.retain(|other| *other != letter));
            keep();
        }
    });
}

/// Nothing: it was done. A fault: it was refused. An error: nobody answered.
async fn deliver(letter: &Letter) -> Result<Option<Fault>, JsValue> {
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_body(&JsValue::from_str(&letter.body));
    let headers = web_sys::Headers::new()?;
    headers.set("content-type", "application/x-www-form-urlencoded")?;
    headers.set("accept", "application/json")?;
    init.set_headers(&headers);
    let answer = JsFuture::from(window().fetch_with_str_and_init(&letter.action, &init)).await?;
    let answer: web_sys::Response = answer.dyn_into()?;
    if answer.ok() {
        return Ok(None);
    }
    if matches!(answer.status(), 502..=504) {
        return Err(JsValue::from_str("nobody answered"));
    }
    let text = JsFuture::from(answer.text()?).await?.as_string().unwrap_or_default();
    Ok(Some(serde_json::from_str(&text).unwrap_or_else(|_| Fault::Unreachable(format!("it answered {}", answer.status())))))
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn kept() -> Vec<Letter> {
    let text = storage().and_then(|storage| storage.get_item(KEPT).ok().flatten());
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn keep() {
    let text = waiting().with_untracked(|letters| serde_json::to_string(letters).unwrap_or_default());
    let _ = storage().map(|storage| storage.set_item(KEPT, &text));
}
