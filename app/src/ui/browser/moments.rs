use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::Event;

use super::{
    clocks,
    listen::{on, target},
};
use crate::ui::ago_words;

/// The server has drawn what a time is in UTC. What it is here, and how long ago, is added when somebody looks.
pub(super) fn begin() {
    on("pointerover", looked_at);
    on("focusin", looked_at);
}

fn looked_at(event: Event) {
    let Some(time) = target(&event, "time[datetime]") else { return };
    let shows = if time.has_attribute("data-absolute") { "data-absolute" } else { "title" };
    let (Some(said), Some(at)) = (time.get_attribute(shows), time.get_attribute("datetime")) else { return };
    let at = Date::new(&JsValue::from(at));
    let milliseconds = at.get_time();
    if milliseconds.is_nan() {
        return;
    }
    #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970")]
    let ago = ago_words(chrono::Duration::seconds(clocks::now() - (milliseconds / 1000.0) as i64));
    let in_utc = said.lines().next().unwrap_or_default();
    let _ = time.set_attribute(shows, &[in_utc, &here(&at), &ago].join("\n"));
}

/// The moment by the clock on the wall of whoever looks, with the name of its zone.
fn here(at: &Date) -> String {
    let options = Object::new();
    let parts = ["weekday", "day", "month", "year", "hour", "minute", "timeZoneName"];
    let forms = ["short", "numeric", "short", "numeric", "2-digit", "2-digit", "short"];
    for (part, form) in parts.into_iter().zip(forms) {
        let _ = Reflect::set(&options, &part.into(), &form.into());
    }
    at.to_locale_string("en-GB", &options).into()
}
