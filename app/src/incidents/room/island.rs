use leptos::{children::Children, prelude::*};
use uuid::Uuid;

use crate::live::ConnectionStrip;

/// Keeps what the server has drawn up to date, in place.
#[island]
pub(super) fn Room(
    id: Uuid,
    /// The number of the last event that is drawn.
    seq: i64,
    /// When it was drawn, in seconds since 1970: the server's clock is the one that counts.
    now: i64,
    children: Children,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| super::browser::begin(id, seq, now));
    #[cfg(not(feature = "hydrate"))]
    let _ = (id, seq, now);
    view! {
        <div class="room-body" id="room">
            <ConnectionStrip meanwhile="What you do now is kept here and sent when it is back. Probes do not run."/>
            {children()}
        </div>
    }
}
