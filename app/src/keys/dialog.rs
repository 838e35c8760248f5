use leptos::prelude::*;

use super::list::KeyList;

/// The keys, over the page that one is on. Without script its link leads to their page.
#[component]
pub(crate) fn KeysDialog() -> impl IntoView {
    view! {
        <dialog class="keys-dialog" id="keys" aria-labelledby="keys-title" closedby="any">
            <header>
                <h2 id="keys-title">"Keyboard shortcuts"</h2>
                <form method="dialog"><button class="button" data-kind="quiet" data-size="small" aria-label="Close keyboard shortcuts"><kbd aria-hidden="true">"Esc"</kbd></button></form>
            </header>
            <KeyList in_dialog=true/>
        </dialog>
    }
}
