use leptos::prelude::*;

use crate::ui::Icon;

/// Finds or does any thing by its name, over the page that one is on. Without script its button leads to the page
/// that does the same. Opened and filled by `crate::keys`.
#[component]
pub(crate) fn Palette() -> impl IntoView {
    view! {
        <dialog class="palette" id="palette" aria-label="Search" closedby="any">
            <header>
                <form method="get" action="/search" role="search">
                    <Icon name="find"/>
                    <input name="q" type="text" role="combobox" aria-label="Search" aria-autocomplete="list" aria-expanded="false"
                        aria-controls="palette-list" placeholder="Incident, runbook, error text, person, command" maxlength="200"
                        autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go"/>
                </form>
                <form method="dialog"><button class="button" data-kind="quiet" data-size="small" aria-label="Close search"><kbd aria-hidden="true">"Esc"</kbd></button></form>
            </header>
            <p class="palette-none" data-trouble role="alert" hidden><b>"The server gave no answer."</b>
                <span>"Look whether you are connected and still signed in: type on to try again, or reload the page."</span></p>
            <div data-found></div>
            <p class="hidden-visually" role="status"></p>
            <footer aria-hidden="true">
                <span><kbd>"↑"</kbd><kbd>"↓"</kbd>" choose"</span><span><kbd>"Enter"</kbd>" open"</span><span><kbd>"Esc"</kbd>" close"</span>
            </footer>
        </dialog>
    }
}
