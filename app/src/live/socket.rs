use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use domain::live::SESSION_ENDED;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{CloseEvent, MessageEvent, WebSocket};

use super::{Connection, client};
use crate::device;

/// The server says something at least every 20 s; silence for so long is a loss that nobody has told us.
const SILENCE: Duration = Duration::from_secs(45);
/// A loss shorter than this is not worth a word.
const MOMENT: Duration = Duration::from_secs(2);
/// In milliseconds: who has been without a connection for long is back soon after the server is.
const LONGEST_WAIT: f64 = 5_000.0;

thread_local! {
    static SOCKET: RefCell<Option<WebSocket>> = const { RefCell::new(None) };
    static ATTEMPT: Cell<u32> = const { Cell::new(0) };
    static HEARD: Cell<f64> = const { Cell::new(0.0) };
    /// Whether the session was over when the connection was lost, and no other one has opened it since.
    static ENDED: Cell<bool> = const { Cell::new(false) };
}

pub(super) fn send(text: &str) {
    SOCKET.with_borrow(|socket| {
        if let Some(socket) = socket.as_ref().filter(|socket| socket.ready_state() == WebSocket::OPEN) {
            let _ = socket.send_with_str(text);
        }
    });
}

/// Opens the connection and opens it again whenever it is lost.
pub(super) fn keep_open() {
    open();
    watch_silence();
    // A phone that wakes, or a network that is back: do not wait for the next turn.
    let again = Closure::<dyn Fn()>::new(|| {
        if SOCKET.with_borrow(Option::is_none) {
            ATTEMPT.set(0);
            open();
        }
    });
    let _ = window().add_event_listener_with_callback("online", again.as_ref().unchecked_ref());
    again.forget();
}

fn open() {
    let location = window().location();
    let (Ok(protocol), Ok(host)) = (location.protocol(), location.host()) else { return };
    let scheme = if protocol == "https:" { "wss" } else { "ws" };
    // Whoever has signed in since, in another tab, is not the one who typed here.
    let person = device::person().map(|person| format!("?person={person}")).unwrap_or_default();
    let Ok(socket) = WebSocket::new(&format!("{scheme}://{host}/live{person}")) else { return lost() };
    HEARD.set(js_sys::Date::now());

    let opened = Closure::<dyn Fn()>::new(|| {
        ATTEMPT.set(0);
        ENDED.set(false);
        client::opened();
    });
    socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
    opened.forget();
    let heard = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        HEARD.set(js_sys::Date::now());
        if let Some(text) = event.data().as_string() {
            client::hear(&text);
        }
    });
    socket.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
    let closed = Closure::<dyn Fn(CloseEvent)>::new(|event: CloseEvent| {
        if event.code() == SESSION_ENDED {
            ENDED.set(true);
        }
        lost();
    });
    socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
    closed.forget();
    SOCKET.set(Some(socket));
}

/// Waits a little longer each time, and never exactly as long as other tabs do: a restarted server must not be stormed.
fn lost() {
    SOCKET.set(None);
    client::lost(HEARD.get());
    // One more try that failed is no news.
    if client::connection().get_untracked() == Connection::Live {
        client::set_connection(Connection::Connecting);
    }
    set_timeout(
        || {
            if SOCKET.with_borrow(|socket| socket.as_ref().is_none_or(|socket| socket.ready_state() != WebSocket::OPEN)) {
                client::set_connection(if ENDED.get() { Connection::SignedOut } else { Connection::Offline });
            }
        },
        MOMENT,
    );
    let attempt = ATTEMPT.get();
    ATTEMPT.set(attempt.saturating_add(1));
    let longest = (500.0 * 2_f64.powi(i32::try_from(attempt.min(10)).unwrap_or(10))).min(LONGEST_WAIT);
    let wait = longest * (0.5 + js_sys::Math::random() / 2.0);
    set_timeout(
        || {
            if SOCKET.with_borrow(Option::is_none) {
                open();
            }
        },
        Duration::from_secs_f64(wait / 1000.0),
    );
}

fn watch_silence() {
    set_interval(
        || {
            let silent = js_sys::Date::now() - HEARD.get() > SILENCE.as_secs_f64() * 1000.0;
            if silent && let Some(socket) = SOCKET.take() {
                // Its close event is not waited for: on a dead path it comes a minute later, and until then the page would
                // say that it is up to date.
                socket.set_onopen(None);
                socket.set_onmessage(None);
                socket.set_onclose(None);
                let _ = socket.close();
                lost();
            }
        },
        Duration::from_secs(5),
    );
}
