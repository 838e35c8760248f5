use domain::live::Topic;
use leptos::prelude::*;

use super::ConnectionStrip;

/// What a page follows that keeps itself up to date, in its context: the topic, and what it is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Follows {
    pub topic: Topic,
    /// The last event that is drawn; of the log, its mark.
    pub after: i64,
}

/// Keeps a page up to date: whenever its topic moves on, the page is asked for again, and what is different comes in the
/// place of what is shown.
#[island]
pub fn Current(topic: Topic, after: i64) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| super::anew::keep_current(topic, after));
    #[cfg(not(feature = "hydrate"))]
    let _ = (topic, after);
    view! {
        <ConnectionStrip meanwhile="This page shows how things were. It comes up to date by itself when the connection is back."/>
        <p class="hidden-visually" role="status" id="news" aria-label="New entries"></p>
    }
}
