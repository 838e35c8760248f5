//! Sends the room's forms without leaving the page.

#[cfg(feature = "hydrate")]
pub(super) use browser::{begin, submit};

#[cfg(not(feature = "hydrate"))]
pub(super) fn submit(_: &leptos::ev::SubmitEvent, _: super::state::RoomState) {}

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use domain::live::Topic;
    use leptos::{ev::SubmitEvent, prelude::*};
    use wasm_bindgen::JsCast;
    use web_sys::{FormData, HtmlFormElement, UrlSearchParams};

    use super::super::state::{RoomState, item_name};
    use crate::live::{
        self,
        outbox::{self, Letter, Outcome},
    };

    /// Watches the incident, and lets the clocks run.
    pub(in super::super) fn begin(room: RoomState) {
        let incident = room.incident;
        let topic = Topic::Incident(incident.with_untracked(|incident| incident.id.0));
        live::watch(topic, move || incident.with_untracked(|incident| incident.seq), move |message| room.hear(message));
        // The server's clock is the one that counts: this one only measures how long ago that was.
        let (shown, began) = (room.now.get_untracked(), js_sys::Date::now());
        set_interval(
            move || {
                let gone = Duration::from_secs_f64((js_sys::Date::now() - began).max(0.0) / 1000.0);
                room.now.set(shown + gone);
            },
            Duration::from_secs(1),
        );
    }

    /// Takes a form from the browser and sends it in the background.
    pub(in super::super) fn submit(event: &SubmitEvent, room: RoomState) {
        let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
        let Some(letter) = letter(&form, event) else { return };
        event.prevent_default();
        let tick = tick(&letter.body);
        if let Some((item, ticked)) = tick.clone() {
            room.pending.update(|pending| {
                pending.insert(item, ticked);
            });
        }
        let about = letter.about.clone();
        room.refusals.update(|refusals| {
            refusals.remove(&about);
        });
        wasm_bindgen_futures::spawn_local(async move {
            match outbox::post(letter).await {
                Outcome::Done | Outcome::Waits if tick.is_none() => {
                    form.reset();
                    close_menu(&form);
                }
                Outcome::Done => settle(room, tick),
                Outcome::Waits => {}
                Outcome::Refused(fault) => {
                    settle(room, tick);
                    room.refusals.update(|refusals| {
                        refusals.insert(about, fault.to_string());
                    });
                }
            }
        });
    }

    /// A tick that changed nothing brings no event: it must not stay pending for ever.
    fn settle(room: RoomState, tick: Option<(String, bool)>) {
        let Some((item, _)) = tick else { return };
        set_timeout(
            move || {
                room.pending.update(|pending| {
                    pending.remove(&item);
                });
            },
            Duration::from_secs(2),
        );
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
        let body = UrlSearchParams::new_with_str("").ok()?;
        for entry in js_sys::try_iter(&data).ok()?? {
            let pair = js_sys::Array::from(&entry.ok()?);
            body.append(&pair.get(0).as_string()?, &pair.get(1).as_string()?);
        }
        let about = form.get_attribute("data-about").unwrap_or_default();
        Some(Letter { action, body: String::from(body.to_string()), about })
    }

    fn tick(body: &str) -> Option<(String, bool)> {
        let fields = UrlSearchParams::new_with_str(body).ok()?;
        let checklist = fields.get("checklist")?;
        let (key, ticked) = match (fields.get("check"), fields.get("uncheck")) {
            (Some(key), _) => (key, true),
            (None, Some(key)) => (key, false),
            (None, None) => return None,
        };
        Some((item_name(&checklist, &key), ticked))
    }

    fn close_menu(form: &HtmlFormElement) {
        if let Some(menu) = form.closest("details.menu").ok().flatten() {
            let _ = menu.remove_attribute("open");
        }
    }

    /// A name that nobody else has: two changes of one name would be taken for the same. Without a source of chance
    /// there is no name, and a repeated request is then carried out again.
    fn fresh_name() -> String {
        let mut bytes = [0_u8; 16];
        let drawn = window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
        if drawn.is_ok() { format!("{:032x}", u128::from_be_bytes(bytes)) } else { String::new() }
    }
}
