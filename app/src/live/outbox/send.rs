use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use domain::Refusal;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use super::{Letter, kept};
use crate::{device, fault::Fault, live::AUTHOR};

/// Not every loss ends the live connection, which would try again when it is back.
const NEXT_TRY: Duration = Duration::from_secs(5);
/// A server that says nothing for so long has not answered, in milliseconds: it answers within its own fifteen seconds.
const SILENCE: u32 = 20_000;

/// What became of a letter.
pub enum Outcome {
    Done,
    Refused(Fault),
    /// The server can't be reached, or nobody is signed in here: it waits.
    Waits,
}

type Told = Box<dyn FnOnce(Outcome)>;
type Sent = Rc<dyn Fn(&Letter, bool)>;

thread_local! {
    /// Who wants to know what becomes of a letter, while its form still stands there.
    static TOLD: RefCell<Vec<(String, Told)>> = const { RefCell::new(vec![]) };
    static SENT: RefCell<Option<Sent>> = const { RefCell::new(None) };
    static SIGNED_OUT: RefCell<Option<ArcRwSignal<bool>>> = const { RefCell::new(None) };
    static IS_ARMED: Cell<bool> = const { Cell::new(false) };
    static IS_SENDING: Cell<bool> = const { Cell::new(false) };
}

/// Once a page: sends what was left by one that is gone, and hears of what other tabs keep.
pub fn begin() {
    let elsewhere = Closure::<dyn Fn()>::new(kept::look_again);
    let _ = window().add_event_listener_with_callback("storage", elsewhere.as_ref().unchecked_ref());
    elsewhere.forget();
    let back = Closure::<dyn Fn()>::new(try_again);
    let _ = window().add_event_listener_with_callback("online", back.as_ref().unchecked_ref());
    back.forget();
    try_again();
}

/// Keeps a letter, and sends it once all that was written before it is on its way. `told`: what became of it. Whether the
/// device has it; else this tab alone knows it until it is sent.
pub fn post(letter: Letter, told: impl FnOnce(Outcome) + 'static) -> bool {
    TOLD.with_borrow_mut(|all| all.push((letter.key.clone(), Box::new(told))));
    let is_kept = kept::put(letter);
    try_again();
    is_kept
}

/// Tells of each letter that waited and was sent, and whether it was taken.
pub fn when_sent(tell: impl Fn(&Letter, bool) + 'static) {
    SENT.set(Some(Rc::new(tell)));
}

/// Whether what waits does so since nobody is signed in here, or somebody else.
pub fn is_signed_out() -> ArcRwSignal<bool> {
    SIGNED_OUT.with_borrow_mut(|signal| signal.get_or_insert_with(|| ArcRwSignal::new(false)).clone())
}

/// Sends a letter that was refused once more.
pub fn send_again(key: &str) {
    if let Some(letter) = kept::find(key) {
        kept::put(Letter { refusal: None, ..letter });
        try_again();
    }
}

/// Gives a letter up that was refused.
pub fn discard(key: &str) {
    kept::remove(key);
}

/// Sends what waits, in order.
pub(in crate::live) fn try_again() {
    if kept::next().is_none() || IS_SENDING.replace(true) {
        return;
    }
    wasm_bindgen_futures::spawn_local(async {
        send_all().await;
        IS_SENDING.set(false);
        if kept::next().is_some() && !IS_ARMED.replace(true) {
            let again = || {
                IS_ARMED.set(false);
                try_again();
            };
            set_timeout(again, NEXT_TRY);
        }
    });
}

async fn send_all() {
    while let Some(letter) = kept::next() {
        let answer = deliver(&letter).await;
        let is_signed_out = matches!(&answer, Ok(Some(Fault::Refused(Refusal::NotSignedIn))));
        self::is_signed_out().set(is_signed_out);
        match answer {
            Ok(fault) if !is_signed_out => settle(letter, fault),
            _ => return let_wait(),
        }
    }
}

/// None of those that are to be sent can be, now.
fn let_wait() {
    let unsent = kept::letters().get_untracked().into_iter().filter(|letter| letter.refusal.is_none());
    for letter in unsent {
        let told = take_told(&letter.key);
        if !letter.waits {
            kept::put(Letter { waits: true, ..letter });
        }
        if let Some(told) = told {
            told(Outcome::Waits);
        }
    }
}

/// The server has answered. A refusal is told to the form that waits for it; where none does any more, it stays here.
fn settle(letter: Letter, fault: Option<Fault>) {
    let is_taken = fault.is_none();
    match (fault, take_told(&letter.key)) {
        (None, told) => {
            kept::remove(&letter.key);
            if let Some(told) = told {
                return told(Outcome::Done);
            }
        }
        (Some(fault), Some(told)) => {
            kept::remove(&letter.key);
            return told(Outcome::Refused(fault));
        }
        // Another tab may have sent it too, and have shown already what became of it.
        (Some(_), None) if kept::find(&letter.key).is_none() => return,
        (Some(fault), None) => {
            kept::put(Letter { waits: true, refusal: Some(fault.to_string()), ..letter.clone() });
        }
    }
    if let Some(tell) = SENT.with_borrow(Clone::clone) {
        tell(&letter, is_taken);
    }
}

fn take_told(key: &str) -> Option<Told> {
    TOLD.with_borrow_mut(|all| Some(all.remove(all.iter().position(|(of, _)| of == key)?).1))
}

/// Nothing: it was done. A fault: it was refused. An error: nobody answered.
async fn deliver(letter: &Letter) -> Result<Option<Fault>, JsValue> {
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_body(&JsValue::from_str(&letter.body));
    init.set_signal(Some(&web_sys::AbortSignal::timeout_with_u32(SILENCE)));
    let headers = web_sys::Headers::new()?;
    headers.set("content-type", "application/x-www-form-urlencoded")?;
    headers.set("accept", "application/json")?;
    // Somebody else may be signed in here by now, in another tab: it is not theirs.
    headers.set(AUTHOR, &device::person().unwrap_or_default())?;
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
