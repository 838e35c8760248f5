use leptos::{prelude::*, server_fn::ServerFn};

use super::{form::RoomForm, state::RoomState};
use crate::incidents::room_api::AddNote;

/// Where notes are written. What is typed is kept on this device until it is sent.
#[component]
pub(super) fn Composer(room: RoomState) -> impl IntoView {
    let draft = format!("tocsin.draft.{}", room.number());
    #[cfg(feature = "hydrate")]
    draft::bring_back("note", draft.clone());
    view! {
        <RoomForm room action=AddNote::PATH about="note" class="composer">
            <div class="composer-box">
                <label class="hidden-visually" for="note">"Note"</label>
                <textarea id="note" name="text" rows="2" maxlength="20000" required data-draft=draft
                    placeholder="What happened, what you saw, what you decided"></textarea>
                <div class="composer-row">
                    <details class="late-entry">
                        <summary class="meta">"Happened earlier"</summary>
                        <label class="hidden-visually" for="note-at">"When it happened, in UTC"</label>
                        <input class="input" id="note-at" type="datetime-local" name="occurred_at"/>
                        <span class="meta">"UTC"</span>
                    </details>
                    <button class="button push" data-size="small" type="submit">"Add note"</button>
                </div>
            </div>
        </RoomForm>
    }
}

#[cfg(feature = "hydrate")]
mod draft {
    use leptos::prelude::*;
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::HtmlTextAreaElement;

    /// Keeps what is typed into a text area over a reload or a crash, until its form is emptied.
    pub(super) fn bring_back(id: &'static str, name: String) {
        Effect::new(move |_| {
            let area = document().get_element_by_id(id).and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok());
            let (Some(area), Ok(Some(storage))) = (area, window().local_storage()) else { return };
            if area.value().is_empty()
                && let Ok(Some(text)) = storage.get_item(&name)
            {
                area.set_value(&text);
            }
            let (kept, name) = (area.clone(), name.clone());
            let keep = Closure::<dyn Fn()>::new(move || {
                let text = kept.value();
                let _ = if text.is_empty() { storage.remove_item(&name) } else { storage.set_item(&name, &text) };
            });
            let _ = area.add_event_listener_with_callback("input", keep.as_ref().unchecked_ref());
            if let Some(form) = area.form() {
                // The value is empty only after the reset: look a moment later.
                let reset = Closure::<dyn Fn()>::new({
                    let keep = keep.as_ref().unchecked_ref::<js_sys::Function>().clone();
                    move || {
                        let keep = keep.clone();
                        set_timeout(move || drop(keep.call0(&wasm_bindgen::JsValue::NULL)), std::time::Duration::ZERO);
                    }
                });
                let _ = form.add_event_listener_with_callback("reset", reset.as_ref().unchecked_ref());
                reset.forget();
            }
            keep.forget();
        });
    }
}
