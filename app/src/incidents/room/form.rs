use leptos::{children::Children, prelude::*};

use super::state::RoomState;
use crate::ui::fresh_name;

/// A form of the room: plain, sent in the background once the script runs. A refusal stands at its foot, and what
/// was typed stays in it.
#[component]
pub(super) fn RoomForm(
    room: RoomState,
    action: &'static str,
    /// What it is about, so that its refusal comes back to it.
    #[prop(into)]
    about: String,
    #[prop(optional, into)] class: String,
    #[prop(optional, into)] label: Option<String>,
    children: Children,
) -> impl IntoView {
    let name = about.clone();
    let refusal = Memo::new(move |_| room.refusals.with(|refusals| refusals.get(&name).cloned()));
    view! {
        <form method="post" action=action class=class aria-label=label data-about=about>
            <input type="hidden" name="number" value=room.number()/>
            <input type="hidden" name="once" value=fresh_name()/>
            {children()}
            {move || refusal.get().map(|sentence| view! { <p class="error" role="alert">{sentence}</p> })}
        </form>
    }
}
