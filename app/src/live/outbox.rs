//! Forms on their way to the server. One that can't be sent is kept on this device, also over a reload, and sent when
//! the connection is back; its name makes sure that it is carried out once.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use domain::Refusal;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::fault::Fault;

const WAITING_KEY: &str = "tocsin.waiting";
const RETURNED_KEY: &str = "tocsin.returned";
/// Fields that say what a form is about; the others hold what somebody typed.
const ABOUT: [&str; 14] = [
    "number",
    "once",
    "of",
    "next",
    "checklist",
    "item",
    "group",
    "decision",
    "branch",
    "role",
    "person",
    "stage",
    "plan",
    "severity",
];

/// A form to be sent: where to, and its fields as a browser would encode them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub action: String,
    pub body: String,
    /// The item or field that it is about, so that a page can mark it as waiting.
    pub about: String,
}

/// A letter that waited and was refused when it could be sent at last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// What somebody had typed.
    pub typed: String,
    pub sentence: String,
}

/// Not every loss ends the live connection, which would try again when it is back.
const NEXT_TRY: Duration = Duration::from_secs(5);

type Sent = Rc<dyn Fn(&Letter, bool)>;

thread_local! {
    static WAITING: RefCell<Option<ArcRwSignal<Vec<Letter>>>> = const { RefCell::new(None) };
    static RETURNED: RefCell<Option<ArcRwSignal<Vec<Returned>>>> = const { RefCell::new(None) };
    static IS_ARMED: Cell<bool> = const { Cell::new(false) };
    static IS_TRYING: Cell<bool> = const { Cell::new(false) };
    static SENT: RefCell<Option<Sent>> = const { RefCell::new(None) };
}

/// What waits for the connection, for showing.
pub fn waiting() -> ArcRwSignal<Vec<Letter>> {
    WAITING.with_borrow_mut(|waiting| waiting.get_or_insert_with(|| ArcRwSignal::new(kept(WAITING_KEY))).clone())
}

/// What came back, until somebody has read it.
pub fn returned() -> ArcRwSignal<Vec<Returned>> {
    RETURNED.with_borrow_mut(|returned| returned.get_or_insert_with(|| ArcRwSignal::new(kept(RETURNED_KEY))).clone())
}

/// What came back has been read.
pub fn forget_returned() {
    returned().set(vec![]);
    keep(RETURNED_KEY, &returned());
}

/// Tells of each letter that waited and was sent, and whether it was taken.
pub fn when_sent(tell: impl Fn(&Letter, bool) + 'static) {
    SENT.set(Some(Rc::new(tell)));
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
            keep(WAITING_KEY, &waiting());
            try_later();
            Outcome::Waits
        }
    }
}

/// Sends what waits, in order. What is refused by now comes back with what was typed.
pub(super) fn try_again() {
    if waiting().with_untracked(Vec::is_empty) || IS_TRYING.replace(true) {
        return;
    }
    wasm_bindgen_futures::spawn_local(async {
        send_waiting().await;
        IS_TRYING.set(false);
        try_later();
    });
}

fn try_later() {
    let again = || {
        IS_ARMED.set(false);
        try_again();
    };
    if waiting().with_untracked(|letters| !letters.is_empty()) && !IS_ARMED.replace(true) {
        set_timeout(again, NEXT_TRY);
    }
}

async fn send_waiting() {
    while let Some(letter) = waiting().with_untracked(|letters| letters.first().cloned()) {
        let fault = match deliver(&letter).await {
            // Nobody answered, or nobody is signed in here: it waits on.
            Err(_) | Ok(Some(Fault::Refused(Refusal::NotSignedIn))) => return,
            Ok(fault) => fault,
        };
        waiting().update(|letters| letters.retain(|other| *other != letter));
        keep(WAITING_KEY, &waiting());
        let is_taken = fault.is_none();
        if let Some(fault) = fault {
            let came_back = Returned { typed: typed(&letter.body), sentence: fault.to_string() };
            returned().update(|returned| returned.push(came_back));
            keep(RETURNED_KEY, &returned());
        }
        if let Some(tell) = SENT.with_borrow(Clone::clone) {
            tell(&letter, is_taken);
        }
    }
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

fn kept<T: serde::de::DeserializeOwned>(key: &str) -> Vec<T> {
    let text = storage().and_then(|storage| storage.get_item(key).ok().flatten());
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn keep<T: Serialize + Send + Sync + 'static>(key: &str, all: &ArcRwSignal<Vec<T>>) {
    let text = all.with_untracked(|all| serde_json::to_string(all).unwrap_or_default());
    let _ = storage().map(|storage| storage.set_item(key, &text));
}

fn typed(body: &str) -> String {
    let pairs = web_sys::UrlSearchParams::new_with_str(body).ok().and_then(|fields| js_sys::try_iter(&fields).ok().flatten());
    let values = pairs.into_iter().flatten().filter_map(|pair| {
        let pair = js_sys::Array::from(&pair.ok()?);
        let (name, value) = (pair.get(0).as_string()?, pair.get(1).as_string()?);
        // What a field began with was not typed, nor was what it is about.
        let is_about = ABOUT.contains(&name.as_str()) || name.ends_with("[was]") || name.ends_with("[name]");
        (!is_about && !value.is_empty()).then_some(value)
    });
    values.collect::<Vec<_>>().join(", ")
}
