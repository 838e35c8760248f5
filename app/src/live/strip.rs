use leptos::prelude::*;

use super::Connection;
use crate::ui::Icon;

/// A quiet bar while the connection is lost: what still works, and what waits.
#[component]
pub fn ConnectionStrip() -> impl IntoView {
    let (connection, waiting) = signals();
    let word = move || connection().word();
    let waits = move || match waiting() {
        0 => "What you do now is kept here and sent when it is back.".to_owned(),
        1 => "1 change waits here and is sent when it is back.".to_owned(),
        count => format!("{count} changes wait here and are sent when it is back."),
    };
    view! {
        <div class="strip" role="status" data-live=word hidden=move || connection() != Connection::Offline>
            <Icon name="wifi-off"/>
            <div><b>"Connection lost."</b>" "{waits}" Probes do not run."</div>
        </div>
    }
}

/// How the connection is, and how many changes wait.
#[cfg(feature = "hydrate")]
fn signals() -> (impl Fn() -> Connection + Copy, impl Fn() -> usize + Copy) {
    let connection = RwSignal::new(Connection::Connecting);
    let source = super::connection();
    Effect::new(move |_| connection.set(source.get()));
    let waiting = RwSignal::new(0);
    let letters = super::outbox::waiting();
    Effect::new(move |_| waiting.set(letters.with(Vec::len)));
    (move || connection.get(), move || waiting.get())
}

#[cfg(not(feature = "hydrate"))]
fn signals() -> (impl Fn() -> Connection + Copy, impl Fn() -> usize + Copy) {
    (|| Connection::Connecting, || 0)
}
