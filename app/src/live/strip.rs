use leptos::prelude::*;

use super::Connection;
use crate::ui::Icon;

/// A quiet bar while the connection is lost, which says what still works.
#[component]
pub fn ConnectionStrip(
    /// What becomes of that which people do on this page meanwhile.
    meanwhile: &'static str,
) -> impl IntoView {
    let connection = seen();
    let word = move || connection.get().word();
    view! {
        <div class="strip" role="status" data-live=word hidden=move || connection.get() != Connection::Offline>
            <Icon name="wifi-off"/>
            <div><b>"Connection lost."</b>" "{meanwhile}</div>
        </div>
        // An empty address is this page, which leads to the sign-in and back.
        <div class="strip" role="alert" data-tone="late" hidden=move || connection.get() != Connection::SignedOut>
            <Icon name="sign-out"/>
            <div><b>"You are signed out here."</b>" What you see is no longer kept up to date."</div>
            <a class="button" data-size="small" href="">"Sign in again"</a>
        </div>
    }
}

fn seen() -> RwSignal<Connection> {
    let seen = RwSignal::new(Connection::Connecting);
    #[cfg(feature = "hydrate")]
    {
        let connection = super::connection();
        Effect::new(move |_| seen.set(connection.get()));
    }
    seen
}
