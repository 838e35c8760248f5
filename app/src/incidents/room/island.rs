use leptos::{children::Children, prelude::*};
use uuid::Uuid;

use crate::live::ConnectionStrip;

/// Keeps what the server has drawn up to date, in place.
#[island]
pub(super) fn Room(
    id: Uuid,
    /// The number of the last event that is drawn.
    seq: i64,
    children: Children,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| super::browser::begin(id, seq));
    #[cfg(not(feature = "hydrate"))]
    let _ = (id, seq);
    view! {
        <div class="room-body" id="room">
            <ConnectionStrip meanwhile="What you do now is kept here and sent when it is back. Probes do not run."/>
            {children()}
        </div>
    }
}
