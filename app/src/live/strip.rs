use leptos::prelude::*;

use super::Connection;
use crate::ui::Icon;

/// A quiet bar while the connection is lost: what still works, and what waits. And what was refused when it could be
/// sent at last, until somebody has read it.
#[component]
pub fn ConnectionStrip() -> impl IntoView {
    let seen = Seen::begin();
    let word = move || seen.connection.get().word();
    let waits = move || match seen.waiting.get() {
        0 => "What you do now is kept here and sent when it is back.".to_owned(),
        1 => "1 change waits here and is sent when it is back.".to_owned(),
        count => format!("{count} changes wait here and are sent when it is back."),
    };
    view! {
        <div class="strip" role="status" data-live=word hidden=move || seen.connection.get() != Connection::Offline>
            <Icon name="wifi-off"/>
            <div><b>"Connection lost."</b>" "{waits}" Probes do not run."</div>
        </div>
        // An empty address is this page, which leads to the sign-in and back.
        <div class="strip" role="alert" data-tone="late" hidden=move || seen.connection.get() != Connection::SignedOut>
            <Icon name="sign-out"/>
            <div><b>"You are signed out here."</b>" What you see is no longer kept up to date."</div>
            <a class="button" data-size="small" href="">"Sign in again"</a>
        </div>
        <div class="strip" role="alert" data-tone="late" hidden=move || seen.returned.get().is_empty()>
            <Icon name="alert"/>
            <div><b>"Not taken after all."</b>" "{move || seen.returned.get()}</div>
            <button class="button" data-size="small" type="button" on:click=move |_| forget_returned()>"Dismiss"</button>
        </div>
    }
}

/// What the strip shows.
#[derive(Clone, Copy)]
struct Seen {
    connection: RwSignal<Connection>,
    /// How many changes wait.
    waiting: RwSignal<usize>,
    /// What came back, and why.
    returned: RwSignal<String>,
}

impl Seen {
    fn begin() -> Self {
        let seen =
            Self { connection: RwSignal::new(Connection::Connecting), waiting: RwSignal::new(0), returned: RwSignal::default() };
        #[cfg(feature = "hydrate")]
        {
            use super::outbox;
            let (connection, waiting, returned) = (super::connection(), outbox::waiting(), outbox::returned());
            Effect::new(move |_| seen.connection.set(connection.get()));
            Effect::new(move |_| seen.waiting.set(waiting.with(Vec::len)));
            let words = |one: &outbox::Returned| match one.typed.as_str() {
                "" => one.sentence.clone(),
                typed => format!("“{typed}”: {}", one.sentence),
            };
            Effect::new(move |_| {
                seen.returned.set(returned.with(|all| all.iter().map(words).collect::<Vec<_>>().join(" ")));
            });
        }
        seen
    }
}

#[cfg(feature = "hydrate")]
use super::outbox::forget_returned;

#[cfg(not(feature = "hydrate"))]
fn forget_returned() {}
