use leptos::prelude::*;

use super::{drawn::Own, shown::Shown};
use crate::ui::Within;

/// A form of the room: plain, sent in the background once the script runs. A refusal then stands at its foot, and what
/// was typed stays in it. Without script it leads back to the column that it stands in.
#[component]
pub(super) fn RoomForm(
    room: Shown,
    action: &'static str,
    /// What it is about, so that its refusal comes back to it.
    #[prop(into)]
    about: String,
    #[prop(optional, into)] class: String,
    #[prop(optional, into)] label: Option<String>,
    children: Within,
) -> impl IntoView {
    // Where the script runs, it names each request itself; a name in a region would make the same form look new each time.
    let once = use_context::<Own>().map(|own| own.name).unwrap_or_default();
    let action = format!("{action}?back={}", room.back());
    view! {
        <form method="post" action=action class=class aria-label=label data-about=about>
            <input type="hidden" name="number" value=room.number()/>
            <input type="hidden" name="once" value=once/>
            {children.draw()}
        </form>
    }
}
