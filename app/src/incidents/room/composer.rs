use leptos::{prelude::*, server_fn::ServerFn};

use super::{form::RoomForm, name::NOTE, shown::Shown};
use crate::incidents::room_api::AddNote;

/// Where notes are written.
#[component]
pub(super) fn Composer(room: Shown) -> impl IntoView {
    view! {
        <RoomForm room action=AddNote::PATH about="note" class="composer">
            <div class="composer-box">
                <label class="hidden-visually" for=NOTE>"Note"</label>
                <textarea id=NOTE name="text" rows="2" maxlength="20000" required
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
